// k6 with the modules of load tests over HTTP: those for browsers, Redis and gRPC are a third of its compilation.
package js

import (
	"go.k6.io/k6/internal/js/modules/k6"
	"go.k6.io/k6/internal/js/modules/k6/execution"
	"go.k6.io/k6/internal/js/modules/k6/metrics"
	"go.k6.io/k6/internal/js/modules/k6/timers"
	"go.k6.io/k6/js/modules/k6/http"
)

func getJSModules() map[string]any {
	return map[string]any{
		"k6":           k6.New(),
		"k6/execution": execution.New(),
		"k6/http":      http.New(),
		"k6/metrics":   metrics.New(),
		"k6/timers":    timers.New(),
	}
}

// Prometheus with the service discovery of Kubernetes only: the clouds' SDKs are almost half of its code.
package plugins

import (
	_ "github.com/prometheus/prometheus/discovery/kubernetes"
)

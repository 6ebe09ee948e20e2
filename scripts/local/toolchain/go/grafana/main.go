// Command dashboard-check compares a dashboard's JSON on standard input with Grafana's schema of dashboards, and of the
// panels and queries in them. It prints a line for each field that is unknown, missing or of another type, and exits with
// 1 when there is one. The schema is the code that Grafana's authors generate from their own: the Foundation SDK.
package main

import (
	"fmt"
	"io"
	"os"

	"github.com/grafana/grafana-foundation-sdk/go/cog/plugins"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
)

func main() {
	plugins.RegisterDefaultPlugins()
	findings, err := check(os.Stdin)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	if findings != "" {
		fmt.Println(findings)
		os.Exit(1)
	}
}

// check returns the findings, a line each; the error is that of reading.
func check(input io.Reader) (string, error) {
	content, err := io.ReadAll(input)
	if err != nil {
		return "", err
	}
	model := dashboard.Dashboard{}
	// Without a finding, the generated code may return an empty list as the error.
	if err := model.UnmarshalJSONStrict(content); err != nil && err.Error() != "" {
		return err.Error(), nil
	}
	if err := model.Validate(); err != nil {
		return err.Error(), nil
	}
	return "", nil
}

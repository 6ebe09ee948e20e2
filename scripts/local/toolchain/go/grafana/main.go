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
	if err := check(os.Stdin); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}

func check(input io.Reader) error {
	content, err := io.ReadAll(input)
	if err != nil {
		return err
	}
	model := dashboard.Dashboard{}
	if err := model.UnmarshalJSONStrict(content); err != nil {
		return err
	}
	return model.Validate()
}

// Command gatewayapi-plugin is a stand-in for argoproj-labs/rollouts-plugin-trafficrouter-gatewayapi, whose Go module no
// proxy serves: it writes the weights of HTTPRoutes, and nothing else. Written from the plugin protocol of Argo Rollouts,
// for the local cluster only.
//
// As "gatewayapi-plugin serve" it serves itself over HTTP: the controller downloads a plugin by its URL and sha256.
package main

import (
	"log"
	"net/http"
	"os"
	"time"

	"github.com/argoproj/argo-rollouts/rollout/trafficrouting/plugin/rpc"
	goplugin "github.com/hashicorp/go-plugin"
)

func main() {
	if len(os.Args) == 2 && os.Args[1] == "serve" {
		log.Fatal(serve(":8080"))
	}
	goplugin.Serve(&goplugin.ServeConfig{
		HandshakeConfig: goplugin.HandshakeConfig{
			ProtocolVersion:  1,
			MagicCookieKey:   "ARGO_ROLLOUTS_RPC_PLUGIN",
			MagicCookieValue: "trafficrouter",
		},
		Plugins: map[string]goplugin.Plugin{"RpcTrafficRouterPlugin": &rpc.RpcTrafficRouterPlugin{Impl: &router{}}},
	})
}

// serve answers with this program, and on /readyz.
func serve(address string) error {
	program, err := os.Executable()
	if err != nil {
		return err
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /gatewayapi-plugin", func(answer http.ResponseWriter, request *http.Request) {
		http.ServeFile(answer, request, program)
	})
	mux.HandleFunc("GET /readyz", func(http.ResponseWriter, *http.Request) {})
	server := &http.Server{Addr: address, Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	return server.ListenAndServe()
}

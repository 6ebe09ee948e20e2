// The Kubernetes provider without its component resources (yaml/v2, helm.sh/v4, kustomize/v2): they need Pulumi's whole
// Go SDK for Kubernetes, whose compilation takes longer than the rest of the provider.
package provider

import (
	"context"
	"fmt"

	"github.com/pulumi/pulumi-kubernetes/provider/v4/pkg/provider/resource"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

var resourceProviders map[string]resource.ResourceProviderFactory

func (*kubeProvider) Construct(_ context.Context, request *pulumirpc.ConstructRequest) (*pulumirpc.ConstructResponse, error) {
	return nil, fmt.Errorf("the Kubernetes provider of the local platform has no component resources: %s", request.GetType())
}

package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/argoproj/argo-rollouts/pkg/apis/rollouts/v1alpha1"
	"github.com/argoproj/argo-rollouts/utils/plugin/types"
	"k8s.io/apimachinery/pkg/api/equality"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/util/retry"
)

var httpRoutes = schema.GroupVersionResource{Group: "gateway.networking.k8s.io", Version: "v1", Resource: "httproutes"}

// router answers the calls of the controller.
type router struct{ client dynamic.Interface }

func (r *router) InitPlugin() types.RpcError {
	config, err := rest.InClusterConfig()
	if err != nil {
		return failed(err)
	}
	r.client, err = dynamic.NewForConfig(config)
	return failed(err)
}

func (r *router) SetWeight(rollout *v1alpha1.Rollout, weight int32, additional []v1alpha1.WeightDestination) types.RpcError {
	if len(additional) > 0 {
		return failed(errors.New("the stand-in has no additional destinations"))
	}
	configured, err := readConfiguration(rollout)
	if err != nil {
		return failed(err)
	}
	for _, name := range configured.names() {
		// Another client may write the route between the get and the update.
		err := retry.RetryOnConflict(retry.DefaultBackoff, func() error {
			return r.setRoute(configured, name, rollout.Spec.Strategy.Canary, int64(weight))
		})
		if err != nil {
			return failed(fmt.Errorf("HTTPRoute %s/%s: %w", configured.Namespace, name, err))
		}
	}
	return types.RpcError{}
}

func (r *router) setRoute(configured configuration, name string, canary *v1alpha1.CanaryStrategy, weight int64) error {
	ctx := context.Background()
	client := r.client.Resource(httpRoutes).Namespace(configured.Namespace)
	route, err := client.Get(ctx, name, metav1.GetOptions{})
	if err != nil {
		return err
	}
	before := route.DeepCopy()
	if err := setWeights(route, canary.StableService, canary.CanaryService, weight); err != nil {
		return err
	}
	if !configured.DisableInProgressLabel {
		setInProgress(route, weight > 0)
	}
	if equality.Semantic.DeepEqual(before.Object, route.Object) {
		return nil
	}
	_, err = client.Update(ctx, route, metav1.UpdateOptions{})
	return err
}

// VerifyWeight is true in any case, as upstream's: the gate must not rest on it.
func (r *router) VerifyWeight(*v1alpha1.Rollout, int32, []v1alpha1.WeightDestination) (types.RpcVerified, types.RpcError) {
	return types.Verified, types.RpcError{}
}

func (r *router) UpdateHash(*v1alpha1.Rollout, string, string, []v1alpha1.WeightDestination) types.RpcError {
	return types.RpcError{}
}

func (r *router) SetHeaderRoute(*v1alpha1.Rollout, *v1alpha1.SetHeaderRoute) types.RpcError {
	return failed(errors.New("the stand-in has no header routes"))
}

func (r *router) SetMirrorRoute(*v1alpha1.Rollout, *v1alpha1.SetMirrorRoute) types.RpcError {
	return failed(errors.New("the stand-in has no mirrors"))
}

func (r *router) RemoveManagedRoutes(*v1alpha1.Rollout) types.RpcError { return types.RpcError{} }

func (r *router) Type() string { return "GatewayAPI" }

func failed(err error) types.RpcError {
	if err == nil {
		return types.RpcError{}
	}
	return types.RpcError{ErrorString: err.Error()}
}

package main

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/argoproj/argo-rollouts/pkg/apis/rollouts/v1alpha1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/dynamic/fake"
)

func routeWith(rules ...any) *unstructured.Unstructured {
	return &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": "gateway.networking.k8s.io/v1",
		"kind":       "HTTPRoute",
		"metadata":   map[string]any{"name": "shop", "namespace": "web"},
		"spec":       map[string]any{"rules": rules},
	}}
}

func ruleTo(services ...string) map[string]any {
	var backends []any
	for _, service := range services {
		backends = append(backends, map[string]any{"name": service, "port": int64(80)})
	}
	return map[string]any{"backendRefs": backends}
}

func rolloutWith(configuration string) *v1alpha1.Rollout {
	return &v1alpha1.Rollout{
		ObjectMeta: metav1.ObjectMeta{Name: "shop", Namespace: "web"},
		Spec: v1alpha1.RolloutSpec{Strategy: v1alpha1.RolloutStrategy{Canary: &v1alpha1.CanaryStrategy{
			StableService: "stable",
			CanaryService: "canary",
			TrafficRouting: &v1alpha1.RolloutTrafficRouting{
				Plugins: map[string]json.RawMessage{pluginName: json.RawMessage(configuration)},
			},
		}}},
	}
}

func routerOf(route *unstructured.Unstructured) *router {
	return &router{client: fake.NewSimpleDynamicClient(runtime.NewScheme(), route)}
}

func (r *router) route(t *testing.T) *unstructured.Unstructured {
	t.Helper()
	route, err := r.client.Resource(httpRoutes).Namespace("web").Get(context.Background(), "shop", metav1.GetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return route
}

func weightsOf(t *testing.T, route *unstructured.Unstructured) string {
	t.Helper()
	rules, _, _ := unstructured.NestedSlice(route.Object, "spec", "rules")
	text, err := json.Marshal(rules)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestWeightsOfEveryRuleWithBothServices(t *testing.T) {
	router := routerOf(routeWith(ruleTo("stable", "canary"), ruleTo("canary"), ruleTo("other", "canary", "stable")))
	if failure := router.SetWeight(rolloutWith(`{"httpRoutes":[{"name":"shop"}]}`), 25, nil); failure.HasError() {
		t.Fatal(failure)
	}
	const expected = `[` +
		`{"backendRefs":[{"name":"stable","port":80,"weight":75},{"name":"canary","port":80,"weight":25}]},` +
		`{"backendRefs":[{"name":"canary","port":80}]},` +
		`{"backendRefs":[{"name":"other","port":80},{"name":"canary","port":80,"weight":25},{"name":"stable","port":80,"weight":75}]}]`
	if found := weightsOf(t, router.route(t)); found != expected {
		t.Fatalf("weights are %s", found)
	}
}

func TestLabelDuringARollout(t *testing.T) {
	router := routerOf(routeWith(ruleTo("stable", "canary")))
	for _, step := range []struct {
		weight        int32
		configuration string
		label         string
	}{
		{10, `{"httpRoute":"shop"}`, "in-progress"},
		{0, `{"httpRoute":"shop"}`, ""},
		{10, `{"httpRoute":"shop","disableInProgressLabel":true}`, ""},
	} {
		if failure := router.SetWeight(rolloutWith(step.configuration), step.weight, nil); failure.HasError() {
			t.Fatal(failure)
		}
		if found := router.route(t).GetLabels()[inProgressLabel]; found != step.label {
			t.Fatalf("at weight %d the label is %q", step.weight, found)
		}
	}
}

func TestFailures(t *testing.T) {
	for configuration, expected := range map[string]string{
		`{"httpRoute":"shop"}`:                     "HTTPRoute web/shop: no rule leads to both Services, stable and canary",
		`{"httpRoute":"missing"}`:                  `HTTPRoute web/missing: httproutes.gateway.networking.k8s.io "missing" not found`,
		`{"httpRoute":"shop","namespace":"other"}`: `HTTPRoute other/shop: httproutes.gateway.networking.k8s.io "shop" not found`,
		`{}`: "names no httpRoute",
		`[]`: "cannot unmarshal",
	} {
		failure := routerOf(routeWith(ruleTo("stable"), ruleTo("canary"))).SetWeight(rolloutWith(configuration), 10, nil)
		if !strings.Contains(failure.ErrorString, expected) {
			t.Fatalf("%s: %q", configuration, failure.ErrorString)
		}
	}
}

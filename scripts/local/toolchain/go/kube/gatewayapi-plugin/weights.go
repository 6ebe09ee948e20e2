package main

import (
	"fmt"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

const inProgressLabel = "rollouts.argoproj.io/gatewayapi-canary"

// setWeights writes both weights into every rule with both Services; at least one must have them.
func setWeights(route *unstructured.Unstructured, stable, canary string, weight int64) error {
	rules, _, err := unstructured.NestedSlice(route.Object, "spec", "rules")
	if err != nil {
		return err
	}
	found := false
	for _, rule := range rules {
		fields, _ := rule.(map[string]any)
		backends, _, err := unstructured.NestedSlice(fields, "backendRefs")
		if err != nil {
			return err
		}
		toStable, toCanary := backendOf(backends, stable), backendOf(backends, canary)
		if toStable == nil || toCanary == nil {
			continue
		}
		toStable["weight"], toCanary["weight"] = 100-weight, weight
		if err := unstructured.SetNestedSlice(fields, backends, "backendRefs"); err != nil {
			return err
		}
		found = true
	}
	if !found {
		return fmt.Errorf("no rule leads to both Services, %s and %s", stable, canary)
	}
	return unstructured.SetNestedSlice(route.Object, rules, "spec", "rules")
}

func backendOf(backends []any, service string) map[string]any {
	for _, backend := range backends {
		if fields, ok := backend.(map[string]any); ok && fields["name"] == service {
			return fields
		}
	}
	return nil
}

// setInProgress labels a route during a rollout, as upstream does.
func setInProgress(route *unstructured.Unstructured, inProgress bool) {
	labels := route.GetLabels()
	if inProgress {
		if labels == nil {
			labels = map[string]string{}
		}
		labels[inProgressLabel] = "in-progress"
	} else {
		delete(labels, inProgressLabel)
	}
	route.SetLabels(labels)
}

package main

import (
	"encoding/json"
	"fmt"

	"github.com/argoproj/argo-rollouts/pkg/apis/rollouts/v1alpha1"
)

// The name and the configuration are upstream's, so that a Rollout is the same with either.
const pluginName = "argoproj-labs/gatewayAPI"

// configuration is trafficRouting.plugins[pluginName] of a Rollout.
type configuration struct {
	HTTPRoute  string `json:"httpRoute"`
	HTTPRoutes []struct {
		Name string `json:"name"`
	} `json:"httpRoutes"`
	Namespace              string `json:"namespace"`
	DisableInProgressLabel bool   `json:"disableInProgressLabel"`
}

func readConfiguration(rollout *v1alpha1.Rollout) (configuration, error) {
	var read configuration
	canary := rollout.Spec.Strategy.Canary
	if canary == nil || canary.TrafficRouting == nil {
		return read, fmt.Errorf("rollout %s/%s has no traffic routing", rollout.Namespace, rollout.Name)
	}
	if err := json.Unmarshal(canary.TrafficRouting.Plugins[pluginName], &read); err != nil {
		return read, fmt.Errorf("trafficRouting.plugins[%q]: %w", pluginName, err)
	}
	if read.Namespace == "" {
		read.Namespace = rollout.Namespace
	}
	if len(read.names()) == 0 {
		return read, fmt.Errorf("trafficRouting.plugins[%q] names no httpRoute", pluginName)
	}
	return read, nil
}

func (c configuration) names() []string {
	var names []string
	if c.HTTPRoute != "" {
		names = append(names, c.HTTPRoute)
	}
	for _, route := range c.HTTPRoutes {
		names = append(names, route.Name)
	}
	return names
}

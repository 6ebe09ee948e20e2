import type { RouteObjects } from "../model/objects";
import { type RoutedRollout, trafficRoutingOf } from "../model/rollout";
import type { Router, RouterTraits, Routing } from "../model/router";
import { canaryIngressesOf, foreignIngressesOf } from "./canaryIngresses";
import type { IngressObject } from "./ingress";

/** The traits of ingress-nginx, and of any data plane that reads its annotations. */
export const nginxTraits: RouterTraits = {
    // Its Ingresses are part of the controller's own permissions: it watches them in any case.
    controllerRules: [],
    ignoreChanges: [],
    takesMaxTrafficWeight: true,
    rejectedSteps: {
        experiment: "an experiment's pods get no requests from ingress-nginx, so it measures nothing",
        setHeaderRoute:
            "ingress-nginx routes by a header through additionalIngressAnnotations (canary-by-header), at every step",
        setMirrorRoute: "the controller mirrors requests with Istio and plugins only, not with ingress-nginx",
    },
    // Its sync-rate-limit of 0.3/s.
    propagationMs: 4_000,
};

/** Returns the router of the Ingresses that ingress-nginx reads; undefined if the rollout has none. */
export function nginxRouter(rollout: RoutedRollout): Router | undefined {
    return trafficRoutingOf(rollout).nginx === undefined ? undefined : { name: "nginx", watched, read };
}

/** Every Ingress of the namespace, because any of them may take the rollout's traffic. */
const watched: Router["watched"] = () => [{ kind: "Ingress" }];

function read(rollout: RoutedRollout, routes: RouteObjects): Routing {
    const ingresses = (routes.Ingress ?? []) as readonly IngressObject[];
    return {
        source: "object",
        weights: canaryIngressesOf(rollout, ingresses),
        misroutings: foreignIngressesOf(rollout, ingresses),
        // Another data plane that reads the same annotations may be regular; the objects do not show it.
        split: "random",
        propagationMs: nginxTraits.propagationMs,
    };
}

import type { RouteFault, RouteMisrouting } from "../model/misrouting";
import { routeObject, type RouteObjects, type RouteReference } from "../model/objects";
import { type RoutedRollout, trafficRoutingOf } from "../model/rollout";
import type { Router, RouterTraits, Routing, RouteWeight } from "../model/router";
import { splitOf } from "../model/split";
import {
    istioRoutingOf,
    type IstioRouting,
    roleOfReceiver,
    type VirtualService,
    type VirtualServiceReference,
} from "./objects";
import { subsetFaults } from "./subsets";
import { type WeightedRoute, weightedRoutes } from "./weightedRoutes";

/** The traits of Istio, whose VirtualServices and DestinationRules the controller updates. */
export const istioTraits: RouterTraits = {
    controllerRules: [
        {
            apiGroups: ["networking.istio.io"],
            resources: ["virtualservices", "destinationrules"],
            verbs: ["get", "list", "watch", "update"],
        },
    ],
    ignoreChanges: ["spec.http"],
    takesMaxTrafficWeight: false,
    rejectedSteps: {},
    // Field reports have 0.1 to 0.3 s; every proxy of the mesh gets the change by itself.
    propagationMs: 4_000,
};

/** Returns the router of a rollout's VirtualServices; undefined if it has none. */
export function istioRouter(rollout: RoutedRollout): Router | undefined {
    const istio = istioRoutingOf(rollout);
    return istio === undefined
        ? undefined
        : {
              name: "istio",
              watched: () => [
                  ...istio.virtualServices.map(({ namespace }) => ({
                      kind: "VirtualService" as const,
                      ...(namespace !== undefined && { namespace }),
                  })),
                  ...(istio.destinationRule === undefined ? [] : [{ kind: "DestinationRule" as const }]),
              ],
              read: (of, routes) => read(istio, of, routes),
          };
}

function read(istio: IstioRouting, rollout: RoutedRollout, routes: RouteObjects): Routing {
    const states = istio.virtualServices.map((one) => readService(one, istio, rollout, routes));
    const weights = states.flatMap((state) => state.weights);
    return {
        source: "object",
        weights,
        misroutings: [
            ...states.flatMap((state) => state.misroutings),
            ...subsetFaults(istio, rollout, routes, weights),
        ],
        // Each proxy draws for itself.
        split: "random",
        propagationMs: istioTraits.propagationMs,
    };
}

function readService(
    given: VirtualServiceReference,
    istio: IstioRouting,
    rollout: RoutedRollout,
    routes: RouteObjects,
): { readonly weights: RouteWeight[]; readonly misroutings: RouteMisrouting[] } {
    const route: RouteReference = { kind: "VirtualService", name: given.name };
    const namespace = given.namespace ?? rollout.metadata.namespace;
    const object: VirtualService | undefined = routeObject(routes, route, namespace);
    const fault = (of: RouteFault) => ({ kind: "routeFault", route, fault: of }) as const;
    if (object === undefined) {
        return { weights: [{ ...route, weight: 0 }], misroutings: [fault({ kind: "absent" })] };
    }
    const { found, missing } = weightedRoutes(given, object);
    const split = found.map(({ place, rule }) => {
        const receivers = (rule.route ?? []).map((receiver) => {
            const { host = "", subset } = receiver.destination ?? {};
            const role = roleOfReceiver(receiver, istio, rollout);
            return {
                label: subset === undefined ? host : `${host} (${subset})`,
                role,
                name: subset ?? host,
                weight: receiver.weight,
            };
        });
        // With one receiver an absent weight is all, with several it is none.
        return splitOf(route, place, receivers, 0);
    });
    const weights = split.flatMap(({ weight }) => (weight === undefined ? [] : [{ ...route, weight }]));
    return {
        weights: weights.length === 0 ? [{ ...route, weight: 0 }] : weights,
        misroutings: [
            // The controller goes on without a word if it finds no route (argo-rollouts#4741).
            ...missing.map((place) => fault({ kind: "noPair", place })),
            ...split.flatMap(({ misroutings }) => misroutings),
            ...passing(object, found, rollout).map((place) => fault({ kind: "foreignRoute", place, foreign: route })),
        ],
    };
}

/** Returns the rules before the weighted ones that take every request: a proxy uses the first rule that matches. */
function passing({ spec = {} }: VirtualService, found: readonly WeightedRoute[], rollout: RoutedRollout): string[] {
    const managed = (trafficRoutingOf(rollout).managedRoutes ?? []).map(({ name }) => name);
    const { http = [] } = spec;
    const first = http.findIndex((rule) => found.some((one) => one.rule === rule));
    return http.slice(0, Math.max(0, first)).flatMap(({ name = "", match = [] }, index) => {
        return match.length > 0 || managed.includes(name) ? [] : [name === "" ? `http[${index}]` : `route ${name}`];
    });
}

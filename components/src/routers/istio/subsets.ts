import type { RouteMisrouting } from "../model/misrouting";
import { routeObject, type RouteObjects, type RouteReference } from "../model/objects";
import type { RoutedRollout } from "../model/rollout";
import type { RouteWeight } from "../model/router";
import type { DestinationRule, IstioRouting } from "./objects";

/** The label by which the controller points a subset at a version. */
const podHashLabel = "rollouts-pod-template-hash";

/**
 * Finds subsets that select another version than their own. At weight 0 the canary's subset gets no requests, and may
 * select either version.
 */
export function subsetFaults(
    { destinationRule }: IstioRouting,
    { status = {} }: RoutedRollout,
    routes: RouteObjects,
    weights: readonly RouteWeight[],
): RouteMisrouting[] {
    if (destinationRule === undefined) {
        return [];
    }
    const route: RouteReference = { kind: "DestinationRule", name: destinationRule.name };
    const object: DestinationRule | undefined = routeObject(routes, route);
    if (object === undefined) {
        return [{ kind: "routeFault", route, fault: { kind: "absent" } }];
    }
    const { currentPodHash: current = "", stableRS: stable = "" } = status;
    const serving = weights.some(({ weight }) => weight > 0);
    const expected = {
        [destinationRule.stableSubsetName]: [stable],
        [destinationRule.canarySubsetName]: serving ? [current] : [current, stable],
    };
    return Object.entries(expected).flatMap(([subset, hashes]): RouteMisrouting[] => {
        const labels = object.spec?.subsets?.find(({ name }) => name === subset)?.labels ?? {};
        const actual = labels[podHashLabel] ?? "";
        const fault = { kind: "subset", subset, actual, expected: [...new Set(hashes)] } as const;
        return hashes.includes(actual) ? [] : [{ kind: "routeFault", route, fault }];
    });
}

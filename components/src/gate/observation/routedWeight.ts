import type { Misrouting } from "../model/finding";
import { isFullyPromoted, isStableDown, isStepPause, type Observation } from "./observe";

/**
 * Returns the weight that all objects of the routers have, in percent; undefined while they differ, as between two of
 * the controller's writes, and without traffic routing.
 */
export function commonWeight({ routes, weight }: Observation): number | undefined {
    return routes.every((route) => route.weight === weight) ? weight : undefined;
}

/** Returns the weight after the steps up to and including this one, in percent; 0 before the first. */
export function weightAt(o: Observation, stepIndex: number): number {
    return o.steps.slice(0, stepIndex + 1).findLast((step) => step.percent !== undefined)?.percent ?? 0;
}

/** True when a weight above 0 has no available pod of the new version: the controller then sets the weight to 0. */
export function lacksCanaryPod(o: Observation): boolean {
    const { available, desired } = o.replicas;
    return isStepPause(o) && !isFullyPromoted(o) && available === 0 && desired > 0 && weightAt(o, o.stepIndex) > 0;
}

/** Returns the misroutings during a step's pause; empty if the traffic is right. */
export function misrouted(o: Observation): Misrouting[] {
    const weight = weightAt(o, o.stepIndex);
    if (!isStepPause(o)) {
        return [];
    }
    // Before the first weight there need not be a pod of the new version for the canary Service.
    const found = misroutings(o, weight, weight === 0 ? [o.podHash, o.stableHash] : [o.podHash]);
    // Without an available pod of the new version the controller itself sets 0, and without one of the stable version it
    // writes no weight at all (Argo's reconcileTrafficRouting).
    const unset = (finding: Misrouting) =>
        isWeight(finding) && (isStableDown(o) || (lacksCanaryPod(o) && finding.actual === 0));
    return found.filter((finding) => !unset(finding));
}

function isWeight(finding: Misrouting) {
    return finding.kind === "ingressWeight" || finding.kind === "routeWeight" || finding.kind === "canaryWeight";
}

/** Returns the misroutings to another version than the stable one; empty if all traffic is on stable. */
export function trafficAwayFromStable(o: Observation): Misrouting[] {
    return misroutings(o, 0, [o.stableHash]);
}

function misroutings(o: Observation, expected: number, canaryHashes: readonly string[]): Misrouting[] {
    const found: Misrouting[] = [];
    for (const { kind, name, weight: actual } of o.routes) {
        if (actual !== expected) {
            const weights = { actual, expected };
            found.push(
                kind === "Ingress"
                    ? { kind: "ingressWeight", ingress: name, ...weights }
                    : { kind: "routeWeight", route: { kind, name }, ...weights },
            );
        }
    }
    // The weight of a router that the gate does not read is known from the controller's status only.
    if (o.routes.length === 0 && o.weight !== undefined && o.weight !== expected) {
        found.push({ kind: "canaryWeight", actual: o.weight, expected });
    }
    for (const { role, name, hash } of o.services) {
        const hashes = role === "canary" ? canaryHashes : [o.stableHash];
        if (!hashes.includes(hash)) {
            found.push({ kind: "serviceSelector", service: name, actual: hash, expected: hashes });
        }
    }
    return [...found, ...(o.routing?.misroutings ?? [])];
}

import { isStepPause, type Observation } from "./observe";

/**
 * The weight that all canary Ingresses have, in percent; undefined while they differ, as between two of the controller's
 * writes, and without traffic routing.
 */
export function commonWeight({ canaryIngresses, weight }: Observation): number | undefined {
    return canaryIngresses.every((ingress) => ingress.weight === weight) ? weight : undefined;
}

/** The weight that the steps up to and with this one have reached, in percent; 0 before the first. */
export function weightAt(o: Observation, stepIndex: number): number {
    return o.steps.slice(0, stepIndex + 1).findLast((step) => step.percent !== undefined)?.percent ?? 0;
}

/** What sends traffic elsewhere than a step's pause says: object, found, expected. Empty when all is as it should be. */
export function misrouted(o: Observation): string[] {
    const weight = weightAt(o, o.stepIndex);
    // Before the first weight there need not be a pod of the new version for the canary Service.
    return isStepPause(o) ? faults(o, weight, weight === 0 ? [o.podHash, o.stableHash] : [o.podHash]) : [];
}

/** What still sends traffic to another version than the stable one; empty when all of it is on stable. */
export function trafficAwayFromStable(o: Observation): string[] {
    return faults(o, 0, [o.stableHash]);
}

function faults(o: Observation, weight: number, canaryHashes: readonly string[]): string[] {
    return [
        ...o.canaryIngresses.flatMap((ingress) =>
            ingress.weight === weight
                ? []
                : [`Ingress ${ingress.name} has canary weight ${String(ingress.weight)}, must be ${String(weight)}`],
        ),
        // Another router's weight is known from the controller's status only.
        ...(o.canaryIngresses.length > 0 || o.weight === undefined || o.weight === weight
            ? []
            : [`the canary has weight ${String(o.weight)}, must be ${String(weight)}`]),
        ...o.services.flatMap(({ role, name, hash }) => {
            const wanted = role === "canary" ? canaryHashes : [o.stableHash];
            const must = wanted.join(" or ");
            return wanted.includes(hash) ? [] : [`Service ${name} selects ${hash || "every version"}, must be ${must}`];
        }),
        ...o.foreignIngresses,
    ];
}

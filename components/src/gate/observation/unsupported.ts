import type { RolloutObject } from "../cluster/types";
import type { Unsupported } from "../model/finding";

/** Returns the parts of a Rollout's spec that a gate cannot verify. */
export function unsupportedParts({ spec = {} }: RolloutObject): Unsupported[] {
    const strategies = Object.keys(spec.strategy ?? {}).filter((name) => name !== "canary");
    const parts: Unsupported[] = strategies.map((strategy) => ({ kind: "unsupportedStrategy", strategy }));
    if (spec.workloadRef !== undefined) {
        // The pods' template is in another object, whose changes have no generation here.
        const { kind = "", name = "" } = spec.workloadRef;
        parts.push({ kind: "workloadRef", workload: { kind, name } });
    }
    return parts;
}

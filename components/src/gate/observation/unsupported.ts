import type { RolloutObject } from "../cluster/types";
import type { Unsupported } from "../model/finding";

/** Returns the parts of a Rollout's spec that a gate cannot verify. */
export function unsupportedParts({ spec = {} }: RolloutObject): Unsupported[] {
    const strategies = Object.keys(spec.strategy ?? {}).filter((name) => name !== "canary");
    const { workloadRef } = spec;
    return [
        ...strategies.map((strategy) => ({ kind: "unsupportedStrategy", strategy }) as const),
        // The pods' template is in another object, whose changes have no generation here.
        ...(workloadRef === undefined
            ? []
            : [
                  {
                      kind: "workloadRef",
                      workload: { kind: workloadRef.kind ?? "", name: workloadRef.name ?? "" },
                  } as const,
              ]),
    ];
}

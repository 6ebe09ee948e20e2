import type { FakeRollout } from "../support/rollout/fakeRollout";
import type { GateRun } from "../support/gate/gateRun";

/** Measurements of a good version. */
export const good = { "p99-latency": ["41.2", "38.04"], "success-rate": ["100", "100"] };

/** Sets every weight as soon as the gate has printed the previous one; `from` is the index of the first. */
export async function walk(rollout: FakeRollout, gate: Pick<GateRun, "sees">, from = 0): Promise<void> {
    for (const [index, weight] of [10, 25, 50, 75].entries()) {
        if (index < from) {
            continue;
        }
        rollout.setWeight(weight, index * 2 + 1);
        rollout.pause(index * 2 + 1);
        await gate.sees(
            `Canary:  ${String(weight)}% | Stable:  ${String(100 - weight)}% | Step: ${String(index * 2 + 1)}/9`,
        );
        rollout.resume(index * 2 + 2);
    }
    rollout.setWeight(100, 9);
}

import * as watching from "../../components/src/kubernetes/watch";
import * as deciding from "../../components/src/gate/decision/decide";
import type { Decision } from "../../components/src/gate/decision/types";

/** Where a recorder listens in, and a replay speaks. */
export interface Seams {
    /** Instead of the real one. */
    readonly watch: typeof watching.watch;
    /** Hears every decision, beside the gate. */
    readonly decided: (decision: Decision) => void;
}

/**
 * Runs a gate with these seams. Neither is a port of the gate, which needs none there, so the modules' functions are
 * replaced while it runs: one gate at a time.
 */
export async function withSeams<T>({ watch, decided }: Seams, run: () => Promise<T>): Promise<T> {
    const real = { watch: watching.watch, decide: deciding.decide };
    const decide: typeof deciding.decide = (...given) => {
        const decision = real.decide(...given);
        decided(decision);
        return decision;
    };
    Object.assign(watching, { watch });
    Object.assign(deciding, { decide });
    try {
        return await run();
    } finally {
        Object.assign(watching, { watch: real.watch });
        Object.assign(deciding, { decide: real.decide });
    }
}

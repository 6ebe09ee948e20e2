import type { Memory } from "./history";
import { isInconclusive, isStepPause, type Observation } from "../observation/observe";
import { misrouted } from "../observation/routedWeight";

/** The states that are judged by how long they last. */
export type Lasting =
    "missing" | "unobserved" | "invalid" | "aborted" | "inconclusive" | "unpausing" | "misrouted" | "healthy";

/** Since when each of these states lasts, after one more observation. */
export function lastingSince(memory: Memory, o: Observation | undefined, now: number): Memory["since"] {
    const observed = o?.generationObserved === true;
    const states: Record<Lasting, boolean> = {
        missing: o === undefined,
        unobserved: o !== undefined && !observed,
        invalid: observed && o.invalidSpec !== undefined,
        aborted: observed && o.aborted,
        inconclusive: observed && isInconclusive(o),
        unpausing: observed && o.unpausing,
        misrouted: observed && isStepPause(o) && misrouted(o).length > 0,
        healthy: observed && o.phase === "Healthy" && o.podHash === o.stableHash,
    };
    const since: Partial<Record<Lasting, number>> = {};
    for (const state of Object.keys(states) as Lasting[]) {
        if (states[state]) {
            since[state] = memory.since[state] ?? now;
        }
    }
    return since;
}

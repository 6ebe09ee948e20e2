import { isFullyPromoted, isInconclusive, isStableDown, isStepPause, type Observation } from "../observation/observe";
import { commonWeight, lacksCanaryPod, misrouted } from "../observation/routedWeight";

/** The states that have a grace period. */
export type TimedState =
    | "missing"
    | "unobserved"
    | "altered"
    | "invalid"
    | "aborted"
    | "inconclusive"
    | "unpausing"
    | "misrouted"
    | "noCanaryPod"
    | "serving"
    | "stableDown"
    | "healthy";

/** The start of each persisting state, in milliseconds. */
export type TimedStates = Readonly<Partial<Record<TimedState, number>>>;

/** Returns the start of each persisting state after one more observation. */
export function timedStatesSince(before: TimedStates, o: Observation | undefined, now: number): TimedStates {
    const observed = o?.generationObserved === true;
    const states: Record<TimedState, boolean> = {
        missing: o === undefined,
        unobserved: o !== undefined && !observed,
        altered: observed && o.templateObserved && o.templateAltered,
        invalid: observed && o.invalidSpec !== undefined,
        aborted: observed && o.aborted,
        inconclusive: observed && isInconclusive(o),
        unpausing: observed && o.unpausing,
        misrouted: observed && isStepPause(o) && misrouted(o).length > 0,
        noCanaryPod: observed && lacksCanaryPod(o),
        serving: observed && !o.aborted && o.replicas.available > 0 && (commonWeight(o) ?? 0) > 0,
        stableDown: observed && isStableDown(o),
        healthy: observed && o.phase === "Healthy" && isFullyPromoted(o),
    };
    const since: Partial<Record<TimedState, number>> = {};
    for (const state of Object.keys(states) as TimedState[]) {
        if (states[state]) {
            since[state] = before[state] ?? now;
        }
    }
    return since;
}

import { parseDuration } from "../duration";
import { percent } from "./routing";
import type { CanaryStepObject } from "./shapes";

/** One step of the canary strategy. */
export interface Step {
    /** As declared. */
    readonly setWeight?: number;
    /** The same in percent; another number where maxTrafficWeight is not 100. */
    readonly percent?: number;
    readonly pauseSeconds?: number;
    /** A pause that only somebody's promotion ends. */
    readonly openEnded?: boolean;
}

/** A step of the live Rollout. */
export function stepOf(step: CanaryStepObject, maxWeight: number): Step {
    const { setWeight, pause } = step;
    const weight = percent(setWeight, maxWeight);
    const { duration } = pause ?? {};
    return {
        ...(setWeight === undefined || weight === undefined ? {} : { setWeight, percent: weight }),
        ...(pause === undefined
            ? {}
            : duration === undefined
              ? { openEnded: true }
              : { pauseSeconds: secondsOf(duration) }),
    };
}

function secondsOf(duration: string | number): number {
    // Argo takes a bare number, also as a text, for seconds.
    return typeof duration === "number" ? duration : (parseDuration(duration) ?? (Number.parseFloat(duration) || 0));
}

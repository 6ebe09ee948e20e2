import { percent } from "../../routers/model/percent";
import { parseGoDuration } from "../../kubernetes/duration";
import type { CanaryStepObject } from "../cluster/types";
import type { PlannedPause } from "../judge/forecast";
import type { StepPosition } from "../model/evidence";

/** One step of the canary strategy. */
export interface Step {
    /** As declared. */
    readonly setWeight?: number;
    /** The same in percent; differs if maxTrafficWeight is not 100. */
    readonly percent?: number;
    readonly pauseSeconds?: number;
    /** A pause that only a promotion ends. */
    readonly openEnded?: boolean;
    /** An analysis step, which succeeds with its AnalysisRun. */
    readonly analysis?: boolean;
}

/** Converts a step of the live Rollout. */
export function stepOf(step: CanaryStepObject, maxWeight: number): Step {
    const { setWeight, pause, analysis } = step;
    const { duration } = pause ?? {};
    return {
        ...(setWeight === undefined ? {} : { setWeight, percent: percent(setWeight, maxWeight) }),
        ...(pause === undefined
            ? {}
            : duration === undefined
              ? { openEnded: true }
              : { pauseSeconds: parseGoDuration(duration) }),
        ...(analysis === undefined ? {} : { analysis: true }),
    };
}

/** True for a step that is a pause. */
export function isPause({ pauseSeconds, openEnded }: Step): boolean {
    return pauseSeconds !== undefined || openEnded === true;
}

/** Returns the number of pauses whose shares are evaluated. */
export function countedPauses(steps: readonly Step[]): number {
    return steps.filter(isPause).length;
}

/** True for a step that takes time, in which traffic and metrics are verified. */
export function isObservable(step: Step): boolean {
    return isPause(step) || step.analysis === true;
}

/** Returns the position of a step among all, with the weight that it belongs to. */
export function positionOf(steps: readonly Step[], step: number): StepPosition {
    const { setWeight, percent } = steps.slice(0, step + 1).findLast((one) => one.setWeight !== undefined) ?? {};
    return {
        step,
        steps: steps.length,
        ...(setWeight === undefined ? {} : { setWeight }),
        ...(percent === undefined ? {} : { percent }),
    };
}

/**
 * Returns the pauses in which both versions get requests; undefined if there are none, or if one has no fixed end.
 *
 * @param leastSeconds the least durations of open-ended pauses, by step
 */
export function plannedPauses(
    steps: readonly Step[],
    leastSeconds: Readonly<Record<string, number>>,
): PlannedPause[] | undefined {
    const pauses = steps.flatMap(({ pauseSeconds, openEnded }, index) => {
        const weight = positionOf(steps, index).percent ?? 0;
        const seconds = openEnded === true ? (leastSeconds[index] ?? Infinity) : (pauseSeconds ?? 0);
        return seconds > 0 && weight > 0 && weight < 100 ? [{ weight, seconds }] : [];
    });
    return pauses.length === 0 || pauses.some(({ seconds }) => seconds === Infinity) ? undefined : pauses;
}

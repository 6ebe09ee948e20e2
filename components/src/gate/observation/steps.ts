import { percent } from "../traffic/ingressRouting";
import type { CanaryStepObject } from "../cluster/types";
import type { StepPosition } from "../model/evidence";

/** One step of the canary strategy. */
export interface Step {
    /** As declared. */
    readonly setWeight?: number;
    /** The same in percent; another number where maxTrafficWeight is not 100. */
    readonly percent?: number;
    readonly pauseSeconds?: number;
    /** A pause that only somebody's promotion ends. */
    readonly openEnded?: boolean;
    /** It is an analysis, and good once its AnalysisRun is. */
    readonly analysis?: boolean;
}

/** A step of the live Rollout. */
export function stepOf(step: CanaryStepObject, maxWeight: number): Step {
    const { setWeight, pause, analysis } = step;
    const { duration } = pause ?? {};
    return {
        ...(setWeight === undefined ? {} : { setWeight, percent: percent(setWeight, maxWeight) }),
        ...(pause === undefined
            ? {}
            : duration === undefined
              ? { openEnded: true }
              : { pauseSeconds: secondsOfGoDuration(duration) }),
        ...(analysis === undefined ? {} : { analysis: true }),
    };
}

/** The position of a step among all, with the weight that it belongs to. */
export function positionOf(steps: readonly Step[], step: number): StepPosition {
    const { setWeight, percent } = steps.slice(0, step + 1).findLast((one) => one.setWeight !== undefined) ?? {};
    return {
        step,
        steps: steps.length,
        ...(setWeight === undefined ? {} : { setWeight }),
        ...(percent === undefined ? {} : { percent }),
    };
}

/** The seconds of a duration as Go writes it, such as 1h30m, 1.5h or 500ms; Argo takes a bare number for seconds. */
function secondsOfGoDuration(duration: string | number): number {
    const units: Record<string, number> = { h: 3600, m: 60, s: 1, ms: 1e-3 };
    const parts = [...String(duration).matchAll(/(\d+(?:\.\d+)?)(ms|h|m|s)/g)];
    return parts.length === 0
        ? Number(duration) || 0
        : parts.reduce((total, [, count, unit = "s"]) => total + Number(count) * (units[unit] ?? 0), 0);
}

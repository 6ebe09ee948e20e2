import { parsePause } from "../../kubernetes/duration";

/** One step of a canary, in Argo's own shape; weights are in units of the strategy's `maxTrafficWeight`. */
export type CanaryStep =
    | { readonly setWeight: number }
    /** Without a duration it lasts until somebody promotes. A bare number is seconds. */
    | { readonly pause: { readonly duration?: string | number } }
    | { readonly setCanaryScale: CanaryScaleStep }
    | { readonly analysis: CanaryAnalysisStep };

/** How many pods the canary has from now on: so many, those of a weight, or again those of the weight it is sent. */
export type CanaryScaleStep =
    | { readonly replicas: number; readonly weight?: never; readonly matchTrafficWeight?: never }
    | { readonly weight: number; readonly replicas?: never; readonly matchTrafficWeight?: never }
    | { readonly matchTrafficWeight: true; readonly replicas?: never; readonly weight?: never };

/** An AnalysisRun that the rollout waits for. Its templates are the namespace's own, and must end by themselves. */
export interface CanaryAnalysisStep {
    readonly templates: readonly { readonly templateName: string }[];
    /** @default - those of the templates */
    readonly args?: readonly { readonly name: string; readonly value: string }[];
}

/** The seconds of a step: none but for a pause, Infinity for one that only a promotion ends. */
export function stepSeconds(step: CanaryStep): number {
    if (!("pause" in step)) {
        return 0;
    }
    const { duration } = step.pause;
    return duration === undefined ? Infinity : (parsePause(duration) ?? NaN);
}

/** The seconds that steps take; Infinity where one of them waits for a promotion. */
export function pauseSeconds(steps: readonly CanaryStep[]): number {
    return steps.reduce((total, step) => total + stepSeconds(step), 0);
}

/** The seconds that steps take but for pauses that only a promotion ends. */
export function timedSeconds(steps: readonly CanaryStep[]): number {
    return pauseSeconds(steps.filter((step) => stepSeconds(step) !== Infinity));
}

/** The longest that a gate may wait: a day. */
export const longestTimeoutSeconds = 86_400;

/** What a gate may take beyond the timed pauses, for pods that start and a controller that reconciles. */
const reserveSeconds = 600;
/** What it may take for each pause without a duration. */
const openPauseSeconds = 600;

/** How long a gate waits for the end of these steps, unless told otherwise. */
export function usualTimeoutSeconds(steps: readonly CanaryStep[]): number {
    const open = steps.filter((step) => stepSeconds(step) === Infinity).length;
    return Math.min(timedSeconds(steps) + reserveSeconds + openPauseSeconds * open, longestTimeoutSeconds);
}

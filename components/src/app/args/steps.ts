import { parsePause } from "../../kubernetes/duration";
import type { CanaryTemplateReference, CanaryValueArg } from "./metrics";
import type { CanaryPodMetadata } from "./strategy";

/** One step of a canary, in Argo's own shape; weights are in units of the strategy's `maxTrafficWeight`. */
export type CanaryStep =
    | { readonly setWeight: number }
    /** Without a duration it ends when a user or the gate promotes. A bare number is seconds. */
    | { readonly pause: { readonly duration?: string | number } }
    | { readonly setCanaryScale: CanaryScaleStep }
    | { readonly analysis: CanaryAnalysisStep };

/** Pods of the canary from now on: a number, those of a weight, or again those of the current `setWeight`. */
export type CanaryScaleStep =
    | { readonly replicas: number; readonly weight?: never; readonly matchTrafficWeight?: never }
    | { readonly weight: number; readonly replicas?: never; readonly matchTrafficWeight?: never }
    | { readonly matchTrafficWeight: true; readonly replicas?: never; readonly weight?: never };

/** An AnalysisRun that the rollout waits for. Its templates must end by themselves. */
export interface CanaryAnalysisStep {
    readonly templates: readonly CanaryTemplateReference[];
    /** @default - those of the templates */
    readonly args?: readonly CanaryValueArg[];
    /**
     * Metrics without effect on the rollout, by a regular expression each.
     * @default - none
     */
    readonly dryRun?: readonly { readonly metricName: string }[];
    /**
     * Numbers of measurements that the AnalysisRun keeps, by a regular expression for metrics each.
     * @default - 10 of each (the controller's)
     */
    readonly measurementRetention?: readonly { readonly metricName: string; readonly limit: number }[];
    /**
     * Labels and annotations of the AnalysisRun.
     * @default - none
     */
    readonly analysisRunMetadata?: CanaryPodMetadata;
}

/** The steps of an app's args, and the pause after them. */
interface GivenSteps {
    readonly steps: readonly CanaryStep[];
    readonly bakeTime?: string | undefined;
}

/** Returns the given steps with the pause at all of the traffic. */
export function stepsWithBakeTime({ steps, bakeTime }: GivenSteps): readonly CanaryStep[] {
    return bakeTime === undefined ? steps : [...steps, { pause: { duration: bakeTime } }];
}

/** Returns the seconds of a step: 0 unless it is a pause, Infinity for a pause that only a promotion ends. */
export function stepSeconds(step: CanaryStep): number {
    if (!("pause" in step)) {
        return 0;
    }
    const { duration } = step.pause;
    return duration === undefined ? Infinity : (parsePause(duration) ?? NaN);
}

/** Returns the seconds that steps take; Infinity if one of them waits for a promotion. */
export function pauseSeconds(steps: readonly CanaryStep[]): number {
    return steps.reduce((total, step) => total + stepSeconds(step), 0);
}

/** Returns the seconds that steps take, without the pauses that only a promotion ends. */
export function timedSeconds(steps: readonly CanaryStep[]): number {
    return pauseSeconds(steps.filter((step) => stepSeconds(step) !== Infinity));
}

/** Returns the seconds of the timed pauses by step. */
export function secondsByStep(steps: readonly CanaryStep[]): Record<string, number> {
    return Object.fromEntries(
        steps.flatMap((step, index) =>
            "pause" in step && stepSeconds(step) !== Infinity ? [[String(index), stepSeconds(step)]] : [],
        ),
    );
}

/** Returns the steps with pauses that only a promotion ends. */
export function withoutDurations(steps: readonly CanaryStep[]): CanaryStep[] {
    return steps.map((step) => ("pause" in step ? { pause: {} } : step));
}

/** Longest timeout of a gate: a day. */
export const longestTimeoutSeconds = 86_400;

/** Seconds added to the timed pauses, for pods that start and a controller that reconciles. */
const reserveSeconds = 600;
/** Seconds added for each pause without a duration. */
const openPauseSeconds = 600;

/** Returns the default timeout of a gate for these steps and a test of some seconds, in seconds. */
export function usualTimeoutSeconds(steps: readonly CanaryStep[], testSeconds = 0): number {
    const open = steps.filter((step) => stepSeconds(step) === Infinity).length;
    return Math.min(
        timedSeconds(steps) + testSeconds + reserveSeconds + openPauseSeconds * open,
        longestTimeoutSeconds,
    );
}

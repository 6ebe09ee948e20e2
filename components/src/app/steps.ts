import { shown } from "../provider/inputs";
import type { AnalysisArgs } from "./analysis";
import { secondsOf } from "./pauseDuration";

export { stepProblems } from "./validate/steps";

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

/** An analysis that cannot reach the query's backend tries again every 10 seconds (fixed in Argo Rollouts). */
const errorRetrySeconds = 10;

/** The seconds that the steps pause for, from a step on; Infinity where one waits for a promotion. */
export function pauseSeconds(steps: readonly CanaryStep[], from = 0): number {
    return steps.slice(from).reduce((total, step) => total + ("pause" in step ? secondsOf(step.pause.duration) : 0), 0);
}

/** Whether a step is a pause that only a promotion ends. */
export function isOpenEnded(step: CanaryStep): boolean {
    return "pause" in step && step.pause.duration === undefined;
}

/**
 * Why the steps are too short for the metrics to fail, if they are.
 *
 * An AnalysisRun that ends before its metrics could have failed counts as Successful, whatever the version does.
 */
export function scheduleProblem(
    steps: readonly CanaryStep[],
    startingStep: number,
    analysis: Pick<AnalysisArgs, "initialDelay" | "interval" | "failureLimit" | "consecutiveErrorLimit">,
): string | undefined {
    const initialDelay = secondsOf(analysis.initialDelay);
    const failing = analysis.failureLimit * secondsOf(analysis.interval);
    const erring = analysis.consecutiveErrorLimit * errorRetrySeconds;
    const needed = initialDelay + Math.max(failing, erring);
    const paused = pauseSeconds(steps, startingStep);
    if (needed <= paused) {
        return undefined;
    }
    return (
        `steps pause for ${paused}s from startingStep ${startingStep} on, too short for a metric to fail: it takes up to ` +
        `${needed}s (initialDelay ${analysis.initialDelay} + the longer of failureLimit ${analysis.failureLimit} x ` +
        `interval ${analysis.interval} and consecutiveErrorLimit ${analysis.consecutiveErrorLimit} x ${errorRetrySeconds}s)`
    );
}

/**
 * The pauses that are too short for the gate to count each version's requests.
 *
 * Prometheus hears of a new pod within 5 s, and scrapes it within an interval. Counting ends 2 s before the pause does,
 * so that an abort still comes before the next weight, and needs two scrapes of every pod until then.
 */
export function uncountablePauses(steps: readonly CanaryStep[], scrapeInterval: string): string[] {
    const needed = 7 + 3 * secondsOf(scrapeInterval);
    return steps.flatMap((step, index) =>
        "pause" in step && secondsOf(step.pause.duration) < needed
            ? [
                  `steps[${index}].pause.duration must be at least ${needed}s for the requests of each version to be counted ` +
                      `with scrapeInterval ${scrapeInterval}, got ${shown(step.pause.duration)}; an empty requestsMetric counts none`,
              ]
            : [],
    );
}

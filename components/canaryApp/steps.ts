import { parseDuration } from "../duration";
import type { AnalysisArgs } from "./analysis";

/** One step of a canary, in Argo's own shape. A pause without a duration lasts until somebody promotes. */
export type CanaryStep = { readonly setWeight: number } | { readonly pause: { readonly duration?: string | number } };

/** An analysis that cannot reach the query's backend tries again every 10 seconds (fixed in Argo Rollouts). */
const errorRetrySeconds = 10;

/** Everything that is wrong with a list of steps, each sentence with the place, the value got and what is allowed. */
export function stepProblems(steps: unknown, subject = "steps"): string[] {
    if (!Array.isArray(steps) || steps.length === 0) {
        return [`${subject} must be a list of setWeight and pause steps, got ${show(steps)}`];
    }
    const problems: string[] = [];
    let last: unknown;
    (steps as unknown[]).forEach((step, index) => {
        const place = `${subject}[${index}]`;
        const kind = onlyKey(step);
        if (kind === "setWeight") {
            const weight = (step as Record<"setWeight", unknown>).setWeight;
            const problem = weightProblem(weight, last);
            if (problem !== undefined) {
                problems.push(`${place}.setWeight ${problem}, got ${show(weight)}`);
            }
            last = weight;
        } else if (kind === "pause") {
            const problem = pauseProblem((step as Record<"pause", unknown>).pause);
            if (problem !== undefined) {
                problems.push(`${place}.${problem}`);
            }
        } else {
            problems.push(`${place} must be either setWeight or pause, got ${show(step)}`);
        }
    });
    if (last !== 100) {
        const got = last === undefined ? "no setWeight at all" : show(last);
        problems.push(`${subject} must end at setWeight 100, got ${got}`);
    }
    return problems;
}

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
                      `with scrapeInterval ${scrapeInterval}, got ${show(step.pause.duration)}; an empty requestsMetric counts none`,
              ]
            : [],
    );
}

function weightProblem(weight: unknown, before: unknown): string | undefined {
    if (typeof weight !== "number" || !Number.isInteger(weight) || weight < 0 || weight > 100) {
        return "must be a whole number from 0 to 100";
    }
    return typeof before === "number" && weight <= before
        ? `must be greater than the weight before it, ${before}`
        : undefined;
}

function pauseProblem(pause: unknown): string | undefined {
    if (typeof pause !== "object" || pause === null || Array.isArray(pause)) {
        return `pause must be {} or {duration: 30s}, got ${show(pause)}`;
    }
    const unknownKey = Object.keys(pause).find((key) => key !== "duration");
    if (unknownKey !== undefined) {
        return `pause must be {} or {duration: 30s}, got the key ${unknownKey}`;
    }
    if (!("duration" in pause)) {
        return undefined;
    }
    const seconds = durationOf(pause.duration);
    return seconds !== undefined && seconds > 0
        ? undefined
        : `pause.duration must be a duration such as 30s, 2m or 1h, longer than none, got ${show(pause.duration)}`;
}

function onlyKey(step: unknown): string | undefined {
    const keys = typeof step === "object" && step !== null ? Object.keys(step) : [];
    return keys.length === 1 ? keys[0] : undefined;
}

/** Argo takes a bare number for seconds. */
function durationOf(duration: unknown): number | undefined {
    if (typeof duration === "number") {
        return Number.isSafeInteger(duration) && duration >= 0 ? duration : undefined;
    }
    return typeof duration === "string" ? parseDuration(duration) : undefined;
}

function secondsOf(duration: string | number | undefined): number {
    return duration === undefined ? Infinity : (durationOf(duration) ?? NaN);
}

function show(value: unknown): string {
    return value === undefined ? "nothing" : JSON.stringify(value);
}

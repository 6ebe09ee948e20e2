import { formatValue, limitOf } from "./measuredValue";
import type { Analysis, Metric } from "../observation/analysis";
import type { Observation } from "../observation/observe";
import type { PodProblem } from "../observation/podProblems";
import { describePodProblem } from "./podProblem";

/**
 * Formats the line about the rollout with the article's columns, and one more for what keeps its pods from serving.
 * `at`: time of the observation (ms, shown in UTC).
 */
export function statusLine(observation: Observation, at: number): string {
    const canary = shown(observation.weight ?? 0);
    const columns = [
        `Status: ${observation.phase.padEnd(12)}`,
        `Canary:${column(canary)}%`,
        `Stable:${column(100 - canary)}%`,
        `Step: ${String(observation.stepIndex)}/${String(observation.steps.length)}`,
        ...problemsShown(observation).map((problem) => describePodProblem(problem, [])),
    ];
    return `${clockOf(at)} ${columns.join(" | ")}`;
}

/** Returns the first problem of a version in progress; after an abort the pods' problems are no reason to wait. */
export function problemsShown({ phase, aborted, podProblems }: Observation): readonly PodProblem[] {
    const waits = !aborted && (phase === "Progressing" || phase === "Degraded");
    return waits ? podProblems.filter(({ early, recovered }) => !early && !recovered).slice(0, 1) : [];
}

/** Rounds to one decimal; a weight between 0 and 100 is never shown as 0 or 100. */
function shown(percent: number): number {
    return Number.isInteger(percent) ? percent : Math.min(99.9, Math.max(0.1, Number(percent.toFixed(1))));
}

function column(percent: number): string {
    return String(Number(percent.toFixed(1))).padStart(4);
}

/** Formats the line about an AnalysisRun: the latest measurement of every metric. */
export function analysisLine(analysis: Analysis, at: number): string {
    const which = analysis.stepIndex === undefined ? "" : ` of step ${String(analysis.stepIndex)}`;
    return `${clockOf(at)} Analysis${which}: ${analysis.metrics.map(describeMetric).join(" | ")}`;
}

/** Formats the line of a note for the user. */
export function noteLine(note: string, at: number): string {
    return `${clockOf(at)} Note: ${note}`;
}

function describeMetric(metric: Metric): string {
    const limit = limitOf(metric.condition);
    const measurement = metric.measurements.at(-1);
    if (measurement === undefined) {
        return `${metric.name} not measured yet (${limit})`;
    }
    if (measurement.phase === "Error") {
        return `${metric.name} error: ${measurement.message ?? "no message"}`;
    }
    const verdict = measurement.phase === "Successful" ? "ok" : measurement.phase.toLowerCase();
    return `${metric.name} ${formatValue(metric.name, measurement.value, metric.condition)} (${limit}) ${verdict}`;
}

/** Formats the time of a line, in UTC: "[14:03:07]". */
export function clockOf(at: number): string {
    return `[${new Date(at).toISOString().slice(11, 19)}]`;
}

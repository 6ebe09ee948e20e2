import { formatValue, limitOf } from "./measuredValue";
import type { Analysis, Metric } from "../observation/analysis";
import type { Observation } from "../observation/observe";

/** One line about the rollout, column for column as the article has it. `at` is when it was observed (ms, shown in UTC). */
export function statusLine(observation: Observation, at: number): string {
    const canary = shown(observation.weight ?? 0);
    const columns = [
        `Status: ${observation.phase.padEnd(12)}`,
        `Canary:${column(canary)}%`,
        `Stable:${column(100 - canary)}%`,
        `Step: ${String(observation.stepIndex)}/${String(observation.steps.length)}`,
    ];
    return `${clockOf(at)} ${columns.join(" | ")}`;
}

/** With one digit, which has its place before the number; all but all and all but nothing are not shown as such. */
function shown(percent: number): number {
    return Number.isInteger(percent) ? percent : Math.min(99.9, Math.max(0.1, Number(percent.toFixed(1))));
}

function column(percent: number): string {
    return String(Number(percent.toFixed(1))).padStart(4);
}

/** One line about an AnalysisRun: the latest measurement of every metric. */
export function analysisLine(analysis: Analysis, at: number): string {
    const which = analysis.stepIndex === undefined ? "" : ` of step ${String(analysis.stepIndex)}`;
    return `${clockOf(at)} Analysis${which}: ${analysis.metrics.map(describeMetric).join(" | ")}`;
}

/** One line that is neither: what a person should know about the wait. */
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

function clockOf(at: number): string {
    return `[${new Date(at).toISOString().slice(11, 19)}]`;
}

import { formatValue, thresholdOf, limitOf } from "./measuredValue";
import type { Analysis, Metric } from "../observation/analysis";
import type { RolloutHistory } from "../history/history";
import type { Observation } from "../observation/observe";

/** Returns the runs that caused an abort; those of an earlier attempt, at other steps, may still exist. */
export function blamed(
    { analyses, abortCause }: Observation,
    { watched, lastStep }: RolloutHistory,
): readonly Analysis[] {
    const scope = abortCause?.kind === "analysis" ? abortCause.scope : undefined;
    const named = analyses.filter(
        (run) => run.kind === scope && (scope === "Background" || !watched || run.stepIndex === lastStep),
    );
    return named.length > 0 ? named : analyses;
}

/** Describes the metrics of these runs that ended in one of these phases: measured, allowed. @default all bad phases */
export function causesOf(analyses: readonly Analysis[], ...phases: string[]): string {
    const metrics = analyses.flatMap((analysis) => analysis.metrics);
    const wanted = phases.length === 0 ? ["Failed", "Error", "Inconclusive"] : phases;
    const causes = metrics.filter((metric) => wanted.includes(metric.phase) && !metric.dryRun).map(causeOf);
    const messages = analyses.filter((a) => wanted.includes(a.phase) && a.message !== "").map((a) => a.message);
    return causes.length > 0 ? causes.join(", and ") : messages.join(", and ");
}

/** Returns the bad status with which a request was answered: Argo takes it for an error of the measurement. */
export function badStatusOf({ phase, measurements }: Metric): string | undefined {
    const { message = "" } = measurements.findLast((measurement) => measurement.phase === phase) ?? {};
    const [, status] = /^received non 2xx response code: (\d+)$/.exec(message) ?? [];
    return phase === "Error" ? status : undefined;
}

function causeOf(metric: Metric): string {
    const bad = metric.measurements.filter((measurement) => measurement.phase === metric.phase);
    const status = badStatusOf(metric);
    if (status !== undefined) {
        return `${metric.name} was answered with HTTP status ${status}${times(bad.length)}`;
    }
    if (metric.phase === "Error") {
        const why = bad.at(-1)?.message ?? metric.message;
        return `${metric.name} could not be measured${times(bad.length)}${why === "" ? "" : `: ${why}`}`;
    }
    // A Job has no value to compare.
    if (bad.length === 0 || metric.condition === "") {
        const message = bad.at(-1)?.message ?? metric.message;
        return `${metric.name} ${metric.phase.toLowerCase()}${message === "" ? "" : `: ${message}`}`;
    }
    const must = thresholdOf(metric.condition) === undefined ? "must satisfy" : "must be";
    return `${metric.name} measured ${valuesInWords(metric, bad)}, ${must} ${limitOf(metric.condition)}`;
}

function valuesInWords(metric: Metric, measurements: readonly { value: string }[]): string {
    const values = measurements.map(({ value }) => formatValue(metric.name, value, metric.condition));
    if (new Set(values).size === 1) {
        return `${values[0] ?? ""}${times(values.length)}`;
    }
    const last = values.at(-1) ?? "";
    return `${values.slice(0, -1).join(", ")} and ${last}`;
}

function times(count: number): string {
    return count <= 1 ? "" : count === 2 ? " twice" : ` ${String(count)} times`;
}

import { short } from "../figure/scale";
import type { Faults, ReportedMetric, ReportedPause, UpdateReport } from "../report";

/** A table of a report: a title, and cells as plain text. */
export interface Table {
    readonly title: string;
    readonly columns: readonly string[];
    readonly rows: readonly (readonly string[])[];
    /** Folded until the reader opens it. */
    readonly long?: boolean;
}

/** Returns the tables of a report that have rows. */
export function tablesOf(report: UpdateReport): readonly Table[] {
    return [
        pausesTable(report),
        metricsTable(report),
        judgeTable(report),
        writesTable(report),
        countersTable(report),
    ].filter(({ rows }) => rows.length > 0);
}

/** Returns the pauses with their measured shares. */
export function pausesTable(report: UpdateReport): Table {
    return {
        title: "Steps",
        columns: [
            "Step",
            "Weight",
            "Time",
            "Requests of the new version",
            "Plausible",
            "Result",
            "Least fault it shows (99 %)",
        ],
        rows: report.pauses.map((pause) => [
            `${pause.step}/${report.steps.length}`,
            `${pause.weight} %`,
            `${timeOf(pause.from)} to ${pause.until === undefined ? "the end" : timeOf(pause.until)}`,
            pause.share === undefined ? "not counted" : `${pause.share.canary} of ${pause.share.total}`,
            pause.share === undefined ? "" : `${pause.share.lowest} to ${pause.share.highest}`,
            resultOf(pause),
            faultsOf(pause.least, report),
        ]),
    };
}

/** Returns the metrics with their last measurement. */
export function metricsTable({ metrics }: UpdateReport): Table {
    return {
        title: "Metrics",
        columns: ["Metric", "Must be", "Measurements", "Last", "Range", "Result"],
        rows: metrics.map((metric) => {
            const values = metric.measurements.flatMap(({ value }) => value ?? []);
            const last = metric.measurements.at(-1);
            const range =
                values.length === 0
                    ? ""
                    : `${unitised(Math.min(...values), metric)} to ${unitised(Math.max(...values), metric)}`;
            return [
                nameOf(metric),
                conditionOf(metric),
                String(metric.measurements.length),
                last === undefined
                    ? "not measured"
                    : last.value === undefined
                      ? last.text
                      : unitised(last.value, metric),
                range,
                `${metric.phase}${metric.dryRun ? " (dry run)" : ""}${badOf(metric)}`,
            ];
        }),
    };
}

/** Returns the judged signals. */
export function judgeTable({ judge }: UpdateReport): Table {
    const counts = ({ all, bad }: { readonly all: number; readonly bad: number }) =>
        `${bad} of ${all}${all === 0 ? "" : ` (${short((100 * bad) / all)} %)`}`;
    return {
        title: "Answers of each version",
        columns: ["Signal", "Threshold", "New version", "Stable version", "Result"],
        rows: (judge?.signals ?? []).map(({ signal, bound, threshold, new: one, stable, rejected }) => [
            signal === "errors" ? "5xx" : `slower than ${short(bound ?? 0)} ms`,
            `${short(threshold * 100)} %`,
            counts(one),
            counts(stable),
            rejected.length === 0
                ? "not rejected"
                : `rejected: ${rejected.map((test) => (test === "worse" ? "worse than stable" : "over the threshold")).join(", ")}`,
        ]),
    };
}

function writesTable({ writes }: UpdateReport): Table {
    return {
        title: "Writes",
        columns: ["Time", "Client", "Object", "Action"],
        rows: writes.map(({ at, by, object, action = "" }) => [timeOf(at), by, object, action]),
        long: true,
    };
}

function countersTable({ counters }: UpdateReport): Table {
    const shown = (counts: UpdateReport["counters"][number]["new"]) =>
        counts === undefined
            ? "not observed"
            : `${short(counts.answers ?? 0)}; ${short(counts.errors ?? 0)}; ${short((counts.latencies ?? 0) - (counts.fast ?? 0))}`;
    return {
        title: "Counters as scraped: answers without 5xx; with 5xx; slow",
        columns: ["Time", "New version", "Stable version"],
        rows: counters.map((one) => [timeOf(one.at), shown(one.new), shown(one.stable)]),
        long: true,
    };
}

/** Returns the name of a metric; one of a step's analysis with its step. */
export function nameOf({ name, step }: ReportedMetric): string {
    return step === undefined ? name : `${name} at step ${step}`;
}

/** Returns the comparison that a metric must satisfy, or its condition as written. */
export function conditionOf({ threshold, condition, unit = "" }: ReportedMetric): string {
    return threshold === undefined ? condition : `${threshold.operator} ${threshold.limit} ${unit}`.trimEnd();
}

/** Returns the number of bad measurements: a run that was ended early is Successful, whatever it measured. */
function badOf({ measurements }: ReportedMetric): string {
    const bad = measurements.filter(({ phase }) => phase !== "Successful").length;
    return bad === 0 ? "" : `, ${bad} of ${measurements.length} bad`;
}

function unitised(value: number, { unit = "" }: ReportedMetric): string {
    return `${short(value)} ${unit}`.trimEnd();
}

/** Returns the result of a pause in words. */
export function resultOf({ share, cutShort }: ReportedPause): string {
    const early = cutShort === true ? ", ended early by another client" : "";
    switch (share?.result) {
        case "within":
            return `the share matches${early}`;
        case "outside":
            return `the share does not match${early}`;
        case "tooFew":
            return `too few requests${early}`;
        case undefined:
            return `not observed${early}`;
    }
}

function faultsOf(least: Faults | undefined, { judge }: UpdateReport): string {
    const bound = judge?.signals.find(({ signal }) => signal === "latency")?.bound;
    const slow = bound === undefined ? "slow" : `over ${short(bound)} ms`;
    const parts = [
        ...(least?.errors === undefined ? [] : [`${short(least.errors * 100)} % errors`]),
        ...(least?.latency === undefined ? [] : [`${short(least.latency * 100)} % ${slow}`]),
    ];
    return parts.join(", ") || (least === undefined ? "not computed" : "none");
}

function timeOf(at: string): string {
    return at.slice(11, 19);
}

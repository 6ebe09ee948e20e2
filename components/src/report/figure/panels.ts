import type { ReportedMetric, UpdateReport } from "../report";
import type { Bounds, Gap, Lanes, Line, Panel, Point, Style } from "./panel";
import { clock, short } from "./scale";
import { answersPerSecond, errorPercent, growthOf, heldSegments, lookSegments, slowPercent } from "./series";

/** The name under which this gate's writes are recorded. */
const ownManager = "canary-delivery";

/** Returns the panels of a report, from top to bottom. */
export function panelsOf(report: UpdateReport): readonly (Panel | Lanes)[] {
    return [
        weightPanel(report),
        ...metricPanels(report),
        ...answerPanels(report),
        evidencePanel(report),
        podsPanel(report),
        writesPanel(report),
    ];
}

function weightPanel(report: UpdateReport): Panel {
    const gaps = gapsOf(report, "cluster");
    const held = (value: (one: UpdateReport["weights"][number]) => number | undefined) => {
        const points = report.weights.flatMap((one) => pointOf(one.at, value(one)));
        return heldSegments(points, endOf(report), gaps);
    };
    const bounds = report.pauses.flatMap(({ weight, share }): Bounds[] => {
        if (share === undefined || share.total === 0) {
            return [];
        }
        const percent = (count: number) => (100 * count) / share.total;
        const [value, low, high] = [share.canary, share.lowest, share.highest].map(percent) as [number, number, number];
        const title = `At weight ${weight} %: ${share.canary} of ${share.total} requests, ${short(value)} %; plausible are ${short(low)} % to ${short(high)} %`;
        const bad = share.result === "outside";
        return [{ from: Date.parse(share.from), until: Date.parse(share.until), low, high, value, bad, title }];
    });
    const routed = report.weights.flatMap(({ at, routed: value }) =>
        value === undefined ? [] : `${value} % from ${clock(Date.parse(at))}`,
    );
    return {
        title: "Weight of the new version, %",
        description: `On the router's object: ${routed.join(", ") || "not observed"}. ${bounds.map(({ title }) => title).join(". ")}`,
        ...{ unit: "%", low: 0, high: 100, gaps, bounds },
        lines: [
            { name: "declared", style: "declared", kind: "steps", segments: held(({ declared }) => declared) },
            { name: "on the router's object", style: "new", kind: "steps", segments: held((one) => one.routed) },
        ],
        absent: absence(report, "weights", report.weights.length === 0),
    };
}

function metricPanels(report: UpdateReport): Panel[] {
    const names = [...new Set(report.metrics.map(({ name }) => name))];
    if (names.length === 0) {
        const reason = absence(report, "metrics", true);
        return [{ ...{ title: "Metrics of the analysis", description: reason ?? "" }, ...empty, absent: reason }];
    }
    return names.map((name) =>
        metricPanel(
            name,
            report.metrics.filter((metric) => metric.name === name),
            report,
        ),
    );
}

function metricPanel(name: string, metrics: readonly ReportedMetric[], report: UpdateReport): Panel {
    const { unit = "", threshold, dryRun = false } = metrics[0] ?? {};
    const lines = metrics.map(({ step, measurements }): Line => {
        const points = measurements.flatMap(({ at, value, phase }) =>
            pointOf(at, value).map((point) => ({
                ...point,
                bad: phase !== "Successful",
                title: `${clock(point.at)}: ${short(point.value)} ${unit} ${phase}`,
            })),
        );
        const where = step === undefined ? "measured" : `measured at step ${step}`;
        return { name: where, style: "new", kind: "points", segments: points.length === 0 ? [] : [points] };
    });
    const values = lines.flatMap(({ segments }) => segments.flatMap((points) => points.map(({ value }) => value)));
    const must = threshold && `must be ${threshold.operator} ${short(threshold.limit)} ${unit}`.trimEnd();
    const [low, high] = rangeOf(values, threshold, unit);
    const measured = values.map((value) => `${short(value)} ${unit}`.trimEnd()).join(", ");
    return {
        title: `${name}${unit === "" ? "" : `, ${unit}`}${dryRun ? " (dry run)" : ""}`,
        description: `${must ?? metrics[0]?.condition ?? ""}; measured: ${measured || "never"}`,
        ...{ unit, low, high, lines, gaps: gapsOf(report, "cluster") },
        limits: threshold && must !== undefined ? [{ value: threshold.limit, label: must }] : [],
        absent: values.length === 0 ? "not measured" : undefined,
    };
}

function rangeOf(values: readonly number[], threshold: ReportedMetric["threshold"], unit: string): [number, number] {
    const all = [...values, ...(threshold === undefined ? [] : [threshold.limit])];
    const [least, most] = [Math.min(...all), Math.max(...all)];
    // A rate that must stay above a limit is near 100 %: from 0 on, nothing would be visible.
    if (threshold?.operator.startsWith(">") === true && least > 0) {
        const span = Math.max((unit === "%" ? 100 : most) - least, most / 100);
        return [Math.max(0, least - span / 4), unit === "%" ? Math.max(100, most) : most + span / 4];
    }
    return [Math.min(0, least), all.length === 0 ? 1 : most * 1.15 || 1];
}

function answerPanels(report: UpdateReport): Panel[] {
    const { counters, judge } = report;
    const absent = absence(report, "answers", counters.length < 2);
    const gaps = gapsOf(report, "prometheus");
    const panel = (title: string, unit: string, of: typeof answersPerSecond, limit?: number): Panel => {
        const lines = versions.map(({ key, name, style }): Line => {
            const segments = lookSegments(growthOf(counters, key, of));
            return { name, style, kind: "line", segments };
        });
        const values = lines.flatMap(({ segments }) => segments.flatMap((points) => points.map(({ value }) => value)));
        const last = lines.map(({ name, segments }) => {
            const value = segments.at(-1)?.at(-1)?.value;
            return `${name}: ${value === undefined ? "not observed" : `last ${short(value)} ${unit}`}`;
        });
        const most = Math.max(...values, limit ?? 0);
        const high = most > 0 ? Math.min(most * 1.15, unit === "%" && most <= 100 ? 100 : Infinity) : 1;
        return {
            ...{ title, description: last.join("; "), unit, low: 0, high, lines, gaps },
            limits: limit === undefined ? [] : [{ value: limit, label: `threshold ${short(limit)} %` }],
            absent: absent ?? (values.length === 0 ? "no answers were counted" : undefined),
        };
    };
    const signalOf = (wanted: string) => judge?.signals.find(({ signal }) => signal === wanted);
    const [errors, latency] = [signalOf("errors"), signalOf("latency")];
    return [
        panel("Answers per second, by version", "/s", answersPerSecond),
        ...(errors === undefined
            ? []
            : [panel("Answers with 5xx, by version, %", "%", errorPercent, errors.threshold * 100)]),
        ...(latency === undefined
            ? []
            : [
                  panel(
                      `Answers slower than ${short(latency.bound ?? 0)} ms, by version, %`,
                      "%",
                      slowPercent,
                      latency.threshold * 100,
                  ),
              ]),
    ];
}

function evidencePanel(report: UpdateReport): Panel {
    const { judge } = report;
    const title = "Evidence against the new version (e-value)";
    const lines = (judge?.signals ?? []).flatMap(({ signal, evidence }): Line[] => {
        const line = (test: "worse" | "over") =>
            lookSegments(
                evidence.map((one) => ({ at: Date.parse(one.at), value: Math.log10(Math.max(1, one[test])) })),
            );
        const what = signal === "errors" ? "errors" : "slow";
        const [worse, over]: [Style, Style] = signal === "errors" ? ["stable", "declared"] : ["new", "other"];
        return [
            { name: `${what}: worse than stable`, style: worse, kind: "line", segments: line("worse") },
            { name: `${what}: over the threshold`, style: over, kind: "line", segments: line("over") },
        ];
    });
    const rejects = judge?.rejectsAt ?? 1;
    const most = Math.max(
        Math.log10(rejects) * 1.2,
        ...lines.flatMap(({ segments }) => segments.flat().map(({ value }) => value)),
    );
    const rejected = (judge?.signals ?? []).flatMap(({ signal, rejected: by }) =>
        by.map((test) => `${signal} ${test}`),
    );
    return {
        title,
        description: `Rejects at ${short(rejects)}. Rejected by: ${rejected.join(", ") || "none"}`,
        ...{ unit: "", low: 0, high: most, logarithmic: true, lines, gaps: gapsOf(report, "prometheus") },
        limits: judge === undefined ? [] : [{ value: Math.log10(rejects), label: `rejects at ${short(rejects)}` }],
        absent: judge === undefined ? absence(report, "answers", true) : undefined,
    };
}

function podsPanel(report: UpdateReport): Panel {
    const gaps = gapsOf(report, "cluster");
    const held = (value: (one: UpdateReport["pods"][number]) => number | undefined) =>
        heldSegments(
            report.pods.flatMap((one) => pointOf(one.at, value(one))),
            endOf(report),
            gaps,
        );
    const most = Math.max(1, ...report.pods.flatMap((one) => [one.desired, one.new, one.stable ?? 0]));
    const last = report.pods.at(-1);
    return {
        title: "Available pods",
        description:
            last === undefined
                ? ""
                : `At the end ${last.new} of the new version, ${last.stable ?? 0} of the stable one`,
        ...{ unit: "", low: 0, high: most * 1.15, gaps },
        lines: [
            { name: "new version", style: "new", kind: "steps", segments: held((one) => one.new) },
            { name: "stable version", style: "stable", kind: "steps", segments: held((one) => one.stable) },
        ],
        absent: absence(report, "pods", report.pods.length === 0),
    };
}

function writesPanel({ writes }: UpdateReport): Lanes {
    const clients = [...new Set(writes.map(({ by }) => by))];
    const lanes = clients.map((name) => {
        const at = writes.filter(({ by }) => by === name).map((write) => Date.parse(write.at));
        return { name: name === ownManager ? `${name} (this gate)` : name, own: name === ownManager, at };
    });
    return {
        title: "Writes, by client",
        description: lanes.map(({ name, at }) => `${name}: ${at.length}`).join("; "),
        lanes,
        absent: writes.length === 0 ? "no write was seen" : undefined,
    };
}

const versions = [
    { key: "new", name: "new version", style: "new" },
    { key: "stable", name: "stable version", style: "stable" },
] as const;

const empty = { unit: "", low: 0, high: 1, lines: [], gaps: [] } as const;

/** Returns the reason why a part has no data; undefined if it has some. */
function absence({ unobserved }: UpdateReport, part: string, missing: boolean): string | undefined {
    return missing ? (unobserved.find((one) => one.part === part)?.reason ?? "no data") : undefined;
}

function pointOf(at: string, value: number | undefined): Point[] {
    return value === undefined ? [] : [{ at: Date.parse(at), value }];
}

function gapsOf(report: UpdateReport, of: "cluster" | "prometheus"): Gap[] {
    return report.outages
        .filter((outage) => outage.of === of)
        .map(({ from, until, reason }) => ({
            from: Date.parse(from),
            until: until === undefined ? endOf(report) : Date.parse(until),
            title: `not observed: ${reason}`,
        }));
}

function endOf({ finishedAt }: UpdateReport): number {
    return Date.parse(finishedAt);
}

import { formatValue, limitOf } from "../../gate/report/measuredValue";
import type { ReportedMetric, ReportedStep } from "../../report/report";
import type { RolloutView, ViewedShare } from "./rolloutView";

const barWidth = 30;
/** Measurements in a sparkline. */
const sparkWidth = 20;

/** A row of the panel: its label and its text. */
type Row = readonly [label: string, text: string];

/** Draws a rollout as lines without colours. */
export function panelOf(view: RolloutView): string[] {
    const { rollout, phase, message, at } = view;
    const rows = rowsOf(view);
    const width = Math.max(...rows.map(([label]) => label.length));
    return [
        `${rollout.namespace}/${rollout.name}  ${phase}${message === "" ? "" : `: ${message}`}  [${at.slice(11, 19)}]`,
        ...rows.map(([label, text]) => `${label.padEnd(width)}  ${text}`),
    ];
}

function rowsOf(view: RolloutView): Row[] {
    const { newVersion, stableVersion, pods, problems, warnings, verdict, metrics, weight, share, judge } = view;
    const stablePods = pods.stable === undefined ? "" : `, stable ${pods.stable}`;
    const version = `revision ${newVersion.revision}, ${newVersion.image}, pod hash ${newVersion.podHash}`;
    return [
        ["new", version],
        ...rowIf("stable", stableVersion && `pod hash ${stableVersion.podHash}`),
        ...rowIf("steps", view.steps.length === 0 ? undefined : trackOf(view)),
        ...rowIf("time", timeLeft(view)),
        ...rowIf("weight", weight.routed === undefined ? undefined : weightBar(weight.routed, weight.status)),
        ["pods", `new ${pods.new} of ${pods.desired} available${stablePods}`],
        ...rowIf("requests", share && describeViewedShare(share)),
        ...(judge?.sentences ?? []).map((text): Row => ["judge", text]),
        ...metrics.map(metricRow),
        ...problems.map((text): Row => ["problem", text]),
        ...warnings.map((text): Row => ["warning", text]),
        ...rowIf("verdict", verdict && `${verdict.outcome}${verdict.success ? "" : `: ${verdict.sentence}`}`),
    ];
}

function rowIf(label: string, text: string | undefined): Row[] {
    return text === undefined ? [] : [[label, text]];
}

/** Draws the steps: those that are done, the current one, and the rest. An abort resets them. */
function trackOf({ steps, step: current, standing }: RolloutView): string {
    const step = standing === "failed" ? -1 : current;
    return steps.map((one, index) => `${index < step ? "✓" : index === step ? "▶" : "·"}${labelOf(one)}`).join(" ");
}

function labelOf({ setWeight, pauseSeconds, openEnded, analysis }: ReportedStep): string {
    if (setWeight !== undefined) {
        return `${setWeight}%`;
    }
    return pauseSeconds !== undefined
        ? durationOf(pauseSeconds)
        : openEnded
          ? "pause"
          : analysis
            ? "analysis"
            : "other";
}

/** Describes the time that is left; undefined after the steps. */
function timeLeft({ at, pause, steps, step, standing }: RolloutView): string | undefined {
    if (standing === "healthy" || standing === "failed") {
        return undefined;
    }
    const after = steps.slice(step + 1).reduce((sum, { pauseSeconds = 0 }) => sum + pauseSeconds, 0);
    const rest = after === 0 ? "" : `; the pauses after it take ${durationOf(after)}`;
    if (pause === undefined) {
        return after === 0 ? undefined : `the next pauses take ${durationOf(after)}`;
    }
    if (pause.until === undefined) {
        return `this pause ends by a promotion${rest}`;
    }
    const left = Math.max(0, Math.ceil((Date.parse(pause.until) - Date.parse(at)) / 1000));
    return `${durationOf(left)} left in this pause${rest}`;
}

function durationOf(seconds: number): string {
    const minutes = Math.floor(seconds / 60);
    const rest = Math.round(seconds % 60);
    return minutes === 0 ? `${rest}s` : `${minutes}m${rest === 0 ? "" : `${rest}s`}`;
}

function weightBar(routed: number, status: number | undefined): string {
    const filled = Math.round((routed / 100) * barWidth);
    const bar = `${"█".repeat(filled)}${"░".repeat(barWidth - filled)}`;
    const differs =
        status === undefined || status === routed ? "" : ` (the controller's status has ${rounded(status)} %)`;
    return `${bar} canary ${rounded(routed)} %, stable ${rounded(100 - routed)} %${differs}`;
}

function describeViewedShare(share: ViewedShare): string {
    if ("unknown" in share) {
        return `unknown: ${share.unknown}`;
    }
    const { canary, total } = share;
    const part = total === 0 ? "" : ` (${rounded((canary / total) * 100)} %)`;
    return `canary ${canary} of ${total}${part}`;
}

function rounded(percent: number): string {
    return String(Number(percent.toFixed(1)));
}

function metricRow({ name, condition, measurements, step }: ReportedMetric): Row {
    const which = step === undefined ? name : `${name} of step ${step}`;
    const limit = limitOf(condition);
    const last = measurements.at(-1);
    if (last === undefined) {
        return [which, `not measured yet (${limit})`];
    }
    const verdict = last.phase === "Successful" ? "ok" : last.phase.toLowerCase();
    const value = last.phase === "Error" ? last.text : formatValue(name, last.text, condition);
    return [which, `${value} (${limit}) ${verdict}  ${sparklineOf(measurements, condition)}`];
}

/** Draws the last measurements; the highest block is the largest of them, or the threshold. */
function sparklineOf(measurements: ReportedMetric["measurements"], condition: string): string {
    const blocks = "▁▂▃▄▅▆▇█";
    const values = measurements.slice(-sparkWidth).map(({ value }) => value);
    const limit = Number(/-?[\d.]+$/.exec(limitOf(condition))?.[0] ?? 0);
    const top = Math.max(limit, ...values.map((value) => value ?? 0), Number.MIN_VALUE);
    return values
        .map((value) => {
            const height = Math.round((Math.max(0, value ?? 0) / top) * (blocks.length - 1));
            return value === undefined ? "?" : (blocks[height] ?? "");
        })
        .join("");
}

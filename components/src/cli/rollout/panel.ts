import { formatValue, limitOf } from "../../gate/report/measuredValue";
import type { ReportedMetric, ReportedStep } from "../../report/report";
import type { RolloutView, ViewedShare } from "./rolloutView";

const labelWidth = 9;
const barWidth = 30;
/** Measurements in a sparkline. */
const sparkWidth = 20;

/** Draws a rollout as lines without colours. */
export function panelOf(view: RolloutView): string[] {
    const { rollout, phase, message, newVersion, stableVersion, pods, problems, warnings, verdict } = view;
    const { metrics, weight, share } = view;
    const stablePods = pods.stable === undefined ? "" : `, stable ${pods.stable}`;
    return [
        `${rollout.namespace}/${rollout.name}  ${phase}${message === "" ? "" : `: ${message}`}  [${view.at.slice(11, 19)}]`,
        row("new", `revision ${newVersion.revision}, ${newVersion.image}, pod hash ${newVersion.podHash}`),
        ...(stableVersion === undefined ? [] : [row("stable", `pod hash ${stableVersion.podHash}`)]),
        ...(view.steps.length === 0 ? [] : [row("steps", trackOf(view))]),
        ...timeRows(view),
        ...(weight.routed === undefined ? [] : [row("weight", weightBar(weight.routed, weight.status))]),
        row("pods", `new ${pods.new} of ${pods.desired} available${stablePods}`),
        ...(share === undefined ? [] : [row("requests", describeViewedShare(share))]),
        ...metrics.map(metricRow),
        ...problems.map((text) => row("problem", text)),
        ...warnings.map((text) => row("warning", text)),
        ...(verdict === undefined
            ? []
            : [row("verdict", `${verdict.outcome}${verdict.success ? "" : `: ${verdict.sentence}`}`)]),
    ];
}

function row(label: string, text: string): string {
    return `${label.padEnd(labelWidth)} ${text}`;
}

/** Draws the steps: those that are done, the current one, and the rest. */
function trackOf({ steps, step }: RolloutView): string {
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

/** Returns the row about the time that is left; none after the steps. */
function timeRows({ at, pause, steps, step, standing }: RolloutView): string[] {
    if (standing === "healthy" || standing === "failed") {
        return [];
    }
    const after = steps.slice(step + 1).reduce((sum, { pauseSeconds = 0 }) => sum + pauseSeconds, 0);
    const rest = after === 0 ? "" : `; the pauses after it take ${durationOf(after)}`;
    if (pause === undefined) {
        return after === 0 ? [] : [row("time", `the next pauses take ${durationOf(after)}`)];
    }
    if (pause.until === undefined) {
        return [row("time", `this pause ends by a promotion${rest}`)];
    }
    const left = Math.max(0, Math.ceil((Date.parse(pause.until) - Date.parse(at)) / 1000));
    return [row("time", `${durationOf(left)} left in this pause${rest}`)];
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
    return `${bar} new ${rounded(routed)} %, stable ${rounded(100 - routed)} %${differs}`;
}

function describeViewedShare(share: ViewedShare): string {
    if ("unknown" in share) {
        return `unknown: ${share.unknown}`;
    }
    const { canary, total } = share;
    const part = total === 0 ? "" : ` (${rounded((canary / total) * 100)} %)`;
    return `new ${canary} of ${total}${part}`;
}

function rounded(percent: number): string {
    return String(Number(percent.toFixed(1)));
}

function metricRow({ name, condition, measurements, step }: ReportedMetric): string {
    const which = step === undefined ? name : `${name} of step ${step}`;
    const limit = limitOf(condition);
    const last = measurements.at(-1);
    if (last === undefined) {
        return `${row(which, "not measured yet")} (${limit})`;
    }
    const verdict = last.phase === "Successful" ? "ok" : last.phase.toLowerCase();
    const value = last.phase === "Error" ? last.text : formatValue(name, last.text, condition);
    return `${row(which, value)} (${limit}) ${verdict}  ${sparklineOf(measurements, condition)}`.trimEnd();
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

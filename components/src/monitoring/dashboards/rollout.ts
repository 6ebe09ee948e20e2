import { createHash } from "node:crypto";
import { budgetOf, type Objective, recordedShare } from "../alerts/budget";
import { inNamespace } from "../alerts/namespaceSeries";
import { degraded, inProgress, type NamedRollout, ofRollout } from "../alerts/rolloutSeries";
import { type AppSeries, latencyRate, requestRate } from "../appSeries";
import { type DashboardModel, dashboardOf } from "./dashboard";
import { type PlacedPanel, type Query, stat, timeSeries } from "./panel";

/** An app, its objectives with recorded shares, and the thresholds of its analysis. */
export interface RolloutDashboardArgs {
    readonly namespace: string;
    readonly series: AppSeries;
    readonly objectives: readonly Objective[];
    readonly thresholds: { readonly p99LatencyMilliseconds: number; readonly successRatePercent: number };
}

const window = "$__rate_interval";

/** Returns the dashboard of an app's rollouts: its versions next to each other, and the controller's view. */
export function rolloutDashboard(args: RolloutDashboardArgs): DashboardModel {
    const { namespace, series, objectives, thresholds } = args;
    const { name } = series;
    const rollout = { namespace, name };
    const title = `${namespace}/${name}`;
    const info = (phases: string) => `max by (phase) (${ofRollout(rollout, "rollout_info", `,phase=~"${phases}"`)})`;
    return dashboardOf({
        uid: `rollout-${createHash("sha256").update(title).digest("hex").slice(0, 16)}`,
        title: `Rollout ${title}`,
        description: "The versions of an app next to each other. Versions are named by their pod-template hashes.",
        marks: [
            { legend: "in progress", color: "blue", expr: info(inProgress) },
            { legend: "aborted or Degraded", color: "red", expr: info(`Abort|${degraded}`) },
        ],
        rows: [
            [phase(rollout), pods(series)],
            [requests(series), shares(series)],
            [successRate(series, thresholds.successRatePercent), latency(series, thresholds.p99LatencyMilliseconds)],
            [analysis(rollout), ...(objectives.length === 0 ? [] : [budget(name, objectives)])],
        ],
    });
}

function phase(rollout: NamedRollout): PlacedPanel {
    return stat({
        ...{ title: "Rollout", unit: "short" },
        queries: [
            { expr: `max by (phase) (${ofRollout(rollout, "rollout_info")})`, legend: "{{phase}}" },
            { expr: `max(${ofRollout(rollout, "rollout_info_replicas_desired")})`, legend: "desired pods" },
            { expr: `max(${ofRollout(rollout, "rollout_info_replicas_available")})`, legend: "available pods" },
        ],
    });
}

function pods(series: AppSeries): PlacedPanel {
    return timeSeries({
        ...{ title: "Pods that Prometheus reads", unit: "short", stacked: true },
        queries: [byVersion(series, (by) => `count ${by} (up{job="${series.name}"} == 1)`)],
    });
}

function requests(series: AppSeries): PlacedPanel {
    return timeSeries({
        ...{ title: "Requests", unit: "reqps", stacked: true },
        queries: [byVersion(series, (by) => `sum ${by} (${requestRate(series, window)})`)],
    });
}

function shares(series: AppSeries): PlacedPanel {
    const rate = requestRate(series, window);
    return timeSeries({
        ...{ title: "Share of the requests", unit: "percent", stacked: true },
        description:
            "Follows the weight of the current step. No metric of the controller or of a router has the weight itself.",
        queries: [byVersion(series, (by) => `sum ${by} (${rate}) / on () group_left () sum(${rate}) * 100`)],
    });
}

function successRate(series: AppSeries, percent: number): PlacedPanel {
    const good = requestRate(series, window, '=~"2.."');
    const all = requestRate(series, window);
    return timeSeries({
        ...{ title: "Answers with 2xx", unit: "percent", limit: { value: percent, bad: "below" } },
        // A version without a good answer has 0 %, and not no value.
        queries: [
            byVersion(series, (by) => `(sum ${by} (${good}) or 0 * sum ${by} (${all})) / sum ${by} (${all}) * 100`),
        ],
    });
}

function latency(series: AppSeries, milliseconds: number): PlacedPanel {
    const buckets = `sum by (${series.versionLabel}, le) (${latencyRate(series, "bucket", window)})`;
    const seconds = series.latencyUnit === "seconds" ? " * 1000" : "";
    return timeSeries({
        ...{ title: "p99 latency", unit: "ms", limit: { value: milliseconds, bad: "above" } },
        queries: [byVersion(series, () => `histogram_quantile(0.99, ${buckets})${seconds}`)],
    });
}

function analysis({ namespace, name }: NamedRollout): PlacedPanel {
    const runs = inNamespace(namespace, "analysis_run_metric_phase", `name=~"${name}-[a-z0-9]+-[0-9]+.*"`);
    return timeSeries({
        ...{ title: "Metrics of the AnalysisRuns", unit: "short" },
        queries: [{ expr: `sum by (metric, phase) (${runs}) > 0`, legend: "{{metric}} {{phase}}" }],
    });
}

function budget(name: string, objectives: readonly Objective[]): PlacedPanel {
    return timeSeries({
        ...{ title: "Burn rate of the error budget", unit: "short", limit: { value: 1, bad: "above" } },
        description: "1 spends the budget of 30 days in 30 days.",
        queries: objectives.map((one) => ({
            expr: `${recordedShare(one, name, "1h")} / ${budgetOf(one)}`,
            legend: `${one.slo}, ${one.percent} %`,
        })),
    });
}

/** Returns a query that has a series for each version. */
function byVersion({ versionLabel }: AppSeries, expr: (by: string) => string): Query {
    return { expr: expr(`by (${versionLabel})`), legend: `{{${versionLabel}}}` };
}

import { latencyUnitOf } from "../../gate/model/latencyUnit";
import { type LabelMatcher, matcherText } from "../../gate/model/requestsSelector";
import { podHashMetricLabel } from "../../gate/traffic/share";
import { type AnalysisArgs, analysisDefaults } from "../args/analysis";
import type {
    ErrorRatio,
    LatencyQuantile,
    MeasuredSeries,
    MetricScope,
    PromqlMeasurement,
    Saturation,
    SuccessRate,
} from "../args/metrics";
import { withMatchers } from "./promql";

/** A query, and the conditions of a good and of a bad result. */
export interface Measured {
    readonly query: string;
    readonly successCondition?: string;
    readonly failureCondition?: string;
}

/** Names and defaults of the queries: the Rollout's name, and the metrics and the window of the analysis. */
export interface QueryContext {
    readonly rollout: string;
    readonly analysis: Pick<AnalysisArgs, "window" | "latencyMetric" | "requestsMetric" | "statusLabel">;
}

/** Arguments of the AnalysisRun that queries use; the controller fills in the versions' hashes. */
export const argNames = {
    service: "service-name",
    namespace: "namespace",
    hashes: { new: "latest-hash", stable: "stable-hash" },
} as const;

const job = `job="${placeholder(argNames.service)}"`;

/** Returns the query for the share of good answers, in percent. */
export function successRate(args: SuccessRate, { analysis }: QueryContext): Measured {
    const { metric = analysis.requestsMetric ?? analysisDefaults.requestsMetric, good = "2xx" } = args;
    const label = args.statusLabel ?? analysis.statusLabel ?? analysisDefaults.statusLabel;
    const isGood: LabelMatcher =
        good === "not 5xx"
            ? { label, operator: "!~", value: "5.." }
            : { label, operator: "=~", value: good === "2xx" ? "2.." : good.matches };
    return {
        query: share(metric, [isGood], args, analysis.window),
        successCondition: `result[0] >= ${args.atLeastPercent}`,
    };
}

/** Returns the query for a quantile of the latencies, in milliseconds. */
export function latencyQuantile(args: LatencyQuantile, { analysis }: QueryContext): Measured {
    const { metric = analysis.latencyMetric ?? analysisDefaults.latencyMetric, quantile = 0.99 } = args;
    const buckets = rate(`${metric}_bucket`, seriesMatchers(args), args.window ?? analysis.window);
    const query = `histogram_quantile(${quantile}, sum(${buckets}) by (le))`;
    return {
        query: latencyUnitOf(metric, args.unit) === "seconds" ? `${query} * 1000` : query,
        successCondition: `result[0] < ${args.belowMilliseconds}`,
    };
}

/** Returns the query for the share of errors, in percent. */
export function errorRatio(args: ErrorRatio, { analysis }: QueryContext): Measured {
    return {
        query: share(args.metric, args.errors, args, analysis.window),
        successCondition: `result[0] < ${args.belowPercent}`,
    };
}

/** Returns the query for the use of the containers. */
export function saturation(args: Saturation, { rollout, analysis }: QueryContext): Measured {
    const { scope = "new", window = analysis.window } = args;
    // Metrics of the kubelet know the pod, and not its labels. Pods are named after their ReplicaSet.
    const hash =
        scope === "both"
            ? `(${Object.values(argNames.hashes).map(placeholder).join("|")})`
            : placeholder(argNames.hashes[scope]);
    const pods = `namespace="${placeholder(argNames.namespace)}",pod=~"${rollout}-${hash}-[a-z0-9]+"`;
    const containers = `${pods},container!=""`;
    const queries: Readonly<Record<Saturation["of"], string>> = {
        cpuThrottling:
            `sum(increase(container_cpu_cfs_throttled_periods_total{${containers}}[${window}])) ` +
            `/ sum(increase(container_cpu_cfs_periods_total{${containers}}[${window}])) * 100`,
        // A limit of 0 is none: without a limit there is no result, which is an error.
        memory:
            `max(container_memory_working_set_bytes{${containers}} ` +
            `/ (container_spec_memory_limit_bytes{${containers}} > 0)) * 100`,
        restarts: `sum(kube_pod_container_status_restarts_total{${pods}})`,
    };
    return { query: queries[args.of], successCondition: `result[0] < ${args.below}` };
}

/** Returns a user's query, of the versions that it is for. */
export function promql({ query, scope = "new", ...conditions }: PromqlMeasurement): Measured {
    const one = (version: MetricScope) => (version === "both" ? query : withMatchers(query, versionMatcher(version)));
    return {
        // A scalar is NaN unless there is one series, and so is the difference: a bad measurement.
        query: scope === "compare" ? `vector(scalar(${one("new")}) - scalar(${one("stable")}))` : one(scope),
        ...conditions,
    };
}

/** Returns the share of a counter's increments that matchers select, in percent. */
function share(counter: string, selected: readonly LabelMatcher[], series: MeasuredSeries, usual: string): string {
    const window = series.window ?? usual;
    const all = seriesMatchers(series);
    const some = sum(rate(counter, [...all, ...selected.map(matcherText)], window));
    // Without the label the share is unknown, and not 0.
    const labels = [...new Set(selected.map(({ label }) => label))].map((label) => `${label}!=""`);
    return `(${some} or vector(0)) / ${sum(rate(counter, [...all, ...labels], window))} * 100`;
}

function seriesMatchers({ scope = "new", selector = [] }: MeasuredSeries): string[] {
    return [job, ...(scope === "both" ? [] : [versionMatcher(scope)]), ...selector.map(matcherText)];
}

function versionMatcher(version: Exclude<MetricScope, "both">): string {
    return `${podHashMetricLabel}="${placeholder(argNames.hashes[version])}"`;
}

function rate(metric: string, matchers: readonly string[], window: string): string {
    return `rate(${metric}{${matchers.join(",")}}[${window}])`;
}

function sum(expression: string): string {
    return `sum(${expression})`;
}

function placeholder(arg: string): string {
    return `{{args.${arg}}}`;
}

import * as pulumi from "@pulumi/pulumi";
import { latencyUnitOf } from "../gate/model/latencyUnit";
import type { AnalysisMetric, AnalysisTemplateSpec } from "../kubernetes/customResources";
import { type AnalysisArgs, analysisDefaults, limitsOf } from "./args/analysis";
import type {
    CanaryAnalysisArg,
    CanaryMetric,
    CanarySecretArg,
    CanaryTemplateReference,
    CanaryValueArg,
} from "./args/metrics";
import { withoutUndefined } from "./args/withoutUndefined";
import { argNames } from "./metrics/catalogue";
import { isQueried, measurementOf } from "./metrics/measurement";
import { prometheusProvider } from "./prometheusProvider";

/** The app that an analysis measures: its Rollout, its Prometheus job and its namespace. */
export interface AnalysedApp {
    readonly rollout: string;
    readonly serviceName: string;
    readonly namespace: pulumi.Input<string>;
}

/**
 * Returns the spec of an app's AnalysisTemplate: the p99 latency and the success rate of both versions together, and the
 * metrics of the args; undefined if there are none.
 *
 * The queries select a service by its Prometheus job only, without a namespace, so the name must be unique on the
 * cluster.
 */
export function analysisTemplateSpec(app: AnalysedApp, args: AnalysisArgs) {
    const { metrics: more = [] } = args;
    const metrics: AnalysisMetric[] = [
        ...(args.bothVersions === false ? [] : ofBothVersions(args)),
        ...more.map((metric) => metricOf(metric, app, args)),
    ];
    if (metrics.length === 0) {
        return undefined;
    }
    const dry = more.filter(({ dryRun }) => dryRun === true);
    const kept = more.flatMap((metric) =>
        metric.measurementRetention === undefined ? [] : { ...named(metric), limit: metric.measurementRetention },
    );
    return {
        args: [
            { name: argNames.service, value: app.serviceName },
            ...prometheusProvider(args.prometheusAccess).args,
            ...(more.length > 0 ? [{ name: argNames.namespace, value: app.namespace }] : []),
            // Values that only the Rollout knows.
            ...hashesOf(args).map(({ name }) => ({ name })),
            ...(args.args ?? []).map((arg) => (isSecret(arg) ? arg : { name: arg.name })),
        ],
        metrics,
        ...(dry.length > 0 && { dryRun: dry.map(named) }),
        ...(kept.length > 0 && { measurementRetention: kept }),
    } satisfies AnalysisTemplateSpec;
}

/** The templates of a Rollout's analysis, and the arguments that the Rollout gives them. */
export interface BackgroundAnalysis {
    readonly templates: readonly CanaryTemplateReference[];
    readonly args?: readonly CanaryValueArg[];
}

/** Returns the analysis of the Rollout; `ownTemplate` is undefined if the app has none. */
export function backgroundAnalysis(ownTemplate: string | undefined, analysis: AnalysisArgs): BackgroundAnalysis {
    const { templates = [], args = [] } = analysis;
    const values = args.filter((arg): arg is CanaryValueArg => !isSecret(arg));
    const given = ownTemplate === undefined ? values : [...hashesOf(analysis), ...values];
    return {
        templates: [...(ownTemplate === undefined ? [] : [{ templateName: ownTemplate }]), ...templates],
        ...(given.length > 0 && { args: given }),
    };
}

/** Returns the two metrics of the article, which see the mixture of both versions. */
function ofBothVersions(args: AnalysisArgs): AnalysisMetric[] {
    const {
        latencyMetric = analysisDefaults.latencyMetric,
        requestsMetric = analysisDefaults.requestsMetric,
        statusLabel = analysisDefaults.statusLabel,
    } = args;
    const job = `job="{{args.${argNames.service}}}"`;
    const inMilliseconds = latencyUnitOf(latencyMetric, args.latencyUnit) === "seconds" ? " * 1000" : "";
    const p99Latency =
        `histogram_quantile(0.99, sum(rate(${latencyMetric}_bucket{${job}}[${args.window}])) by (le))` + inMilliseconds;
    const successRate =
        `sum(rate(${requestsMetric}{${job},${statusLabel}=~"2.."}[${args.window}])) ` +
        `/ sum(rate(${requestsMetric}{${job}}[${args.window}])) * 100`;
    const metric = (name: string, successCondition: pulumi.Input<string>, query: string) => ({
        ...{ name, ...limitsOf(args), successCondition },
        provider: prometheus(query, args),
    });
    return [
        metric("p99-latency", condition("<", args.p99LatencyMilliseconds), p99Latency),
        metric("success-rate", condition(">=", args.successRatePercent), successRate),
    ];
}

/** Returns Argo's condition of a good value; a plain string if the threshold is known. */
function condition(operator: string, threshold: pulumi.Input<number>): pulumi.Input<string> {
    const withThreshold = (known: number) => `result[0] ${operator} ${String(known)}`;
    return typeof threshold === "number"
        ? withThreshold(threshold)
        : pulumi.output(threshold).apply((known) => withThreshold(known));
}

function metricOf(metric: CanaryMetric, { rollout }: AnalysedApp, analysis: AnalysisArgs): AnalysisMetric {
    const { name, initialDelay, interval, count, failureLimit, inconclusiveLimit } = metric;
    const { consecutiveErrorLimit, consecutiveSuccessLimit } = metric;
    const own = { initialDelay, interval, count, failureLimit, inconclusiveLimit, consecutiveErrorLimit };
    return {
        name,
        ...(isQueried(metric) ? limitsOf(analysis) : { consecutiveErrorLimit: 0 }),
        ...withoutUndefined({ ...own, consecutiveSuccessLimit }),
        ...measurementOf(metric, { rollout, analysis }, (query) => prometheus(query, analysis)),
    };
}

function prometheus(query: string, { prometheusAddress, prometheusAccess }: AnalysisArgs) {
    return { prometheus: { address: prometheusAddress, query, ...prometheusProvider(prometheusAccess).fields } };
}

/** Returns the arguments with the hashes of both versions, which only the metrics of the args use. */
function hashesOf({ metrics = [] }: AnalysisArgs): CanaryValueArg[] {
    const { hashes } = argNames;
    return metrics.length === 0
        ? []
        : [
              { name: hashes.new, valueFrom: { podTemplateHashValue: "Latest" } },
              { name: hashes.stable, valueFrom: { podTemplateHashValue: "Stable" } },
          ];
}

/** True for an argument that only a template may have: the Rollout's have no Secrets. */
function isSecret(arg: CanaryAnalysisArg): arg is CanarySecretArg {
    return arg.valueFrom !== undefined && "secretKeyRef" in arg.valueFrom;
}

/** Returns Argo's reference to a metric: a regular expression, which would otherwise match parts of other names. */
function named({ name }: CanaryMetric) {
    return { metricName: `^${name}$` };
}

import type { AnalysisMetric } from "../../kubernetes/customResources";
import type { CanaryMetric } from "../args/metrics";
import { withoutUndefined } from "../args/withoutUndefined";
import * as catalogue from "./catalogue";

/** The fields of a metric of Argo that determine what it measures. */
export type Measurement = Pick<AnalysisMetric, "provider" | "successCondition" | "failureCondition">;

/** Returns the measurement of a metric. A query becomes a provider by `prometheus`. */
export function measurementOf(
    metric: CanaryMetric,
    context: catalogue.QueryContext,
    prometheus: (query: string) => AnalysisMetric["provider"],
): Measurement {
    if ("job" in metric) {
        return { provider: { job: metric.job } as AnalysisMetric["provider"] };
    }
    if ("web" in metric) {
        const { successCondition, failureCondition, ...web } = metric.web;
        const provider = { web } as AnalysisMetric["provider"];
        return withoutUndefined({ provider, successCondition, failureCondition });
    }
    const { query, ...conditions } = measured(metric, context);
    return { provider: prometheus(query), ...conditions };
}

/** True for a metric that Prometheus answers. */
export function isQueried(metric: CanaryMetric): boolean {
    return !("job" in metric) && !("web" in metric);
}

type Queried = Exclude<CanaryMetric, { readonly job: unknown } | { readonly web: unknown }>;

function measured(metric: Queried, context: catalogue.QueryContext): catalogue.Measured {
    if ("successRate" in metric) {
        return catalogue.successRate(metric.successRate, context);
    }
    if ("latencyQuantile" in metric) {
        return catalogue.latencyQuantile(metric.latencyQuantile, context);
    }
    if ("errorRatio" in metric) {
        return catalogue.errorRatio(metric.errorRatio, context);
    }
    if ("saturation" in metric) {
        return catalogue.saturation(metric.saturation, context);
    }
    return catalogue.promql(metric.promql);
}

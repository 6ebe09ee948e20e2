import type { AnalysisMetric, AnalysisTemplateSpec } from "../kubernetes/customResources";
import { type AnalysisArgs, analysisDefaults } from "./args/analysis";
import { prometheusProvider } from "./prometheusProvider";

/**
 * The spec of the AnalysisTemplate with the p99 latency and the success rate of a service.
 *
 * The queries select a service by its Prometheus job only, without a namespace, so the name must be unique on the
 * cluster.
 */
export function analysisTemplateSpec(serviceName: string, args: AnalysisArgs) {
    const {
        latencyMetric = analysisDefaults.latencyMetric,
        requestsMetric = analysisDefaults.requestsMetric,
        statusLabel = analysisDefaults.statusLabel,
    } = args;
    const job = `job="{{args.service-name}}"`;
    const p99Latency = `histogram_quantile(0.99, sum(rate(${latencyMetric}_bucket{${job}}[${args.window}])) by (le))`;
    const successRate =
        `sum(rate(${requestsMetric}{${job},${statusLabel}=~"2.."}[${args.window}])) ` +
        `/ sum(rate(${requestsMetric}{${job}}[${args.window}])) * 100`;
    const access = prometheusProvider(args.prometheusAccess);
    const metric = (name: string, successCondition: string, query: string) =>
        ({
            name,
            initialDelay: args.initialDelay,
            interval: args.interval,
            failureLimit: args.failureLimit,
            consecutiveErrorLimit: args.consecutiveErrorLimit,
            successCondition,
            provider: { prometheus: { address: args.prometheusAddress, query, ...access.fields } },
        }) satisfies AnalysisMetric;
    return {
        args: [{ name: "service-name", value: serviceName }, ...access.args],
        metrics: [
            metric("p99-latency", `result[0] < ${args.p99LatencyMilliseconds}`, p99Latency),
            metric("success-rate", `result[0] >= ${args.successRatePercent}`, successRate),
        ],
    } satisfies AnalysisTemplateSpec;
}

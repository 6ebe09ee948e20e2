import type { AnalysisMetric, AnalysisTemplateSpec } from "../kubernetes/customResources";

/** What "healthy" means, and how it is measured. */
export interface AnalysisArgs {
    /** How long a metric waits before its first measurement, such as `30s`. */
    readonly initialDelay: string;
    /** The time between two measurements. */
    readonly interval: string;
    /** A metric fails with one more failed measurement than this. */
    readonly failureLimit: number;
    /** A metric errs with one more failed query in a row than this. */
    readonly consecutiveErrorLimit: number;
    /** The window of the queries' rates. */
    readonly window: string;
    /** The p99 latency must be below this. */
    readonly p99LatencyMilliseconds: number;
    /** The share of 2xx answers must not be below this. */
    readonly successRatePercent: number;
    /** Where the controller reaches Prometheus. */
    readonly prometheusAddress: string;
    /**
     * A histogram of the requests' latencies in milliseconds, without `_bucket`.
     * @default "http_request_duration_milliseconds"
     */
    readonly latencyMetric?: string;
    /**
     * A counter of the requests. The gate counts by it too, unless told otherwise.
     * @default "http_requests_total"
     */
    readonly requestsMetric?: string;
    /**
     * The counter's label with the status of the answers.
     * @default "status_code"
     */
    readonly statusLabel?: string;
}

const defaults = {
    latencyMetric: "http_request_duration_milliseconds",
    requestsMetric: "http_requests_total",
    statusLabel: "status_code",
} as const;

/**
 * The spec of the AnalysisTemplate with the p99 latency and the success rate of a service.
 *
 * The queries know a service by its Prometheus job alone, without a namespace, so that name must be the only one of
 * its kind on the cluster.
 */
export function analysisTemplateSpec(serviceName: string, args: AnalysisArgs) {
    const {
        latencyMetric = defaults.latencyMetric,
        requestsMetric = defaults.requestsMetric,
        statusLabel = defaults.statusLabel,
    } = args;
    const job = `job="{{args.service-name}}"`;
    const p99Latency = `histogram_quantile(0.99, sum(rate(${latencyMetric}_bucket{${job}}[${args.window}])) by (le))`;
    const successRate =
        `sum(rate(${requestsMetric}{${job},${statusLabel}=~"2.."}[${args.window}])) ` +
        `/ sum(rate(${requestsMetric}{${job}}[${args.window}])) * 100`;
    const metric = (name: string, successCondition: string, query: string) =>
        ({
            name,
            initialDelay: args.initialDelay,
            interval: args.interval,
            failureLimit: args.failureLimit,
            consecutiveErrorLimit: args.consecutiveErrorLimit,
            successCondition,
            provider: { prometheus: { address: args.prometheusAddress, query } },
        }) satisfies AnalysisMetric;
    return {
        args: [{ name: "service-name", value: serviceName }],
        metrics: [
            metric("p99-latency", `result[0] < ${args.p99LatencyMilliseconds}`, p99Latency),
            metric("success-rate", `result[0] >= ${args.successRatePercent}`, successRate),
        ],
    } satisfies AnalysisTemplateSpec;
}

/** The article's name for the article's app; any other app's template is named after it. */
export function analysisTemplateName(name: string): string {
    return name === "ops-hardening-demo" ? "ops-hardening-analysis" : `${name}-analysis`;
}

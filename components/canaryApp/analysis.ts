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
}

/**
 * The spec of the AnalysisTemplate with the p99 latency and the success rate of a service.
 *
 * The queries know a service by its Prometheus job alone, without a namespace, so that name must be the only one of
 * its kind on the cluster.
 */
export function analysisTemplateSpec(serviceName: string, args: AnalysisArgs) {
    const job = `job="{{args.service-name}}"`;
    const p99Latency = `histogram_quantile(0.99, sum(rate(http_request_duration_milliseconds_bucket{${job}}[${args.window}])) by (le))`;
    const successRate =
        `sum(rate(http_requests_total{${job},status_code=~"2.."}[${args.window}])) ` +
        `/ sum(rate(http_requests_total{${job}}[${args.window}])) * 100`;
    const metric = (name: string, successCondition: string, query: string) => ({
        name,
        initialDelay: args.initialDelay,
        interval: args.interval,
        failureLimit: args.failureLimit,
        consecutiveErrorLimit: args.consecutiveErrorLimit,
        successCondition,
        provider: { prometheus: { address: args.prometheusAddress, query } },
    });
    return {
        args: [{ name: "service-name", value: serviceName }],
        metrics: [
            metric("p99-latency", `result[0] < ${args.p99LatencyMilliseconds}`, p99Latency),
            metric("success-rate", `result[0] >= ${args.successRatePercent}`, successRate),
        ],
    };
}

/** The article's name for the article's app; any other app's template is named after it. */
export function analysisTemplateName(name: string): string {
    return name === "ops-hardening-demo" ? "ops-hardening-analysis" : `${name}-analysis`;
}

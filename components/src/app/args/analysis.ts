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

/** The metrics of an app unless told otherwise. */
export const analysisDefaults = {
    latencyMetric: "http_request_duration_milliseconds",
    requestsMetric: "http_requests_total",
    statusLabel: "status_code",
} as const;

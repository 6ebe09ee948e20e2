import type { PrometheusAccessArgs } from "./prometheusAccess";

/** Thresholds of a healthy version, and the metrics that measure them. */
export interface AnalysisArgs {
    /** Delay before a metric's first measurement, such as `30s`. */
    readonly initialDelay: string;
    /** The time between two measurements. */
    readonly interval: string;
    /** Failed measurements that a metric may have; one more fails it. */
    readonly failureLimit: number;
    /** Failed queries in a row that a metric may have; with one more it errs. */
    readonly consecutiveErrorLimit: number;
    /** The window of the queries' rates. */
    readonly window: string;
    /** The p99 latency must be below this. */
    readonly p99LatencyMilliseconds: number;
    /** The share of 2xx answers must be at least this. */
    readonly successRatePercent: number;
    /** URL at which the controller reaches Prometheus. */
    readonly prometheusAddress: string;
    /**
     * Authentication at Prometheus, for Argo Rollouts, the gate and the baseline.
     * @default - none
     */
    readonly prometheusAccess?: PrometheusAccessArgs;
    /**
     * A histogram of the requests' latencies in milliseconds, without `_bucket`.
     * @default "http_request_duration_milliseconds"
     */
    readonly latencyMetric?: string;
    /**
     * A counter of the requests. The gate uses it too, unless its own `requestsMetric` is set.
     * @default "http_requests_total"
     */
    readonly requestsMetric?: string;
    /**
     * The counter's label with the status of the answers.
     * @default "status_code"
     */
    readonly statusLabel?: string;
}

/** Default metrics of an app. */
export const analysisDefaults = {
    latencyMetric: "http_request_duration_milliseconds",
    requestsMetric: "http_requests_total",
    statusLabel: "status_code",
} as const;

import * as pulumi from "@pulumi/pulumi";
import type { LatencyUnit } from "../../gate/model/latencyUnit";
import type { CanaryAnalysisArg, CanaryMetric, CanaryTemplateReference } from "./metrics";
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
    readonly p99LatencyMilliseconds: pulumi.Input<number>;
    /** The share of 2xx answers must be at least this. */
    readonly successRatePercent: pulumi.Input<number>;
    /** URL at which the controller reaches Prometheus. */
    readonly prometheusAddress: pulumi.Input<string>;
    /**
     * Authentication at Prometheus, for Argo Rollouts, the gate and the baseline.
     * @default - none
     */
    readonly prometheusAccess?: PrometheusAccessArgs;
    /**
     * The controller's ServiceAccount, which gets a Role to read the Secrets of `prometheusAccess` and `args`. Upstream's
     * manifest lets it read every Secret, `ArgoRollouts` of this package none of the app's.
     * @default - no Role
     */
    readonly secretReader?: { readonly namespace: string; readonly serviceAccount: string };
    /**
     * A histogram of the requests' latencies, without `_bucket`.
     * @default "http_request_duration_milliseconds"
     */
    readonly latencyMetric?: string;
    /**
     * The unit of that histogram.
     * @default - that in its name: `seconds` if it ends in `_seconds`, otherwise `milliseconds`
     */
    readonly latencyUnit?: LatencyUnit;
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
    /**
     * Measures the p99 latency and the success rate of both versions together. If false, the thresholds are the judge's
     * alone, and something else must measure: `metrics` or `templates`.
     * @default true
     */
    readonly bothVersions?: boolean;
    /**
     * More metrics, measured in the same AnalysisRun.
     * @default []
     */
    readonly metrics?: readonly CanaryMetric[];
    /**
     * Templates of your own, measured in the same AnalysisRun; their metrics have other names than those of the app.
     * @default []
     */
    readonly templates?: readonly CanaryTemplateReference[];
    /**
     * Arguments of these templates, and of queries: `{{args.NAME}}`.
     * @default []
     */
    readonly args?: readonly CanaryAnalysisArg[];
}

/** Default metrics of an app. */
export const analysisDefaults = {
    latencyMetric: "http_request_duration_milliseconds",
    requestsMetric: "http_requests_total",
    statusLabel: "status_code",
} as const;

/** The thresholds of an analysis, when they are known. */
export interface Thresholds {
    readonly p99LatencyMilliseconds: number;
    readonly successRatePercent: number;
}

/** Returns the thresholds of an analysis as one Output. */
export function thresholdsOf(analysis: AnalysisArgs): pulumi.Output<Thresholds> {
    const { p99LatencyMilliseconds, successRatePercent } = analysis;
    return pulumi.output({ p99LatencyMilliseconds, successRatePercent });
}

/** Returns the times and limits that the metrics have unless they have their own. */
export function limitsOf({ initialDelay, interval, failureLimit, consecutiveErrorLimit }: AnalysisArgs) {
    return { initialDelay, interval, failureLimit, consecutiveErrorLimit };
}

import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { LatencyUnit } from "../../gate/model/latencyUnit";
import type { LabelMatcher } from "../../gate/model/requestsSelector";

/** A metric of an app's analysis: its name, its times and limits, and what it measures. */
export type CanaryMetric = CanaryMetricLimits & CanaryMeasurement;

/** Name, times and limits of a metric, as in Argo's own fields. */
export interface CanaryMetricLimits {
    /** A DNS label, unique among the metrics of the app. */
    readonly name: string;
    /**
     * Delay before the first measurement, such as `30s`.
     * @default - that of the analysis; none for `job` and `web`
     */
    readonly initialDelay?: string;
    /**
     * The time between two measurements.
     * @default - that of the analysis; `job` and `web` measure once
     */
    readonly interval?: string;
    /**
     * Number of measurements.
     * @default - as many as the rollout has time for; one without an interval
     */
    readonly count?: number;
    /**
     * Failed measurements that the metric may have.
     * @default - that of the analysis; 0 for `job` and `web`
     */
    readonly failureLimit?: number;
    /**
     * Inconclusive measurements that the metric may have.
     * @default 0
     */
    readonly inconclusiveLimit?: number;
    /**
     * Errors in a row that the metric may have.
     * @default - that of the analysis; 0 for `job` and `web`
     */
    readonly consecutiveErrorLimit?: number;
    /**
     * Good measurements in a row that end the metric as successful.
     * @default - none
     */
    readonly consecutiveSuccessLimit?: number;
    /**
     * Measures without effect on the rollout.
     * @default false
     */
    readonly dryRun?: boolean;
    /**
     * Number of measurements that the AnalysisRun keeps.
     * @default 10 (the controller's)
     */
    readonly measurementRetention?: number;
}

/** Measurement of a metric; exactly one of these. */
export type CanaryMeasurement =
    | { readonly successRate: SuccessRate }
    | { readonly latencyQuantile: LatencyQuantile }
    | { readonly errorRatio: ErrorRatio }
    | { readonly saturation: Saturation }
    | { readonly promql: PromqlMeasurement }
    | { readonly job: CanaryJob }
    | { readonly web: CanaryWeb };

/** Version whose series count: the new one, the stable one, or both together. */
export type MetricScope = "new" | "stable" | "both";

/** The series of a measurement in Prometheus. */
export interface MeasuredSeries {
    /** @default "new" */
    readonly scope?: MetricScope;
    /**
     * Label matchers in addition to the app's job and the version.
     * @default []
     */
    readonly selector?: readonly LabelMatcher[];
    /**
     * The window of rates and increases, such as `1m`.
     * @default - that of the analysis
     */
    readonly window?: string;
}

/** The share of good answers. */
export interface SuccessRate extends MeasuredSeries {
    /** The least share, in percent. */
    readonly atLeastPercent: number;
    /**
     * Good answers: by their status, or a regular expression (RE2) that the whole status matches.
     * @default "2xx"
     */
    readonly good?: "2xx" | "not 5xx" | { readonly matches: string };
    /**
     * A counter of the answers.
     * @default - that of the analysis
     */
    readonly metric?: string;
    /**
     * The counter's label with the status of an answer.
     * @default - that of the analysis
     */
    readonly statusLabel?: string;
}

/** A quantile of the latencies. */
export interface LatencyQuantile extends MeasuredSeries {
    /** The quantile must be below this. */
    readonly belowMilliseconds: number;
    /**
     * Above 0 and below 1.
     * @default 0.99
     */
    readonly quantile?: number;
    /**
     * A histogram, without `_bucket`.
     * @default - that of the analysis
     */
    readonly metric?: string;
    /**
     * The unit of the histogram; its values are converted into milliseconds.
     * @default - that in the metric's name: `seconds` if it ends in `_seconds`, otherwise `milliseconds`
     */
    readonly unit?: LatencyUnit;
}

/** The share of a counter's increments with certain labels, such as failed jobs of all jobs. */
export interface ErrorRatio extends MeasuredSeries {
    readonly metric: string;
    /** Label matchers of the errors; the labels must exist on all of the counter's series. */
    readonly errors: readonly LabelMatcher[];
    /** The share must be below this, in percent. */
    readonly belowPercent: number;
}

/** The use of a version's containers, from the kubelet's metrics (CPU, memory) or those of kube-state-metrics (restarts). */
export interface Saturation extends Omit<MeasuredSeries, "selector"> {
    /**
     * `cpuThrottling`: throttled periods, in percent; `memory`: the fullest container's share of its limit, in percent;
     * `restarts`: restarts of the containers of all pods since they started.
     */
    readonly of: "cpuThrottling" | "memory" | "restarts";
    /** The value must be below this. */
    readonly below: number;
}

/** An expression of PromQL. */
export interface PromqlMeasurement {
    /**
     * The expression, without Argo's `{{args}}` outside of strings.
     *
     * Each of its selectors gets the version's label, unless the scope is `both`.
     */
    readonly query: string;
    /**
     * The version whose series count, or `compare`: the new version's value less the stable version's; each must be a
     * single series.
     * @default "new"
     */
    readonly scope?: MetricScope | "compare";
    /** Argo's expression for a good result, such as `result[0] < 5`: NaN must not satisfy it. */
    readonly successCondition: string;
    /**
     * Argo's expression for a bad result; what satisfies neither is inconclusive.
     * @default - none
     */
    readonly failureCondition?: string;
}

/** A Kubernetes Job: good if it completes, bad if it fails. */
export interface CanaryJob {
    /**
     * Labels and annotations of the Job.
     * @default - none
     */
    readonly metadata?: {
        readonly labels?: Readonly<Record<string, string>>;
        readonly annotations?: Readonly<Record<string, string>>;
    };
    readonly spec: k8s.types.input.batch.v1.JobSpec;
}

/**
 * A request by the Argo Rollouts controller: an error by any status but 2xx, otherwise good or bad by its conditions. Argo
 * evaluates JSON only: any other answer with 2xx is good.
 */
export interface CanaryWeb {
    readonly url: pulumi.Input<string>;
    /** @default "GET" */
    readonly method?: "GET" | "POST" | "PUT";
    /**
     * Headers; `{{args.NAME}}` is an argument, and a header that holds credentials needs one from a Secret.
     * @default - none
     */
    readonly headers?: readonly { readonly key: string; readonly value: pulumi.Input<string> }[];
    /** @default - none */
    readonly body?: string;
    /**
     * A body in JSON, instead of `body`.
     * @default - none
     */
    readonly jsonBody?: unknown;
    /**
     * The part of a JSON answer that is `result` in the conditions.
     * @default "{$}"
     */
    readonly jsonPath?: string;
    /** @default 10 (the controller's) */
    readonly timeoutSeconds?: number;
    /**
     * Accepts any certificate.
     * @default false
     */
    readonly insecure?: boolean;
    /**
     * Client credentials of OAuth2, whose secret comes from an argument.
     * @default - none
     */
    readonly authentication?: {
        readonly oauth2: {
            readonly tokenUrl: string;
            readonly clientId: string;
            readonly clientSecret: string;
            readonly scopes?: readonly string[];
        };
    };
    /** @default - none: every 2xx answer is good */
    readonly successCondition?: string;
    /** @default - none */
    readonly failureCondition?: string;
}

/** An argument of queries and of templates: `{{args.NAME}}`. */
export type CanaryAnalysisArg = CanaryValueArg | CanarySecretArg;

/** A value, the pod template hash of a version, or a field of the Rollout such as `metadata.labels['region']`. */
export interface CanaryValueArg {
    readonly name: string;
    /** @default - valueFrom */
    readonly value?: pulumi.Input<string>;
    /** @default - value */
    readonly valueFrom?:
        { readonly podTemplateHashValue: "Latest" | "Stable" } | { readonly fieldRef: { readonly fieldPath: string } };
}

/** A key of a Secret in the app's namespace, for the metrics of the app. A template of your own names its own Secret. */
export interface CanarySecretArg {
    readonly name: string;
    readonly valueFrom: { readonly secretKeyRef: { readonly name: pulumi.Input<string>; readonly key: string } };
}

/** An AnalysisTemplate of the app's namespace, or a ClusterAnalysisTemplate. */
export interface CanaryTemplateReference {
    readonly templateName: pulumi.Input<string>;
    /** @default false */
    readonly clusterScope?: boolean;
}

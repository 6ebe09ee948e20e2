import type { MonitoringArgs } from "../../monitoring/args";

/** Alerts about an app's rollouts and answers, and a dashboard of its versions. */
export interface CanaryMonitoring extends MonitoringArgs {
    /**
     * The share of good answers that users are promised, of all versions; the alerts are about the rate at which its budget
     * is spent.
     * @default {}
     */
    readonly slo?: ServiceLevelObjective;
    /**
     * True if Prometheus has the metrics of kube-state-metrics, by which an alert about the canary Service's endpoints is
     * possible.
     * @default false
     */
    readonly kubeStateMetrics?: boolean;
}

/** Objectives of 30 days, each in percent of the answers, from 94 to below 100. */
export interface ServiceLevelObjective {
    /**
     * Answers without 5xx. The counter is that of the gate, with its `requestsSelector`.
     * @default 99.9
     */
    readonly availabilityPercent?: number;
    /**
     * Answers within `latencyMilliseconds`.
     * @default 99
     */
    readonly latencyPercent?: number;
    /**
     * A bound of one of the histogram's buckets.
     * @default - `p99LatencyMilliseconds` of the analysis
     */
    readonly latencyMilliseconds?: number;
}

/** Default objectives. */
export const sloDefaults = { availabilityPercent: 99.9, latencyPercent: 99 } as const;

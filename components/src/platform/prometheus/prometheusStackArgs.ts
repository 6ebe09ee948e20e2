import type { MonitoringArgs } from "../../monitoring/args";
import type { KubeletScrapes } from "./kubelet";
import type { ReleaseArgs } from "../release/releaseArgs";

/** Pods that Prometheus reads metrics from. */
export interface MonitoredPods {
    readonly name: string;
    readonly namespace: string;
    readonly labels: Readonly<Record<string, string>>;
    /** The name of a port of the pods. */
    readonly port: string;
    /**
     * Keeps labels of the metrics that Prometheus sets too, such as `namespace` and `pod`, for metrics about other objects.
     * @default false
     */
    readonly honorLabels?: boolean;
}

/** Arguments of the Prometheus stack. */
export interface PrometheusStackArgs extends ReleaseArgs {
    /** Scrape interval of monitors without their own, such as "15s". */
    readonly scrapeInterval: string;
    /** @default - only those of other ServiceMonitors and PodMonitors */
    readonly monitoredPods?: readonly MonitoredPods[];
    /**
     * Retention time of metrics, such as "15d".
     * @default "24h"
     */
    readonly retention?: string;
    /**
     * The volume for metrics.
     * @default - none: metrics are lost with the pod
     */
    readonly storage?: {
        /** Such as "20Gi". */
        readonly size: string;
        /** @default - the cluster's default class */
        readonly storageClass?: string;
    };
    /**
     * The namespaces whose pods may query Prometheus, if `apiServerCidr` is set.
     * @default - none
     */
    readonly clientNamespaces?: readonly string[];
    /**
     * Source addresses of the API server: the gate queries Prometheus through its proxy, which no selector of a
     * NetworkPolicy matches.
     * @default - anyone may query Prometheus
     */
    readonly apiServerCidr?: string;
    /**
     * Scrapes of the kubelets, for the metrics `saturation` of CPU throttling and memory.
     * @default - none
     */
    readonly kubelet?: KubeletScrapes;
    /**
     * Installs kube-state-metrics for pods and endpoints, for the metric `saturation` of restarts and the alert about a canary
     * Service without endpoints. Not for a cluster that has it: its series would exist twice.
     * @default false
     */
    readonly kubeStateMetrics?: boolean;
    /**
     * Alerts about Argo Rollouts and every Rollout of the cluster, and a dashboard of all of them.
     * @default - none
     */
    readonly monitoring?: MonitoringArgs;
}

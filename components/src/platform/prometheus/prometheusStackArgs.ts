import type { MonitoringArgs } from "../../monitoring/args";
import type { ReleaseArgs } from "../release/releaseArgs";

/** Pods that Prometheus reads metrics from. */
export interface MonitoredPods {
    readonly name: string;
    readonly namespace: string;
    readonly labels: Readonly<Record<string, string>>;
    /** The name of a port of the pods. */
    readonly port: string;
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
     * Alerts about Argo Rollouts and every Rollout of the cluster, and a dashboard of all of them.
     * @default - none
     */
    readonly monitoring?: MonitoringArgs;
}

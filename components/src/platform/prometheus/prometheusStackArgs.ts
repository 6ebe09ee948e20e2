import type { ReleaseArgs } from "../release/releaseArgs";

/** Pods that Prometheus reads metrics from. */
export interface MonitoredPods {
    readonly name: string;
    readonly namespace: string;
    readonly labels: Readonly<Record<string, string>>;
    /** The name of a port of the pods. */
    readonly port: string;
}

/** How the Prometheus stack is installed. */
export interface PrometheusStackArgs extends ReleaseArgs {
    /** How often metrics are read where a monitor does not say it. */
    readonly scrapeInterval: string;
    /** @default - none but those that others bring ServiceMonitors and PodMonitors for */
    readonly monitoredPods?: readonly MonitoredPods[];
    /**
     * How long metrics are kept, such as "15d".
     * @default "24h"
     */
    readonly retention?: string;
    /**
     * The volume that metrics are kept on.
     * @default - none: they are gone with the pod
     */
    readonly storage?: {
        /** Such as "20Gi". */
        readonly size: string;
        /** @default - the cluster's default class */
        readonly storageClass?: string;
    };
    /**
     * The namespaces whose pods may ask Prometheus, where `apiServerCidr` is given.
     * @default - none
     */
    readonly clientNamespaces?: readonly string[];
    /**
     * Where the API server's requests come from: the gate asks Prometheus through its proxy, and no selector of a
     * NetworkPolicy matches that.
     * @default - anyone may ask Prometheus
     */
    readonly apiServerCidr?: string;
}

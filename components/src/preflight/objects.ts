import type { LabelSelector } from "../kubernetes/labelSelector";

interface Metadata {
    readonly name: string;
    readonly namespace?: string;
}

/** A Prometheus of the operator; an absent selector selects nothing, an empty one everything. */
export interface PrometheusObject {
    readonly metadata: Metadata;
    readonly spec?: {
        readonly serviceMonitorSelector?: LabelSelector;
        readonly serviceMonitorNamespaceSelector?: LabelSelector;
        readonly podMonitorSelector?: LabelSelector;
        readonly probeSelector?: LabelSelector;
        readonly scrapeConfigSelector?: LabelSelector;
    };
}

export interface DeploymentObject {
    readonly metadata: Metadata;
    readonly spec?: {
        readonly replicas?: number;
        readonly template?: { readonly spec?: { readonly containers?: readonly { readonly image?: string }[] } };
    };
}

import type * as pulumi from "@pulumi/pulumi";
import type { Evidence, Outcome } from "../gate";

/** Rises when an output goes away or changes its meaning; one that is only added leaves it. */
export const contractVersion = 1;

/** What others need of the platform that this stack's app runs on, whether this stack installed it or not. */
export interface PlatformOutputs {
    /** The class of the app's Ingress, and of all others that the same controller is to serve. */
    readonly ingressClass: string;
    /** Where pods reach the ingress controller. */
    readonly ingressUrl: string;
    /** The namespace of the ingress controller, whose pods bring the apps' requests. */
    readonly ingressNamespace: string;
    /** The namespace of Prometheus, whose pods read the apps' metrics. */
    readonly monitoringNamespace: string;
    /** Where pods reach the Prometheus that judges the canary. */
    readonly prometheusUrl: string;
}

/** What others need of the app. */
export interface AppOutputs {
    /** The app through the ingress. The host must lead to the ingress, or be sent as Host header. */
    readonly url: string;
    readonly host: string;
    readonly namespace: string;
    /** The Rollout, and the app's job in Prometheus, which no other app of the cluster may have. */
    readonly rolloutName: string;
    readonly stableService: pulumi.Output<string>;
    readonly canaryService: pulumi.Output<string>;
}

/** What the gate says of the last rollout that passed it. */
export interface VerdictOutputs {
    /** Argo's word for how it ended, such as Initial or Promoted. */
    readonly outcome: pulumi.Output<Outcome>;
    /** The number of the Rollout's revision that the gate verified. */
    readonly revision: pulumi.Output<number>;
    /** The image that the gate saw serving at the end. */
    readonly image: pulumi.Output<string>;
    /** What the gate saw: weights, each version's share of the requests, the last measurement of each metric, times, notes. */
    readonly evidence: pulumi.Output<Evidence>;
}

/**
 * What this stack tells others, through StackReference; readOutputs is the other side. A contract: names and meanings
 * stay, and every output is a plain text or number, but for the evidence.
 */
export interface StackOutputs extends PlatformOutputs, AppOutputs, VerdictOutputs {
    /** The version of this contract. */
    readonly contractVersion: typeof contractVersion;
}

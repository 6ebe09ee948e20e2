import type * as pulumi from "@pulumi/pulumi";
import type { Evidence, Outcome } from "../gate";

/** Raised when an output is removed or changes its meaning, but not when one is added. */
export const contractVersion = 1;

/** Outputs about the platform of this stack's app, whether this stack installed it or not. */
export interface PlatformOutputs {
    /** The class of the app's Ingress, and of every other Ingress for the same controller. */
    readonly ingressClass: string;
    /** The URL of the ingress controller inside the cluster. */
    readonly ingressUrl: string;
    /** The namespace of the ingress controller, whose pods forward requests to the apps. */
    readonly ingressNamespace: string;
    /** The namespace of Prometheus, whose pods scrape the apps. */
    readonly monitoringNamespace: string;
    /** The URL inside the cluster of the Prometheus that the analysis queries. */
    readonly prometheusUrl: string;
}

/** Outputs about the app. */
export interface AppOutputs {
    /** The app's URL through the ingress. The host must resolve to the ingress, or be sent as Host header. */
    readonly url: string;
    readonly host: string;
    readonly namespace: string;
    /** The Rollout, and the app's job in Prometheus, which must be unique in the cluster. */
    readonly rolloutName: string;
    readonly stableService: pulumi.Output<string>;
    readonly canaryService: pulumi.Output<string>;
}

/** Outputs of the gate about the last rollout that passed it. */
export interface VerdictOutputs {
    /** The outcome in Argo's terms, such as Initial or Promoted. */
    readonly outcome: pulumi.Output<Outcome>;
    /** The revision of the Rollout that the gate verified. */
    readonly revision: pulumi.Output<number>;
    /** The image that served when the gate finished. */
    readonly image: pulumi.Output<string>;
    /** Weights, each version's share of the requests, the last measurement of each metric, times, notes. */
    readonly evidence: pulumi.Output<Evidence>;
    /** The path of the last update's report.html on the machine that ran it; empty without one. */
    readonly report: pulumi.Output<string>;
}

/**
 * Outputs of this stack for other stacks, which read them with readOutputs through a StackReference. A contract: names
 * and meanings stay, and every output except the evidence is a plain (non-secret) string or number.
 */
export interface StackOutputs extends PlatformOutputs, AppOutputs, VerdictOutputs {
    /** The version of this contract. */
    readonly contractVersion: typeof contractVersion;
}

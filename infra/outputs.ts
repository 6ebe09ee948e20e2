import type * as pulumi from "@pulumi/pulumi";
import type { Evidence, Outcome } from "../components/rolloutGate";

/**
 * What this stack tells others, through StackReference. A contract: names and meanings stay.
 */
export interface StackOutputs {
    /** The app through the ingress, by its host and the node port. The host must lead to a node, or be sent as Host header. */
    readonly url: string;
    readonly host: string;
    readonly namespace: string;
    /** The Rollout. */
    readonly rolloutName: string;
    readonly stableService: pulumi.Output<string>;
    readonly canaryService: pulumi.Output<string>;
    /** The class of the app's Ingress. */
    readonly ingressClass: string;
    /** Where pods reach the Prometheus that judges the canary. */
    readonly prometheusUrl: string;
    /** Argo's word for how the last rollout ended, such as Initial or Promoted. */
    readonly outcome: pulumi.Output<Outcome>;
    /** The number of the Rollout's revision that the gate verified. */
    readonly revision: pulumi.Output<number>;
    /** The image that the gate saw serving at the end. */
    readonly image: pulumi.Output<string>;
    /** What the gate saw: weights, each version's share of the requests, the last measurement of each metric, times, notes. */
    readonly evidence: pulumi.Output<Evidence>;
}

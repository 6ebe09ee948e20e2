import type * as pulumi from "@pulumi/pulumi";
import type { RolloutGateArgs } from "../../gate";
import type { AnalysisArgs } from "./analysis";
import type { CanaryIngress } from "./ingresses";
import type { CanaryPod } from "./pod";
import type { CanaryScale } from "./scale";
import type { CanaryStep } from "./steps";
import type { CanaryStrategyArgs } from "./strategy";

/** An app whose new versions are canaried. */
export interface CanaryAppArgs extends CanaryStrategyArgs {
    /** The name of the Rollout, and of the Prometheus job, which must be the only one of this name on the cluster. */
    readonly name: string;
    readonly namespace: pulumi.Input<string>;
    readonly image: pulumi.Input<string>;
    /**
     * The image that is deployed first where the Rollout does not exist yet, so that `image` is canaried against it in
     * the same update. Where the Rollout exists it changes nothing.
     * @default - none: a first deploy has no steps and no analysis
     */
    readonly baseline?: pulumi.Input<string>;
    /**
     * How many pods the stable version has: a number, or what an autoscaler makes of it.
     * @default { replicas: 2 }
     */
    readonly scale?: CanaryScale;
    /** Where requests come in: at least one. The canary's share of them is set at each. */
    readonly ingresses: readonly CanaryIngress[];
    /**
     * The Service of the stable version, which the Ingresses name.
     * @default `${name}-stable`
     */
    readonly stableService?: string;
    /**
     * The Service of the version that is canaried.
     * @default `${name}-canary`
     */
    readonly canaryService?: string;
    /**
     * What runs in the app's pods beside the image.
     * @default - an app on port 8080 with its metrics on port 9464, and the probes /readyz and /healthz
     */
    readonly pod?: CanaryPod;
    /** The schedule, in Argo's own shape; weights are in units of `maxTrafficWeight`. */
    readonly steps: readonly CanaryStep[];
    /**
     * The step from which on the analysis runs in the background, counted from 0.
     * @default 1
     */
    readonly startingStep?: number;
    /**
     * How many pods a drain of nodes may take at once, or must leave.
     * @default { maxUnavailable: 1 }
     */
    readonly podDisruptionBudget?: CanaryDisruptionBudget;
    readonly analysis: AnalysisArgs;
    /**
     * The AnalysisTemplate that is made of `analysis`.
     * @default `${name}-analysis`
     */
    readonly analysisTemplateName?: string;
    /** How often Prometheus reads the app's metrics. */
    readonly scrapeInterval: string;
    /**
     * Who may reach the pods.
     * @default - no NetworkPolicy: everybody on the cluster
     */
    readonly clients?: CanaryClients;
    /**
     * Whether Pulumi refuses to remove the Rollout, and with it the pods that answer. All that they need goes after it,
     * and so stays too.
     * @default false
     */
    readonly protect?: boolean;
    /** How the gate reaches the cluster, how long it waits, and its policy. */
    readonly gate: CanaryGateArgs;
}

/** What a drain of nodes must respect: a number of pods, or a share such as `25%`. */
export type CanaryDisruptionBudget =
    | { readonly maxUnavailable: number | string; readonly minAvailable?: never }
    | { readonly minAvailable: number | string; readonly maxUnavailable?: never };

/** The namespaces whose pods may reach an app's pods. Kubelets always may, so probes need none. */
export interface CanaryClients {
    /** Where the ingress controller runs: it reaches the app's port. */
    readonly ingressNamespace: string;
    /** Where Prometheus runs: it reaches the port of the metrics. */
    readonly monitoringNamespace: string;
}

/**
 * The gate's arguments that an app does not imply. Its `requestsMetric` is the analysis' unless it has its own.
 */
export interface CanaryGateArgs extends Omit<
    RolloutGateArgs,
    "namespace" | "rolloutName" | "trigger" | "timeoutSeconds" | "job" | "prometheusAddress"
> {
    /**
     * The gate fails when the rollout has not ended by then.
     * @default - the timed pauses, 10 minutes, and 10 more for each pause without a duration; a day at most
     */
    readonly timeoutSeconds?: pulumi.Input<number>;
}

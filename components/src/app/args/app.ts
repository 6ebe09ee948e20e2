import type * as pulumi from "@pulumi/pulumi";
import type { RolloutGateArgs } from "../../gate";
import type { AnalysisArgs } from "./analysis";
import type { ArgoSubscription } from "./argoNotifications";
import type { CanaryIngress } from "./ingresses";
import type { CanaryJudgeArgs } from "./judge";
import type { CanaryMonitor } from "./monitor";
import type { CanaryMonitoring } from "./monitoring";
import type { CanaryPod } from "./pod";
import type { CanaryPodTemplate } from "./podTemplate";
import type { CanaryRouter } from "./router";
import type { CanaryScale } from "./scale";
import type { CanarySmokeTest } from "./smokeTest";
import type { CanaryStep } from "./steps";
import type { CanaryStrategyArgs } from "./strategy";

/** An app whose new versions are canaried. */
export interface CanaryAppArgs extends CanaryStrategyArgs {
    /** Name of the Rollout and of the Prometheus job; unique on the cluster. */
    readonly name: string;
    readonly namespace: pulumi.Input<string>;
    readonly image: pulumi.Input<string>;
    /**
     * Image to deploy first if the Rollout does not exist yet, so that the same update canaries `image` against it.
     * Ignored if the Rollout exists.
     * @default - none: a first deploy has no steps and no analysis
     */
    readonly baseline?: pulumi.Input<string>;
    /**
     * Replicas of the stable version: a fixed number, or an autoscaler.
     * @default { replicas: 2 }
     */
    readonly scale?: CanaryScale;
    /**
     * The router that splits the requests between the versions.
     * @default { kind: "nginx" }
     */
    readonly router?: CanaryRouter;
    /**
     * Ingresses that send requests to the app, at least one with the routers `nginx` and `alb`, and none with others. The
     * controller sets the canary's weight at each.
     */
    readonly ingresses?: readonly CanaryIngress[];
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
     * Ports, probes, configuration and resources of the app's pods.
     * @default - an app on port 8080 with its metrics on port 9464, and the probes /readyz and /healthz
     */
    readonly pod?: CanaryPod;
    /**
     * Fields of the pods in Kubernetes' own types that no other argument has: sidecars, init containers, scheduling, pull secrets, probes and
     * hooks of the app's container. A change is a new version, canaried like any other.
     * @default - only what the other arguments declare
     */
    readonly podTemplate?: CanaryPodTemplate;
    /** The schedule, in Argo's own shape; weights are in units of `maxTrafficWeight`. */
    readonly steps: readonly CanaryStep[];
    /**
     * Tests a new version at weight 0, before the first weight; a version that fails is aborted without having had a
     * request of a user. A first deploy is not tested.
     * @default - none
     */
    readonly smokeTest?: CanarySmokeTest;
    /**
     * A last pause at all of the traffic, such as `10m`: the gate still judges, and the stable version is still up, so that
     * an abort returns the traffic at once.
     * @default - none: the stable version's pods end 30 s after the last weight
     */
    readonly bakeTime?: string;
    /**
     * The step from which on the analysis runs in the background, counted from 0.
     * @default 1
     */
    readonly startingStep?: number;
    /**
     * Number of pods that a node drain may evict at once, or must leave.
     * @default { maxUnavailable: 1 }
     */
    readonly podDisruptionBudget?: CanaryDisruptionBudget;
    readonly analysis: AnalysisArgs;
    /**
     * Name of the AnalysisTemplate made from `analysis`.
     * @default `${name}-analysis`
     */
    readonly analysisTemplateName?: string;
    /** Interval at which Prometheus scrapes the app's metrics, such as `5s`. */
    readonly scrapeInterval: string;
    /**
     * The way by which Prometheus learns of the pods.
     * @default { kind: "ServiceMonitor" }
     */
    readonly monitor?: CanaryMonitor;
    /**
     * Alerts about the app's rollouts and answers, and a dashboard of its versions, for the Prometheus operator and Grafana;
     * `{}` for all of them.
     * @default - none
     */
    readonly monitoring?: CanaryMonitoring;
    /**
     * Subscriptions to the Argo Rollouts controller's own notifications, which it sends with or without the gate; its
     * configuration must have the services (`notifications` of `ArgoRollouts`). For the gate's own, see `gate.notifications`.
     * @default - none
     */
    readonly argoNotifications?: readonly ArgoSubscription[];
    /**
     * Namespaces that may reach the pods.
     * @default - no NetworkPolicy: every pod of the cluster
     */
    readonly clients?: CanaryClients;
    /**
     * Protects the Rollout, and with it the pods that answer, from removal by Pulumi. Everything that they need is
     * removed after the Rollout, and so stays too.
     * @default false
     */
    readonly protect?: boolean;
    /**
     * The end of a timed pause: the controller's clock, as Argo has it (`timed`), or the gate, after the same duration and
     * once everything is verified (`proven`). With `proven` no weight follows an unproven one: without proof, or without
     * the gate, the rollout stays where it is until the gate's timeout or the next update.
     * @default "timed"
     */
    readonly advance?: "timed" | "proven";
    /**
     * Problems that are found on the cluster before the Rollout is touched: fail with all of them, or report them and
     * continue.
     * @default "fail"
     */
    readonly preflight?: "fail" | "note";
    /**
     * Names of the objects among Pulumi's resources: those of the objects, or these after the component's name and a
     * dash, which allows two components of one app in a stack, such as on two clusters. A change
     * would replace each object, and is rejected while the Rollout exists, so choose it before the first update.
     * @default "object"
     */
    readonly resourceNames?: "object" | "component";
    /** The gate's access to the cluster, its timeout and its policy. */
    readonly gate: CanaryGateArgs;
}

/** Limit on evictions by a node drain: a number of pods, or a share such as `25%`. */
export type CanaryDisruptionBudget =
    | { readonly maxUnavailable: number | string; readonly minAvailable?: never }
    | { readonly minAvailable: number | string; readonly maxUnavailable?: never };

/** Namespaces whose pods may reach an app's pods. Kubelets always may, so probes need no entry. */
export interface CanaryClients {
    /** Namespace of the ingress controller, which reaches the app's port. */
    readonly ingressNamespace: string;
    /** Namespace of Prometheus, which reaches the metrics port. */
    readonly monitoringNamespace: string;
    /**
     * Namespace of the Argo Rollouts controller, which sends the requests of a smoke test and of `web` metrics.
     * @default - "argo-rollouts" if a smoke test has requests, otherwise it may not reach the pods
     */
    readonly controllerNamespace?: string;
}

/** The gate's arguments that an app does not imply. `requestsMetric` defaults to that of the analysis. */
export interface CanaryGateArgs extends Omit<
    RolloutGateArgs,
    | "namespace"
    | "rolloutName"
    | "trigger"
    | "rolloutUid"
    | "specHash"
    | "adopt"
    | "timeoutSeconds"
    | "job"
    | "pauseSeconds"
    | "judge"
    | "prometheusAddress"
    | "prometheusAccess"
> {
    /**
     * Seconds after which the gate fails if the rollout has not ended.
     * @default - the timed pauses, 10 minutes, and 10 more for each pause without a duration; a day at most
     */
    readonly timeoutSeconds?: pulumi.Input<number>;
    /**
     * Judges the new version's answers by themselves, with the thresholds and metrics of the analysis; see `RolloutGate`.
     * A latency is judged if the histogram has a bucket at `p99LatencyMilliseconds`. `off` leaves the verdict to the
     * analysis, whose queries sum over both versions.
     * @default {}
     */
    readonly judge?: CanaryJudgeArgs | "off";
}

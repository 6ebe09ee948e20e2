import * as pulumi from "@pulumi/pulumi";
import { defineProvider } from "../provider/defineProvider";
import type { Evidence } from "./model/evidence";
import { defaults, providerVersion } from "./model/inputs";
import type { Outcome } from "./model/outcome";

/** What the gate does where somebody has to decide, and what it proves. */
export interface RolloutGatePolicy {
    /**
     * A pause without a duration: promote it once everything is proven, wait for somebody to promote it, or fail.
     * @default "promote"
     */
    onPause?: pulumi.Input<"promote" | "wait" | "fail">;
    /**
     * An analysis that cannot tell good from bad: fail and leave the rollout paused, wait for somebody, or go on.
     * @default "fail"
     */
    onInconclusive?: pulumi.Input<"fail" | "wait" | "promote">;
    /**
     * The timeout: abort the rollout, so that traffic is back on stable, or fail and leave it as it is.
     * @default "abort"
     */
    onTimeout?: pulumi.Input<"abort" | "fail">;
    /**
     * Whether a version that was aborted before, and has not changed since, is tried again, once in each update.
     * @default false
     */
    retryAborted?: pulumi.Input<boolean>;
    /**
     * Whether a first deploy, which has no steps and no analysis, is measured by the same analysis once.
     * @default false
     */
    verifyInitial?: pulumi.Input<boolean>;
    /**
     * A Prometheus counter of the app's requests, with the label `job`; empty for not measuring the versions' shares.
     * @default "http_requests_total"
     */
    requestsMetric?: pulumi.Input<string>;
    /**
     * The requests that a share is judged by at least.
     * @default 100
     */
    minRequests?: pulumi.Input<number>;
    /**
     * Fewer requests than that at a pause: abort the rollout and fail, or say so and go on.
     * @default "fail"
     */
    onTooFewRequests?: pulumi.Input<"fail" | "note">;
    /**
     * The good measurements of every metric, since the pause began, that the gate wants before it promotes.
     * @default 1
     */
    minMeasurements?: pulumi.Input<number>;
    /**
     * Where the gate itself reaches Prometheus.
     * @default - through the API server's proxy, by `prometheusAddress`
     */
    prometheusUrl?: pulumi.Input<string>;
}

/** Which rollout to drive and verify, and for how long. */
export interface RolloutGateArgs extends RolloutGatePolicy {
    /** The absolute path of a kubeconfig file. Only the path is kept, never the content. */
    kubeconfig: pulumi.Input<string>;
    kubeContext: pulumi.Input<string>;
    namespace: pulumi.Input<string>;
    /** The Rollout. Its Services, Ingress and templates are read from the live object. */
    rolloutName: pulumi.Input<string>;
    /** A hash over the declared template, strategy and analysis: the gate runs when it changes. */
    trigger: pulumi.Input<string>;
    /** The gate fails when the rollout has not ended by then. */
    timeoutSeconds: pulumi.Input<number>;
    /**
     * A line is printed at least this often.
     * @default 15
     */
    heartbeatSeconds?: pulumi.Input<number>;
    /** The app's job in Prometheus. */
    job: pulumi.Input<string>;
    /** Where pods of the cluster reach Prometheus, as the AnalysisTemplate has it. */
    prometheusAddress: pulumi.Input<string>;
}

/**
 * Makes `pulumi up` drive a Rollout to its end and verify it: the update fails when the version was rolled back or
 * could not be proven good, and succeeds with evidence when every weight was applied and every metric measured.
 *
 * Removing the gate does not touch the Rollout.
 */
export class RolloutGate extends pulumi.dynamic.Resource {
    /** Argo's word for how it ended. */
    declare readonly outcome: pulumi.Output<Outcome>;
    declare readonly revision: pulumi.Output<number>;
    declare readonly podHash: pulumi.Output<string>;
    declare readonly image: pulumi.Output<string>;
    declare readonly evidence: pulumi.Output<Evidence>;

    constructor(name: string, args: RolloutGateArgs, opts?: pulumi.CustomResourceOptions) {
        const outputs = {
            outcome: undefined,
            revision: undefined,
            podHash: undefined,
            image: undefined,
            evidence: undefined,
        };
        const inputs = { ...defaults, ...args, providerVersion };
        super(defineProvider("RolloutGate"), name, { ...outputs, ...inputs }, opts, "canary", "RolloutGate");
    }
}

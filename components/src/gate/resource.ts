import * as pulumi from "@pulumi/pulumi";
import { type ClusterArgs, clusterInputs } from "../provider/clusterArgs";
import { DynamicResource } from "../provider/dynamicResource";
import type { Evidence } from "./model/evidence";
import { defaults, providerVersion, referenceDefaults } from "./model/inputs";
import type { JudgeInputs } from "./model/judgeInputs";
import type { GateNotifications } from "./model/notifications";
import type { PrometheusAccess } from "./model/prometheusAccess";
import type { LabelMatcher } from "./model/requestsSelector";
import type { Outcome } from "./model/outcome";

/** The decisions that the gate makes for the user, and the verification that it requires. */
export interface RolloutGatePolicy {
    /**
     * At a pause without a duration: promote once everything is verified, wait for a user to promote, or fail.
     * @default "promote"
     */
    onPause?: pulumi.Input<"promote" | "wait" | "fail">;
    /**
     * Seconds after which a pause without a duration is promoted, once everything is verified, whatever `onPause` is; by
     * the number of its step, from 0. Without this gate, or without proof, the weight stays.
     * @default - none
     */
    pauseSeconds?: pulumi.Input<Record<string, pulumi.Input<number>>>;
    /**
     * After an inconclusive analysis: fail and leave the rollout paused, wait for a user, or promote.
     * @default "fail"
     */
    onInconclusive?: pulumi.Input<"fail" | "wait" | "promote">;
    /**
     * When no pod of the stable version is available during a rollout: fail and leave the rollout unchanged, or promote
     * the new version fully, without the remaining steps, with the outcome `FastPromoted`.
     * @default "fail"
     */
    onStableDown?: pulumi.Input<"fail" | "promote">;
    /**
     * At the timeout: abort the rollout, so that traffic is back on stable, or fail and leave it unchanged.
     * @default "abort"
     */
    onTimeout?: pulumi.Input<"abort" | "fail">;
    /**
     * Retries a version that was aborted before and has not changed since, once in each update.
     * @default false
     */
    retryAborted?: pulumi.Input<boolean>;
    /**
     * Measures a first deploy, which has no steps and no analysis, once by the same analysis.
     * @default false
     */
    verifyInitial?: pulumi.Input<boolean>;
    /**
     * A version whose steps ran while this gate did not watch, and that no samples prove: fail, or succeed with the outcome
     * `Unobserved`.
     * @default "fail"
     */
    onUnobserved?: pulumi.Input<"fail" | "note">;
    /**
     * The pod hash of a version to accept although it is unproven; failures name it. Other versions are not affected.
     * @default ""
     */
    acceptUnproven?: pulumi.Input<string>;
    /**
     * A Prometheus counter of the app's requests, with the label `job`; empty to skip the versions' shares.
     * @default - "http_requests_total"; that of the Rollout's analysis if `job` or `prometheusAddress` is absent
     */
    requestsMetric?: pulumi.Input<string>;
    /**
     * Label matchers of the requests that count, in addition to the job: leaves out probes, mirrored requests and
     * requests that do not follow the weight, such as `{ label: "handler", operator: "!=", value: "/healthz" }`.
     * All must match; `=` and `=~` do not match a series without the label.
     * @default []
     */
    requestsSelector?: pulumi.Input<readonly LabelMatcher[]>;
    /**
     * Minimum number of requests to evaluate a share.
     * @default 100
     */
    minRequests?: pulumi.Input<number>;
    /**
     * With fewer requests at a pause: abort the rollout and fail, or report it and continue. Where nothing but the share shows
     * the weight, the rollout is aborted in any case.
     * @default "fail"
     */
    onTooFewRequests?: pulumi.Input<"fail" | "note">;
    /**
     * With a share that does not match the weight: abort the rollout and fail, or report it and continue, where requests
     * do not follow the weight, such as those of sessions. Where nothing else shows the weight, the rollout is aborted in
     * any case.
     * @default "abort"
     */
    onWrongShare?: pulumi.Input<"abort" | "note">;
    /**
     * Good measurements of every metric, since the pause began, that the gate requires before it promotes.
     * @default 1
     */
    minMeasurements?: pulumi.Input<number>;
    /**
     * Seconds in which the router's data plane applies a new weight, and open requests end: requests of a pause count from
     * then on.
     * @default - that of the router: 4 for nginx, Traefik and Istio, 6 for the Gateway API, 30 for ALB, 10 for another
     */
    propagationSeconds?: pulumi.Input<number>;
    /**
     * Judges the new version's answers by themselves, against the stable version's and against thresholds: by sequential
     * tests, which look at every scrape, each 2 s to 5 s, and reject a good version once in a thousand rollouts. Where they
     * could judge nothing by the end of the last pause, the rollout is aborted.
     * @default - the analysis alone, whose queries sum over both versions
     */
    judge?: pulumi.Input<JudgeInputs>;
    /**
     * The URL at which the gate itself reaches Prometheus.
     * @default - through the API server's proxy, by `prometheusAddress`
     */
    prometheusUrl?: pulumi.Input<string>;
    /**
     * Authentication at Prometheus: names of Secrets in the Rollout's namespace, whose contents get into no state. The
     * API server's proxy drops the header Authorization, which therefore needs `prometheusUrl`.
     * @default - none
     */
    prometheusAccess?: pulumi.Input<PrometheusAccess<pulumi.Input<string>>>;
    /**
     * A folder for a report of every update, good or bad: `<namespace>/<rollout>/<time>/report.html`, `report.json`,
     * `report.md` and `junit.xml` in it. An absolute path; its change alone runs nothing.
     * @default - no reports
     */
    reportFolder?: pulumi.Input<string>;
    /**
     * A webhook that gets the start, each step and the verdict of a rollout with its evidence, signed and retried. Nothing
     * waits for it but the end of an update, for 5 s at most. Always encrypted in the state; its change alone runs nothing.
     * @default - none
     */
    notifications?: pulumi.Input<GateNotifications<pulumi.Input<string>>>;
}

/** Arguments of {@link RolloutGate}: the rollout to drive and verify, and the timeout. */
export interface RolloutGateArgs extends RolloutGatePolicy, ClusterArgs {
    namespace: pulumi.Input<string>;
    /** The Rollout. Its Services, Ingress and templates are read from the live object. */
    rolloutName: pulumi.Input<string>;
    /**
     * A hash over the declared template, strategy and analysis, or the version of a chart: the gate runs when it changes.
     * @default - the gate runs when a refresh finds another version
     */
    trigger?: pulumi.Input<string>;
    /**
     * The uid of the Rollout that was applied, its output `metadata.uid`. Another object of the name fails the gate.
     * @default - any object of the name
     */
    rolloutUid?: pulumi.Input<string>;
    /**
     * The hash of the spec that was applied: `specHash` of the Rollout's output `spec`. Another spec fails the gate.
     * @default - any spec
     */
    specHash?: pulumi.Input<string>;
    /**
     * Accepts a Healthy Rollout that is older than this gate, with the outcome `Adopted`.
     * @default true
     */
    adopt?: pulumi.Input<boolean>;
    /**
     * The gate fails if the rollout has not ended by then.
     * @default 3600
     */
    timeoutSeconds?: pulumi.Input<number>;
    /**
     * Maximum time between two printed lines, in seconds.
     * @default 15
     */
    heartbeatSeconds?: pulumi.Input<number>;
    /**
     * The app's job in Prometheus.
     * @default - that of the queries of the Rollout's analysis, with their counter of requests and their thresholds
     */
    job?: pulumi.Input<string>;
    /**
     * The URL of Prometheus inside the cluster, as in the AnalysisTemplate.
     * @default - that of the Rollout's analysis
     */
    prometheusAddress?: pulumi.Input<string>;
}

/**
 * Makes `pulumi up` drive a Rollout to its end and verify it: the update fails if the version was rolled back or
 * could not be verified, and succeeds with evidence when every weight was applied and every metric measured.
 *
 * Removing the gate does not touch the Rollout.
 */
export class RolloutGate extends DynamicResource {
    /** The outcome in Argo's terms. */
    declare readonly outcome: pulumi.Output<Outcome>;
    declare readonly revision: pulumi.Output<number>;
    declare readonly podHash: pulumi.Output<string>;
    declare readonly image: pulumi.Output<string>;
    declare readonly evidence: pulumi.Output<Evidence>;
    /** The path of the last update's report.html; empty without a `reportFolder`. */
    declare readonly report: pulumi.Output<string>;

    constructor(name: string, args: RolloutGateArgs, opts?: pulumi.CustomResourceOptions) {
        const outputs = {
            outcome: undefined,
            revision: undefined,
            podHash: undefined,
            image: undefined,
            evidence: undefined,
            report: undefined,
        };
        const known = args.job !== undefined && args.prometheusAddress !== undefined;
        const { requestsMetric } = known ? defaults : referenceDefaults;
        const usual = { ...defaults, ...referenceDefaults, requestsMetric };
        const { notifications } = args;
        // A URL may hold a token, as chats' do.
        const secret = notifications === undefined ? {} : { notifications: pulumi.secret(notifications) };
        const inputs = { ...usual, ...args, ...secret, ...clusterInputs(args), providerVersion };
        super("RolloutGate", name, { ...outputs, ...inputs }, opts);
    }
}

import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { RolloutBaseline } from "../rolloutBaseline";
import { RolloutGate, type RolloutGateArgs } from "../rolloutGate";
import { type AnalysisArgs, analysisTemplateName, analysisTemplateSpec } from "./analysis";
import { nameProblem, namesOf, selectorLabels } from "./names";
import { appPodSpec } from "./pod";
import { type Declaration, metricsService, skipAwait, trafficService } from "./services";
import { canaryStrategy, fieldManager, ingressSpec, rolloutAnnotations, rolloutSpec } from "./specs";
import { type CanaryStep, scheduleProblem, stepProblems } from "./steps";
import { stableHash } from "./trigger";

/** An app whose new versions are canaried. */
export interface CanaryAppArgs {
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
    readonly replicas: number;
    /** The host that the Ingress answers to. */
    readonly host: string;
    readonly ingressClass: pulumi.Input<string>;
    /** @default - no variables */
    readonly env?: Readonly<Record<string, string>>;
    /**
     * Annotations of the canary Ingress beside the weight, without ingress-nginx's prefix: `canary-by-header` names a
     * header whose value `always` or `never` sends a request to the new version, or not, at any weight of a canary.
     * @default - none
     */
    readonly additionalIngressAnnotations?: Readonly<Record<string, string>>;
    readonly steps: readonly CanaryStep[];
    /** The step from which on the analysis runs. */
    readonly startingStep: number;
    /**
     * A version whose pods make no progress for this long is aborted.
     * @default 300
     */
    readonly progressDeadlineSeconds?: number;
    readonly analysis: AnalysisArgs;
    /** How often Prometheus reads the app's metrics. */
    readonly scrapeInterval: string;
    /** How the gate reaches the cluster, how long it waits, and its policy. */
    readonly gate: CanaryGateArgs;
}

/** What an app leaves to whoever declares it about its gate; the rest follows from the app. */
export type CanaryGateArgs = Omit<
    RolloutGateArgs,
    "namespace" | "rolloutName" | "trigger" | "job" | "prometheusAddress"
>;

/** A baseline's pods have their own deadline, and requests and their measurement this long after it; a day in all. */
const baselineReserveSeconds = 300;
const baselineLimitSeconds = 86_400;

/**
 * A Rollout with everything around it that a canary by ingress-nginx and Prometheus needs, and the gate that makes
 * `pulumi up` wait for its end.
 */
export class CanaryApp extends pulumi.ComponentResource {
    readonly stableService: k8s.core.v1.Service;
    readonly canaryService: k8s.core.v1.Service;
    readonly metricsService: k8s.core.v1.Service;
    readonly ingress: k8s.networking.v1.Ingress;
    readonly analysisTemplate: k8s.apiextensions.CustomResource;
    /** Only where the args have one. */
    readonly baseline?: RolloutBaseline;
    readonly rollout: k8s.apiextensions.CustomResource;
    readonly gate: RolloutGate;

    constructor(name: string, args: CanaryAppArgs, opts?: pulumi.ComponentResourceOptions) {
        super("canary:index:CanaryApp", name, {}, opts);
        const problems = [nameProblem(args.name), ...stepProblems(args.steps)].filter((text) => text !== undefined);
        const tooShort =
            problems.length === 0 ? scheduleProblem(args.steps, args.startingStep, args.analysis) : undefined;
        if (tooShort !== undefined || problems.length > 0) {
            throw new pulumi.ResourceError([...problems, tooShort].filter(Boolean).join("; "), this, true);
        }

        const names = namesOf(args.name);
        const selector = selectorLabels(args.name);
        const labels = { ...selector, "app.kubernetes.io/part-of": "canary-delivery" };
        const metadata = (objectName: string, more: object = {}) => ({
            name: objectName,
            namespace: args.namespace,
            labels,
            ...more,
        });
        // A component's dependsOn delays its children but is not written into their state, where destroy reads it.
        const child = (more: pulumi.CustomResourceOptions = {}) =>
            pulumi.mergeOptions({ parent: this, ...(opts?.dependsOn && { dependsOn: opts.dependsOn }) }, more);
        const declaration: Declaration = { labels, selector, metadata, child };

        this.stableService = trafficService(names.stableService, declaration);
        this.canaryService = trafficService(names.canaryService, declaration);
        this.metricsService = metricsService(`${name}-metrics`, names, args.scrapeInterval, declaration);

        this.ingress = new k8s.networking.v1.Ingress(
            names.ingress,
            {
                metadata: metadata(names.ingress, skipAwait),
                spec: ingressSpec(args.ingressClass, args.host, names.stableService),
            },
            child(),
        );

        const analysis = analysisTemplateSpec(names.metricsService, args.analysis);
        const templateName = analysisTemplateName(args.name);
        this.analysisTemplate = new k8s.apiextensions.CustomResource(
            templateName,
            {
                apiVersion: "argoproj.io/v1alpha1",
                kind: "AnalysisTemplate",
                metadata: metadata(templateName),
                spec: analysis,
            },
            child(),
        );

        const serviceAccount = new k8s.core.v1.ServiceAccount(
            args.name,
            { metadata: metadata(args.name), automountServiceAccountToken: false },
            child(),
        );
        new k8s.policy.v1.PodDisruptionBudget(
            args.name,
            { metadata: metadata(args.name), spec: { maxUnavailable: 1, selector: { matchLabels: selector } } },
            child(),
        );

        const strategy = canaryStrategy(names, templateName, args, args.additionalIngressAnnotations);
        const { replicas, progressDeadlineSeconds = 300 } = args;
        const templateOf = (image: pulumi.Input<string>) => {
            const pod = { name: args.name, image, env: args.env ?? {}, serviceAccountName: args.name };
            return { metadata: { labels }, spec: appPodSpec(pod) };
        };
        const manifestOf = (template: ReturnType<typeof templateOf>) => ({
            apiVersion: "argoproj.io/v1alpha1",
            kind: "Rollout",
            metadata: metadata(names.rollout, { annotations: rolloutAnnotations }),
            spec: rolloutSpec({ replicas, progressDeadlineSeconds }, selector, template, strategy),
        });
        const needed: pulumi.Resource[] = [
            this.stableService,
            this.canaryService,
            this.metricsService,
            this.ingress,
            this.analysisTemplate,
            serviceAccount,
        ];
        const prometheus = { job: names.metricsService, prometheusAddress: args.analysis.prometheusAddress };
        if (args.baseline !== undefined) {
            const { kubeconfig, kubeContext, requestsMetric, prometheusUrl } = args.gate;
            this.baseline = new RolloutBaseline(
                args.name,
                {
                    kubeconfig,
                    kubeContext,
                    namespace: args.namespace,
                    rolloutName: names.rollout,
                    manifest: manifestOf(templateOf(args.baseline)),
                    fieldManager,
                    timeoutSeconds: Math.min(progressDeadlineSeconds + baselineReserveSeconds, baselineLimitSeconds),
                    ...prometheus,
                    ...(requestsMetric !== undefined && { requestsMetric }),
                    ...(prometheusUrl !== undefined && { prometheusUrl }),
                },
                child({ dependsOn: needed }),
            );
            needed.push(this.baseline);
        }

        const template = templateOf(args.image);
        this.rollout = new k8s.apiextensions.CustomResource(
            names.rollout,
            manifestOf(template),
            child({ dependsOn: needed }),
        );
        this.gate = new RolloutGate(
            args.name,
            {
                ...args.gate,
                ...prometheus,
                namespace: args.namespace,
                rolloutName: names.rollout,
                trigger: template.spec.apply((spec) =>
                    stableHash({ template: { ...template, spec }, strategy, analysis }),
                ),
            },
            child({ dependsOn: [this.rollout] }),
        );
        this.registerOutputs({
            stableService: this.stableService.metadata.name,
            canaryService: this.canaryService.metadata.name,
            rollout: this.rollout.metadata.name,
            outcome: this.gate.outcome,
        });
    }
}

import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { RolloutGate } from "../rolloutGate";
import { type AnalysisArgs, analysisTemplateName, analysisTemplateSpec } from "./analysis";
import { nameProblem, namesOf, selectorLabels } from "./names";
import { appPodSpec, appPort } from "./pod";
import { canaryStrategy, ingressSpec, rolloutSpec } from "./specs";
import { type CanaryStep, scheduleProblem, stepProblems } from "./steps";
import { stableHash } from "./trigger";

/** An app whose new versions are canaried. */
export interface CanaryAppArgs {
    /** The name of the Rollout, and of the Prometheus job, which must be the only one of this name on the cluster. */
    readonly name: string;
    readonly namespace: pulumi.Input<string>;
    readonly image: pulumi.Input<string>;
    readonly replicas: number;
    /** The host that the Ingress answers to. */
    readonly host: string;
    readonly ingressClass: pulumi.Input<string>;
    /** @default - no variables */
    readonly env?: Readonly<Record<string, string>>;
    readonly steps: readonly CanaryStep[];
    /** The step from which on the analysis runs. */
    readonly startingStep: number;
    readonly analysis: AnalysisArgs;
    /** How often Prometheus reads the app's metrics. */
    readonly scrapeInterval: string;
    /** How the gate reaches the cluster, and how long it waits. */
    readonly gate: { readonly kubeconfig: string; readonly kubeContext: string; readonly timeoutSeconds: number };
}

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

        // Endpoints come with the Rollout, which in turn wants its Services: waiting for them would never end.
        const skipAwait = { annotations: { "pulumi.com/skipAwait": "true" } };
        const service = (serviceName: string, serviceOpts?: pulumi.CustomResourceOptions) =>
            new k8s.core.v1.Service(
                serviceName,
                {
                    metadata: metadata(serviceName, skipAwait),
                    spec: {
                        selector,
                        ports: [{ name: "http", port: 80, targetPort: appPort.name, protocol: "TCP" }],
                    },
                },
                child(serviceOpts),
            );
        // The controller adds the ReplicaSet's hash to these two; with it gone, both would serve both versions.
        const ownedByController = { ignoreChanges: ["spec.selector"] };
        this.stableService = service(names.stableService, ownedByController);
        this.canaryService = service(names.canaryService, ownedByController);

        const scraped = { ...labels, "app.kubernetes.io/component": "metrics" };
        this.metricsService = new k8s.core.v1.Service(
            names.metricsService,
            {
                metadata: metadata(names.metricsService, { ...skipAwait, labels: scraped }),
                spec: {
                    clusterIP: "None",
                    selector,
                    ports: [{ name: "metrics", port: 8080, targetPort: appPort.name, protocol: "TCP" }],
                },
            },
            child(),
        );
        new k8s.apiextensions.CustomResource(
            `${name}-metrics`,
            {
                apiVersion: "monitoring.coreos.com/v1",
                kind: "ServiceMonitor",
                metadata: metadata(args.name),
                spec: {
                    selector: { matchLabels: scraped },
                    endpoints: [{ port: "metrics", interval: args.scrapeInterval }],
                    // Lets a query tell the canary's requests from the stable version's.
                    podTargetLabels: ["rollouts-pod-template-hash"],
                },
            },
            child(),
        );

        this.ingress = new k8s.networking.v1.Ingress(
            names.ingress,
            {
                // Without a load balancer nobody gives it the address that Pulumi would wait for.
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

        const podSpec = appPodSpec({
            name: args.name,
            image: args.image,
            env: args.env ?? {},
            serviceAccountName: args.name,
        });
        const template = { metadata: { labels }, spec: podSpec };
        const strategy = canaryStrategy(names, templateName, args);
        this.rollout = new k8s.apiextensions.CustomResource(
            names.rollout,
            {
                apiVersion: "argoproj.io/v1alpha1",
                kind: "Rollout",
                // The controller writes the whole object at each new revision, and then owns what it normalised.
                metadata: metadata(names.rollout, { annotations: { "pulumi.com/patchForce": "true" } }),
                spec: rolloutSpec(args.replicas, selector, template, strategy),
            },
            child({
                dependsOn: [
                    this.stableService,
                    this.canaryService,
                    this.metricsService,
                    this.ingress,
                    this.analysisTemplate,
                    serviceAccount,
                ],
            }),
        );

        this.gate = new RolloutGate(
            args.name,
            {
                ...args.gate,
                namespace: args.namespace,
                rolloutName: names.rollout,
                trigger: pulumi
                    .output(podSpec)
                    .apply((spec) => stableHash({ template: { ...template, spec }, strategy, analysis })),
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

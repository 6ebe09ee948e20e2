import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { AppConfiguration } from "./configuration";
import { byForce } from "../kubernetes/patchForce";
import { AnalysisTemplate, Rollout } from "../kubernetes/customResources";
import type { RolloutBaseline } from "./baseline";
import { RolloutGate } from "../gate";
import { analysisTemplateName, analysisTemplateSpec } from "./analysis";
import type { CanaryAppArgs } from "./args";
import { autoscaler } from "./autoscaler";
import { baseline } from "./rolloutBaseline";
import { ingresses } from "./ingresses";
import { namesOf, podLabels, selectorLabels } from "./names";
import { networkPolicy } from "./networkPolicy";
import { appPodSpec, podPorts } from "./pod";
import { hasConfiguration } from "./podConfiguration";
import { appProblems } from "./validate/app";
import { rolloutAnnotations, rolloutSpec } from "./rollout";
import { type Declaration, metricsService, trafficService } from "./services";
import { canaryStrategy } from "./strategy";
import { stableHash } from "./stableHash";

export type { AnalysisArgs } from "./analysis";
export type { CanaryAppArgs, CanaryDisruptionBudget, CanaryGateArgs } from "./args";
export type { CanaryAutoscaling, CanaryScale } from "./autoscaler";
export type { CanaryIngress, CanaryIngressRule } from "./ingresses";
export type { CanaryClients } from "./networkPolicy";
export type { CanaryPod, CanaryVolume } from "./podArgs";
export { autoscalingProblems } from "./validate/scale";
export type { CanaryStep } from "./steps";
export type { CanaryPodMetadata, CanaryStrategyArgs } from "./strategy";
export { strategyProblems } from "./validate/strategy";

/**
 * A Rollout with everything around it that a canary by ingress-nginx and Prometheus needs, and the gate that makes
 * `pulumi up` wait for its end.
 */
export class CanaryApp extends pulumi.ComponentResource {
    readonly stableService: k8s.core.v1.Service;
    readonly canaryService: k8s.core.v1.Service;
    readonly metricsService: k8s.core.v1.Service;
    readonly ingresses: readonly k8s.networking.v1.Ingress[];
    readonly analysisTemplate: AnalysisTemplate;
    /** Only where the args have files or secret variables. */
    readonly configuration?: AppConfiguration;
    /** Only where the args have one. */
    readonly baseline?: RolloutBaseline;
    readonly rollout: Rollout;
    readonly gate: RolloutGate;

    constructor(name: string, args: CanaryAppArgs, opts?: pulumi.ComponentResourceOptions) {
        super("canary:index:CanaryApp", name, {}, opts);
        const problems = appProblems(args);
        if (problems.length > 0) {
            throw new pulumi.ResourceError(problems.join("; "), this, true);
        }
        const { namespace, pod = {}, scale, clients, gate } = args;
        const names = namesOf(args);
        const ports = podPorts(pod);
        const selector = selectorLabels(args.name);
        const labels = podLabels(args.name);
        // A component's dependsOn delays its children but is not written into their state, where destroy reads it.
        const child = (more: pulumi.CustomResourceOptions = {}) =>
            pulumi.mergeOptions({ parent: this, ...(opts?.dependsOn && { dependsOn: opts.dependsOn }) }, more);
        const metadata: Declaration["metadata"] = (objectName, more = {}) => ({
            name: objectName,
            namespace,
            labels,
            ...more,
            annotations: { ...byForce, ...more.annotations },
        });
        const declaration: Declaration = { labels, selector, metadata, child };

        this.stableService = trafficService(names.stableService, ports, declaration);
        this.canaryService = trafficService(names.canaryService, ports, declaration);
        const scraping = { interval: args.scrapeInterval, path: pod.metricsPath };
        this.metricsService = metricsService(`${name}-metrics`, names, ports, scraping, declaration);
        this.ingresses = ingresses(names, args.ingresses, declaration);
        const analysis = analysisTemplateSpec(names.metricsService, args.analysis);
        const templateName = analysisTemplateName(args.name);
        this.analysisTemplate = new AnalysisTemplate(
            templateName,
            { metadata: metadata(templateName), spec: analysis },
            child(),
        );
        const serviceAccount = new k8s.core.v1.ServiceAccount(
            args.name,
            { metadata: metadata(args.name), automountServiceAccountToken: false },
            child(),
        );
        new k8s.policy.v1.PodDisruptionBudget(
            args.name,
            {
                metadata: metadata(args.name),
                spec: { ...(args.podDisruptionBudget ?? { maxUnavailable: 1 }), selector: { matchLabels: selector } },
            },
            child(),
        );
        const needed: pulumi.Resource[] = [
            this.stableService,
            this.canaryService,
            this.metricsService,
            ...this.ingresses,
            this.analysisTemplate,
            serviceAccount,
        ];
        if (clients !== undefined) {
            needed.push(networkPolicy(args.name, clients, ports, declaration));
        }
        if (scale?.autoscaling !== undefined) {
            needed.push(autoscaler(args.name, scale.autoscaling, declaration));
        }
        const { kubeconfig, kubeContext } = gate;
        if (hasConfiguration(pod)) {
            const { files, secretFiles, secretEnv } = pod;
            this.configuration = new AppConfiguration(
                args.name,
                { name: args.name, namespace, labels, files, secretFiles, secretEnv, kubeconfig, kubeContext },
                child(),
            );
            needed.push(this.configuration);
        }

        const strategy = canaryStrategy(names, templateName, args);
        const templateOf = (image: pulumi.Input<string>): k8s.types.input.core.v1.PodTemplateSpec => {
            const configuration = this.configuration ?? {};
            const spec = appPodSpec({ name: args.name, image, pod, configuration, serviceAccountName: args.name });
            return { metadata: { labels }, spec };
        };
        const manifestOf = (template: k8s.types.input.core.v1.PodTemplateSpec) => ({
            metadata: metadata(names.rollout, { annotations: rolloutAnnotations }),
            spec: rolloutSpec(args, selector, template, strategy),
        });
        const requestsMetric = gate.requestsMetric ?? args.analysis.requestsMetric;
        const prometheus = {
            job: names.metricsService,
            prometheusAddress: args.analysis.prometheusAddress,
            ...(requestsMetric !== undefined && { requestsMetric }),
        };
        if (args.baseline !== undefined) {
            this.baseline = baseline(
                args.name,
                {
                    kubeconfig,
                    kubeContext,
                    namespace,
                    rolloutName: names.rollout,
                    manifest: {
                        apiVersion: "argoproj.io/v1alpha1",
                        kind: "Rollout",
                        ...manifestOf(templateOf(args.baseline)),
                    },
                    ...prometheus,
                    ...(gate.prometheusUrl !== undefined && { prometheusUrl: gate.prometheusUrl }),
                },
                args.progressDeadlineSeconds,
                child({ dependsOn: needed }),
            );
            needed.push(this.baseline);
        }

        const template = templateOf(args.image);
        this.rollout = new Rollout(
            names.rollout,
            manifestOf(template),
            child({
                dependsOn: needed,
                // The autoscaler's number is not to be taken back.
                ...(scale?.autoscaling && { ignoreChanges: ["spec.replicas"] }),
                ...(args.protect === true && { protect: true }),
            }),
        );
        this.gate = new RolloutGate(
            args.name,
            {
                ...gate,
                ...prometheus,
                namespace,
                rolloutName: names.rollout,
                trigger: pulumi.output(template).apply((known) => stableHash({ template: known, strategy, analysis })),
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

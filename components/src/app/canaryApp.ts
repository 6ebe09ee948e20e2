import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { subscriptionAnnotations } from "./args/argoNotifications";
import { declaredJudge } from "./args/judge";
import { withoutUndefined } from "./args/withoutUndefined";
import { type HashedSpec, RolloutGate, specHash } from "../gate";
import { canonicalHash } from "../gate/model/specHash";
import { AnalysisTemplate, Rollout } from "../kubernetes/customResources";
import { patchForce } from "../kubernetes/patchForce";
import { componentAnnotation, componentOf, currentOwner, ownerAnnotation, withOwnCheck } from "../ownership";
import { analysisTemplateSpec, backgroundAnalysis } from "./analysis";
import type { CanaryAppArgs } from "./args/app";
import { defaultMonitor } from "./args/monitor";
import { namesOf, podLabels, selectorLabels } from "./args/names";
import { accessOf } from "./args/prometheusAccess";
import {
    longestTimeoutSeconds,
    secondsByStep,
    stepsWithBakeTime,
    usualTimeoutSeconds,
    withoutDurations,
} from "./args/steps";
import { smokeTestSeconds, withSmokeTest } from "./args/smokeTest";
import { strategyDefaults } from "./args/strategy";
import { autoscaler } from "./autoscaler";
import { RolloutBaseline } from "./baseline";
import type { Preflight } from "../preflight";
import { AppConfiguration } from "./configuration";
import { preflight } from "./preflight";
import { declareMonitor, scrapeAnnotations } from "./monitor";
import { declareMonitoring } from "./monitoring";
import { networkPolicy } from "./networkPolicy";
import { podPorts } from "./args/pod";
import { appPodSpec, hasConfiguration } from "./pod";
import { podMetadata } from "./podTemplate";
import { fieldManager, rolloutAnnotations, rolloutSpec } from "./rollout";
import { declareRoutes, trafficRouting } from "./routes";
import { nameClash, resourceNamer } from "./resourceNames";
import { secretReader } from "./secretReader";
import { smokeTestSpec } from "./smokeTest";
import { type Declaration, metricsService, trafficService } from "./services";
import { canaryStrategy } from "./strategy";
import { nextTurn } from "./turn";
import { validateCanaryApp } from "./validate/canaryApp";

/**
 * A Rollout with everything around it that a canary by a router and Prometheus needs, and the gate that makes
 * `pulumi up` wait for its end.
 */
export class CanaryApp extends pulumi.ComponentResource {
    readonly stableService: k8s.core.v1.Service;
    readonly canaryService: k8s.core.v1.Service;
    readonly metricsService: k8s.core.v1.Service;
    /** Empty with a router that has other objects. */
    readonly ingresses: readonly k8s.networking.v1.Ingress[];
    /** The objects of a router that has no Ingresses, such as an HTTPRoute. */
    readonly routes: readonly k8s.apiextensions.CustomResource[];
    /** Undefined if the analysis has templates of the user only. */
    readonly analysisTemplate?: AnalysisTemplate;
    /** Undefined unless the args have a smoke test. */
    readonly smokeTestTemplate?: AnalysisTemplate;
    /** Undefined unless the args have files or secret variables. */
    readonly configuration?: AppConfiguration;
    /** Undefined unless the args have one. */
    readonly baseline?: RolloutBaseline;
    /** Checks the cluster before an Ingress or the Rollout is touched. */
    readonly preflight: Preflight;
    readonly rollout: Rollout;
    readonly gate: RolloutGate;

    constructor(name: string, args: CanaryAppArgs, opts?: pulumi.ComponentResourceOptions) {
        super("canary:index:CanaryApp", name, {}, withOwnCheck(name, opts, args.gate));
        const errors = [...validateCanaryApp(args), ...nameClash(name, args, opts?.parent)];
        if (errors.length > 0) {
            throw new pulumi.ResourceError(
                errors.map(({ path, message }) => `${path} ${message}`).join("; "),
                this,
                true,
            );
        }
        const { namespace, pod = {}, scale, clients } = args;
        const { judge = {}, ...gate } = withoutUndefined(args.gate);
        const names = namesOf(args);
        const ports = podPorts(pod);
        const selector = selectorLabels(args.name);
        const labels = podLabels(args.name);
        // A component's dependsOn delays its children but is not written into their state, where destroy reads it. A
        // child that depends on other objects of the app follows them, and so the rest, which its state need not list.
        const child = (more: pulumi.CustomResourceOptions = {}) =>
            pulumi.mergeOptions({ parent: this, dependsOn: more.dependsOn === undefined ? opts?.dependsOn : [] }, more);
        const metadata: Declaration["metadata"] = (objectName, more = {}) => ({
            name: objectName,
            namespace,
            labels,
            ...more,
            annotations: { ...patchForce, ...more.annotations },
        });
        const resourceName = resourceNamer(name, args);
        const rolloutNames = { resource: resourceName(names.rollout), object: names.rollout };
        const declaration: Declaration = { labels, selector, metadata, child, resourceName };

        this.stableService = trafficService(names.stableService, ports, declaration);
        this.canaryService = trafficService(names.canaryService, ports, declaration);
        this.metricsService = metricsService(names, ports, declaration);
        const { monitor = defaultMonitor, scrapeInterval: interval } = args;
        const scraping = { monitor, interval, path: pod.metricsPath };
        declareMonitor(`${name}-metrics`, names.metricsService, scraping, ports, declaration);
        const app = { rollout: names.rollout, serviceName: names.metricsService, namespace };
        const analysis = analysisTemplateSpec(app, args.analysis);
        if (analysis !== undefined) {
            this.analysisTemplate = new AnalysisTemplate(
                resourceName(names.analysisTemplate),
                { metadata: metadata(names.analysisTemplate), spec: analysis },
                child(),
            );
        }
        const serviceAccount = new k8s.core.v1.ServiceAccount(
            resourceName(args.name),
            {
                metadata: metadata(args.name, { annotations: pod.serviceAccountAnnotations }),
                automountServiceAccountToken: false,
            },
            child(),
        );
        new k8s.policy.v1.PodDisruptionBudget(
            resourceName(args.name),
            {
                metadata: metadata(args.name),
                spec: { ...(args.podDisruptionBudget ?? { maxUnavailable: 1 }), selector: { matchLabels: selector } },
            },
            child(),
        );
        const smokeTest = args.smokeTest && smokeTestSpec(names, namespace, args.smokeTest);
        if (smokeTest !== undefined) {
            this.smokeTestTemplate = new AnalysisTemplate(
                resourceName(names.smokeTestTemplate),
                { metadata: metadata(names.smokeTestTemplate), spec: smokeTest },
                child(),
            );
        }
        const templates = [this.analysisTemplate, this.smokeTestTemplate].filter((one) => one !== undefined);
        const needed: pulumi.Input<pulumi.Resource>[] = [
            this.stableService,
            this.canaryService,
            this.metricsService,
            ...templates,
            serviceAccount,
        ];
        if (clients !== undefined) {
            needed.push(networkPolicy(args.name, clients, ports, args.smokeTest, declaration));
        }
        needed.push(...secretReader(`${args.name}-analysis`, args.analysis, declaration));
        if (scale?.autoscaling !== undefined) {
            needed.push(autoscaler(args.name, scale.autoscaling, declaration));
        }
        const { kubeconfig, kubeContext } = gate;
        if (hasConfiguration(pod)) {
            const { files, secretFiles, secretEnv } = pod;
            this.configuration = new AppConfiguration(
                resourceName(args.name),
                { name: args.name, namespace, labels, files, secretFiles, secretEnv, kubeconfig, kubeContext },
                child(),
            );
            needed.push(this.configuration);
        }

        const proven = args.advance === "proven";
        const { steps, startingStep } = scheduleOf(args, names);
        const timeoutSeconds = gate.timeoutSeconds ?? usualTimeoutSeconds(steps, smokeTestSeconds(args.smokeTest));
        if (args.monitoring !== undefined) {
            declareMonitoring(args.monitoring, args, names, timeoutSeconds, declaration);
        }
        const schedule = {
            ...args,
            startingStep,
            steps: proven ? withoutDurations(steps) : steps,
            analysis: backgroundAnalysis(analysis && names.analysisTemplate, args.analysis),
        };
        const routing = trafficRouting(args, names);
        const strategy = canaryStrategy(names, schedule, routing);
        const templateOf = (image: pulumi.Input<string>): k8s.types.input.core.v1.PodTemplateSpec => {
            const configuration = this.configuration ?? {};
            return {
                metadata: podMetadata(args.podTemplate, labels, scrapeAnnotations(scraping, ports)),
                spec: appPodSpec({ ...args, image, pod, configuration, serviceAccountName: args.name }),
            };
        };
        const manifestOf = (template: k8s.types.input.core.v1.PodTemplateSpec) => ({
            // The baseline has its owner before Pulumi creates the Rollout over it.
            metadata: metadata(names.rollout, {
                annotations: {
                    ...rolloutAnnotations,
                    ...subscriptionAnnotations(args.argoNotifications),
                    [ownerAnnotation]: currentOwner(),
                    [componentAnnotation]: componentOf(this, rolloutNames),
                },
            }),
            spec: rolloutSpec(args, selector, template, strategy),
        });
        const manifest = manifestOf(templateOf(args.image));
        const declared = [analysis, smokeTest].filter((one) => one !== undefined);
        const subject = { spec: manifest.spec, trafficRouting: routing, templates: declared, steps };
        const preflightName = resourceName(args.name);
        this.preflight = preflight(args, names, { ...subject, resourceName: preflightName }, child());
        const checked = (more: pulumi.CustomResourceOptions = {}) =>
            child(pulumi.mergeOptions({ dependsOn: [this.preflight] }, more));
        const routes = declareRoutes(args, names, { ...declaration, child: checked });
        this.ingresses = routes.ingresses;
        this.routes = routes.objects;
        const turn = nextTurn();
        needed.push(
            turn.begin.then(() => this.preflight),
            ...this.ingresses,
            ...this.routes,
        );
        const requestsMetric = gate.requestsMetric ?? args.analysis.requestsMetric;
        const prometheusAccess = accessOf(args.analysis.prometheusAccess);
        const prometheus = {
            job: names.metricsService,
            prometheusAddress: args.analysis.prometheusAddress,
            ...(requestsMetric !== undefined && { requestsMetric }),
            ...(prometheusAccess !== undefined && { prometheusAccess }),
        };
        if (args.baseline !== undefined) {
            this.baseline = new RolloutBaseline(
                resourceName(args.name),
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
                    fieldManager,
                    timeoutSeconds: baselineTimeoutSeconds(args.progressDeadlineSeconds),
                    ...prometheus,
                    ...(gate.prometheusUrl !== undefined && { prometheusUrl: gate.prometheusUrl }),
                },
                child({ dependsOn: needed }),
            );
            needed.push(this.baseline);
        }

        this.rollout = new Rollout(
            rolloutNames.resource,
            manifest,
            child({
                dependsOn: needed,
                // Do not reset the number of the autoscaler.
                ...(scale?.autoscaling && { ignoreChanges: ["spec.replicas"] }),
                ...(args.protect === true && { protect: true }),
            }),
        );
        this.gate = new RolloutGate(
            resourceName(args.name),
            {
                ...gate,
                ...prometheus,
                ...(judge !== "off" && { judge: declaredJudge(judge, args.analysis) }),
                ...(proven && { pauseSeconds: secondsByStep(steps) }),
                timeoutSeconds,
                namespace,
                rolloutName: names.rollout,
                // Of what was applied: transforms change it after this constructor.
                rolloutUid: this.rollout.metadata.uid,
                specHash: this.rollout.spec.apply(specHash),
                trigger: pulumi.all([this.rollout.spec, ...templates.map(({ spec }) => spec)]).apply(triggerOf),
                // A CanaryApp rolls out every version with its gate.
                adopt: false,
            },
            child({ dependsOn: [this.rollout] }),
        );
        turn.endWith(this.gate);
        this.registerOutputs({
            stableService: this.stableService.metadata.name,
            canaryService: this.canaryService.metadata.name,
            rollout: this.rollout.metadata.name,
            outcome: this.gate.outcome,
        });
    }
}

/** Returns the steps of the Rollout, and the first one with the background analysis. */
function scheduleOf(args: CanaryAppArgs, { smokeTestTemplate }: ReturnType<typeof namesOf>) {
    const { startingStep = strategyDefaults.startingStep } = args;
    const given = stepsWithBakeTime(args);
    if (args.smokeTest === undefined) {
        return { steps: given, startingStep };
    }
    const tested = withSmokeTest(given, smokeTestTemplate);
    return { steps: tested.steps, startingStep: tested.indexOf(startingStep) };
}

function triggerOf([rollout = {}, analysis, ...more]: readonly HashedSpec[]): string {
    return canonicalHash({ rollout: specHash(rollout), analysis, ...(more.length > 0 && { more }) });
}

/** Seconds for a baseline's first requests and measurements, after its pods' own deadline. */
const baselineReserveSeconds = 300;

function baselineTimeoutSeconds(progressDeadlineSeconds: number = strategyDefaults.progressDeadlineSeconds): number {
    return Math.min(progressDeadlineSeconds + baselineReserveSeconds, longestTimeoutSeconds);
}

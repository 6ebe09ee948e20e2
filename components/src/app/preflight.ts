import * as pulumi from "@pulumi/pulumi";
import type { AnalysisTemplateSpec, RolloutSpec } from "../kubernetes/customResources";
import { type HashedSpec, specHash } from "../gate";
import { canonicalHash } from "../gate/model/specHash";
import { plannedPauses, stepOf } from "../gate/observation/steps";
import { currentOwner } from "../ownership";
import { Preflight } from "../preflight";
import type { DeclaredObject, PreflightInputs } from "../preflight/inputs";
import { type MonitoringArgs, monitoringDefaults } from "../monitoring/args";
import type { CanaryAppArgs } from "./args/app";
import { declaredJudge } from "./args/judge";
import { pathsOf } from "../routers/model/rule";
import type { TrafficRouting } from "../routers/model/rollout";
import { watchedRoutes } from "../routers/routing";
import { type CanaryMonitor, defaultMonitor } from "./args/monitor";
import { type AppNames, podLabels } from "./args/names";
import { accessOf } from "./args/prometheusAccess";
import { type CanaryStep, secondsByStep } from "./args/steps";
import { hasConfiguration } from "./pod";

/** The specs of the declared Rollout and of its templates, its router, and its steps with their durations. */
export interface PreflightSubject {
    readonly spec: RolloutSpec;
    readonly trafficRouting: object;
    readonly templates: readonly AnalysisTemplateSpec[];
    readonly steps: readonly CanaryStep[];
    readonly resourceName: string;
}

/** Creates the preflight of an app, on which its Ingresses and its Rollout depend. */
export function preflight(
    args: CanaryAppArgs,
    names: AppNames,
    { spec, trafficRouting, templates, steps, resourceName }: PreflightSubject,
    opts: pulumi.CustomResourceOptions,
): Preflight {
    const { analysis, gate, pod = {}, monitor = defaultMonitor } = args;
    const { judge = {} } = gate;
    const planned = steps.map((step) => stepOf("analysis" in step ? {} : step, args.maxTrafficWeight ?? 100));
    const prometheusAccess = accessOf(analysis.prometheusAccess);
    const { files = {}, secretFiles = {}, secretEnv = {} } = pod;
    const hasSecrets = [secretFiles, secretEnv].some((content) => Object.keys(content).length > 0);
    const uses = pulumi
        .output(gate.verifyInitial)
        .apply((verifyInitial): PreflightInputs["uses"] => [
            ...(verifyInitial === true ? (["verifyInitial"] as const) : []),
            ...(args.baseline === undefined ? [] : (["baseline"] as const)),
            ...(hasConfiguration(pod) && Object.keys(files).length > 0 ? (["files"] as const) : []),
            ...(hasSecrets ? (["secrets"] as const) : []),
        ]);
    const hash = pulumi.output(spec).apply((declared) => specHash(declared as HashedSpec));
    const requestsMetric = gate.requestsMetric ?? analysis.requestsMetric;
    return new Preflight(
        resourceName,
        {
            kubeconfig: gate.kubeconfig,
            kubeContext: gate.kubeContext,
            namespace: args.namespace,
            rolloutName: names.rollout,
            trigger: pulumi.all([hash, templates]).apply((declared) => canonicalHash(declared)),
            specHash: hash,
            ...(args.preflight !== undefined && { onProblems: args.preflight }),
            images: pulumi.all([args.image, ...(args.baseline === undefined ? [] : [args.baseline])]),
            ingresses: declaredIngresses(args, names),
            owner: currentOwner(),
            routes: pulumi.output(trafficRouting).apply((routing) =>
                watchedRoutes({
                    metadata: { name: names.rollout },
                    spec: { strategy: { canary: { trafficRouting: routing as TrafficRouting } } },
                }),
            ),
            services: [names.stableService, names.canaryService],
            ...(monitor.kind === "ServiceMonitor" && { monitorLabels: { ...podLabels(args.name), ...monitor.labels } }),
            uses,
            declares: declaredObjects(args),
            pauses: plannedPauses(planned, secondsByStep(steps)) ?? [],
            ...(judge !== "off" && { judge: declaredJudge(judge, analysis) }),
            ...(gate.minRequests !== undefined && { minRequests: gate.minRequests }),
            job: names.metricsService,
            ...(requestsMetric !== undefined && { requestsMetric }),
            ...(gate.requestsSelector !== undefined && { requestsSelector: gate.requestsSelector }),
            prometheusAddress: analysis.prometheusAddress,
            ...(gate.prometheusUrl !== undefined && { prometheusUrl: gate.prometheusUrl }),
            ...(prometheusAccess !== undefined && { prometheusAccess }),
        },
        opts,
    );
}

function declaredIngresses(
    { ingresses = [] }: CanaryAppArgs,
    names: AppNames,
): pulumi.Input<PreflightInputs["ingresses"]> {
    return pulumi.all(
        ingresses.map(({ ingressClass, rules }, index) =>
            pulumi.output({ ingressClass, hosts: rules.map(({ host }) => host ?? "") }).apply((known) => ({
                name: names.ingresses[index] ?? names.rollout,
                ingressClass: known.ingressClass,
                hosts: rules.map((rule, at) => ({ host: known.hosts[at] ?? "", paths: [...pathsOf(rule)] })),
            })),
        ),
    );
}

const group = "monitoring.coreos.com";

/** The kind of an app's monitor; annotations need none. */
const monitorObjects: Readonly<Record<CanaryMonitor["kind"], readonly DeclaredObject[]>> = {
    ServiceMonitor: [{ group, resource: "servicemonitors" }],
    PodMonitor: [{ group, resource: "podmonitors" }],
    annotations: [],
};

/** Returns the kinds of the objects of alerts and dashboards. */
function monitoringObjects({
    alerts = monitoringDefaults.alerts,
    dashboard = monitoringDefaults.dashboard,
}: MonitoringArgs): DeclaredObject[] {
    return [
        ...(alerts ? [{ group, resource: "prometheusrules" }] : []),
        ...(dashboard ? [{ group: "", resource: "configmaps" }] : []),
    ];
}

/** Returns the kinds of the objects that an app consists of. */
function declaredObjects({
    clients,
    scale,
    analysis,
    ingresses = [],
    monitor = defaultMonitor,
    monitoring,
}: CanaryAppArgs): DeclaredObject[] {
    const rbac = "rbac.authorization.k8s.io";
    return [
        { group: "argoproj.io", resource: "rollouts" },
        { group: "argoproj.io", resource: "analysistemplates" },
        { group: "", resource: "services" },
        { group: "", resource: "serviceaccounts" },
        ...(ingresses.length === 0 ? [] : [{ group: "networking.k8s.io", resource: "ingresses" }]),
        { group: "policy", resource: "poddisruptionbudgets" },
        ...monitorObjects[monitor.kind],
        ...(monitoring === undefined ? [] : monitoringObjects(monitoring)),
        ...(clients === undefined ? [] : [{ group: "networking.k8s.io", resource: "networkpolicies" }]),
        ...(scale?.autoscaling === undefined ? [] : [{ group: "autoscaling", resource: "horizontalpodautoscalers" }]),
        ...(analysis.secretReader === undefined
            ? []
            : [
                  { group: rbac, resource: "roles" },
                  { group: rbac, resource: "rolebindings" },
              ]),
    ];
}

import type { PodTemplate } from "../../../components/src/gate/cluster/types";
import type { FakeObject } from "../apiServer/fakeObjects";

/** Argo's label of a version. */
export const hashLabel = "rollouts-pod-template-hash";
export const revisionAnnotation = "rollout.argoproj.io/revision";

/** The owner of the objects. */
export interface Owner {
    readonly name: string;
    readonly uid: string;
}

const controlledBy = ({ name, uid }: Owner) => [{ kind: "Rollout", name, uid, controller: true }];

/** The pod template of an image. */
export function podTemplate(owner: Owner, image: string) {
    return { metadata: { labels: { app: owner.name } }, spec: { containers: [{ name: "app", image }] } };
}

/** The article's Rollout. */
export function rolloutObject(
    owner: Owner,
    rollout: {
        readonly metadata: Record<string, unknown>;
        readonly replicas: number;
        readonly paused: boolean;
        readonly image: string;
        readonly steps: readonly unknown[];
        readonly status: Record<string, unknown>;
        readonly stableIngresses: readonly string[];
        readonly maxTrafficWeight: number | undefined;
        /** Other fields of the canary strategy, which win. */
        readonly strategy: Record<string, unknown>;
        readonly podLabels: Record<string, string>;
        /** Other fields of the spec, which win. */
        readonly otherSpec: Record<string, unknown>;
        readonly progressDeadlineSeconds: number;
        readonly rollbackWindow: number | undefined;
    },
): FakeObject {
    const { stableIngresses, maxTrafficWeight } = rollout;
    const nginx = stableIngresses.length === 1 ? { stableIngress: stableIngresses[0] } : { stableIngresses };
    const template = podTemplate(owner, rollout.image);
    return {
        apiVersion: "argoproj.io/v1alpha1",
        kind: "Rollout",
        metadata: { name: owner.name, uid: owner.uid, ...rollout.metadata },
        spec: {
            replicas: rollout.replicas,
            ...(rollout.paused ? { paused: true } : {}),
            progressDeadlineSeconds: rollout.progressDeadlineSeconds,
            ...(rollout.rollbackWindow === undefined ? {} : { rollbackWindow: { revisions: rollout.rollbackWindow } }),
            selector: { matchLabels: { app: owner.name } },
            template: { ...template, metadata: { labels: { ...template.metadata.labels, ...rollout.podLabels } } },
            strategy: {
                canary: {
                    canaryService: `${owner.name}-canary`,
                    stableService: `${owner.name}-stable`,
                    trafficRouting: { nginx, ...(maxTrafficWeight === undefined ? {} : { maxTrafficWeight }) },
                    analysis: { templates: [{ templateName: "ops-hardening-analysis" }], startingStep: 1 },
                    steps: rollout.steps,
                    ...rollout.strategy,
                },
            },
            ...rollout.otherSpec,
        },
        status: rollout.status,
    };
}

/** The ReplicaSet of one version. */
export function replicaSetObject(
    owner: Owner,
    version: {
        readonly hash: string;
        readonly image: string;
        readonly revision: number;
        readonly requested: number;
        readonly available: number;
        readonly reused: boolean;
        readonly scaleDownDeadline: boolean;
        readonly createdAt: string;
        /** Plays the admission webhooks. */
        readonly mutate: (template: PodTemplate) => PodTemplate;
    },
): FakeObject {
    const { hash, image, revision, requested, available, reused, scaleDownDeadline, createdAt } = version;
    return {
        metadata: {
            name: `${owner.name}-${hash}`,
            uid: `replicaset-${hash}`,
            creationTimestamp: createdAt,
            labels: { app: owner.name, [hashLabel]: hash },
            annotations: {
                [revisionAnnotation]: String(revision),
                ...(reused ? { "rollout.argoproj.io/revision-history": "1" } : {}),
                ...(scaleDownDeadline ? { "scale-down-deadline": createdAt } : {}),
            },
            ownerReferences: controlledBy(owner),
        },
        spec: { replicas: requested, template: version.mutate(podTemplate(owner, image)) },
        status: { availableReplicas: available },
    };
}

/** A background AnalysisRun with these measurements so far: values by metric, `!` marks a failed one. */
export function analysisRunObject(
    owner: Owner,
    run: {
        readonly hash: string;
        readonly revision: number;
        readonly phase: string;
        readonly values: Readonly<Record<string, readonly string[]>>;
        readonly metricPhases: Readonly<Record<string, string>>;
    },
): FakeObject {
    const conditions = { "p99-latency": "result[0] < 500", "success-rate": "result[0] >= 95" };
    return {
        apiVersion: "argoproj.io/v1alpha1",
        kind: "AnalysisRun",
        metadata: {
            name: `${owner.name}-${run.hash}-${String(run.revision)}`,
            creationTimestamp: "2026-03-01T06:02:46Z",
            labels: { [hashLabel]: run.hash, "rollout-type": "Background" },
            annotations: { [revisionAnnotation]: String(run.revision) },
            ownerReferences: controlledBy(owner),
        },
        spec: { metrics: Object.entries(conditions).map(([name, successCondition]) => ({ name, successCondition })) },
        status: {
            phase: run.phase,
            metricResults: Object.entries(run.values).map(([name, measured]) => ({
                name,
                phase: run.metricPhases[name] ?? "Running",
                count: measured.length,
                measurements: measured.map((value, index) => ({
                    phase: value.endsWith("!") ? "Failed" : "Successful",
                    value: `[${value.replace("!", "")}]`,
                    finishedAt: `2026-03-01T06:03:${String(16 + index).padStart(2, "0")}Z`,
                })),
            })),
        },
    };
}

/** One of the two Services, which selects one version. */
export function serviceObject(owner: Owner, role: "stable" | "canary", hash: string): FakeObject {
    return {
        metadata: { name: `${owner.name}-${role}` },
        spec: { selector: { app: owner.name, [hashLabel]: hash } },
    };
}

/** An Ingress of one host and the path "/"; with a weight, a canary. */
export function ingressObject(
    name: string,
    ingress: {
        readonly host: string;
        readonly service: string;
        readonly weight?: number;
        readonly total?: number | undefined;
        readonly owner?: Owner;
    },
): FakeObject {
    const { host, service, weight, total, owner } = ingress;
    const annotations = {
        "nginx.ingress.kubernetes.io/canary": "true",
        "nginx.ingress.kubernetes.io/canary-weight": String(weight),
        ...(total === undefined ? {} : { "nginx.ingress.kubernetes.io/canary-weight-total": String(total) }),
    };
    const backend = { service: { name: service, port: { name: "http" } } };
    return {
        metadata: {
            name,
            ...(weight === undefined ? {} : { annotations }),
            ...(owner === undefined ? {} : { ownerReferences: controlledBy(owner) }),
        },
        spec: { rules: [{ host, http: { paths: [{ path: "/", pathType: "Prefix", backend }] } }] },
    };
}

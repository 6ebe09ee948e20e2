import { groupOf, isArgo, type KubernetesObject } from "./objects";
import { at, type Fields, fieldsAt, isFields, known, listAt, stringAt } from "./value";

/** A container of a pod, with its name in messages. */
export interface Container {
    readonly name: string;
    readonly kind: "container" | "init container";
    readonly body: Fields;
}

const podTemplates: Readonly<Record<string, string>> = {
    "apps/Deployment": "spec.template",
    "apps/StatefulSet": "spec.template",
    "apps/DaemonSet": "spec.template",
    "apps/ReplicaSet": "spec.template",
    "/ReplicationController": "spec.template",
    "/PodTemplate": "template",
    "batch/Job": "spec.template",
    "batch/CronJob": "spec.jobTemplate.spec.template",
    "argoproj.io/Rollout": "spec.template",
    "/Pod": "",
};

/** True when an object creates pods, from its own template or, as a Rollout can, from that of a Deployment. */
export function makesPods(object: KubernetesObject): boolean {
    return podTemplates[`${groupOf(object)}/${object.kind}`] !== undefined;
}

/** Returns the pod or pod template of an object; undefined for an object without pods. */
export function podOf(object: KubernetesObject): Fields | undefined {
    const path = podTemplates[`${groupOf(object)}/${object.kind}`];
    if (path === undefined) {
        return undefined;
    }
    const pod = path === "" ? object.body : at(object.body, path);
    return isFields(pod) ? pod : undefined;
}

/** Returns the pods of an object, with those of the Jobs of an analysis and of an Experiment. */
export function podsOf(object: KubernetesObject): readonly Fields[] {
    const jobs = isArgo(object, "AnalysisTemplate", "ClusterAnalysisTemplate", "AnalysisRun")
        ? listAt(object.body, "spec.metrics").map((metric) => at(metric, "provider.job.spec.template"))
        : [];
    const templates = isArgo(object, "Experiment")
        ? listAt(object.body, "spec.templates").map((template) => at(template, "template"))
        : [];
    return [podOf(object), ...jobs, ...templates].filter(isFields);
}

/** Returns the containers of a pod, init containers first. */
export function containersOf(pod: Fields): readonly Container[] {
    const of = (path: string, kind: Container["kind"]) =>
        listAt(pod, path).map((item, index): Container => {
            const body = fieldsAt(known(item));
            return { name: stringAt(body, "name") ?? `number ${index}`, kind, body };
        });
    return [...of("spec.initContainers", "init container"), ...of("spec.containers", "container")];
}

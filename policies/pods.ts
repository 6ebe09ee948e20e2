import { groupOf, type KubernetesObject } from "./objects";
import { at, type Fields, fieldsAt, isFields, known, listAt, textAt } from "./value";

/** A container of a pod, and what messages call it. */
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
    "batch/Job": "spec.template",
    "batch/CronJob": "spec.jobTemplate.spec.template",
    "argoproj.io/Rollout": "spec.template",
    "/Pod": "",
};

/** Whether an object makes pods, be it by a template of its own or, as a Rollout can, by that of a Deployment. */
export function makesPods(object: KubernetesObject): boolean {
    return podTemplates[`${groupOf(object)}/${object.kind}`] !== undefined;
}

/** The pod, or the template of the pods, that an object makes; undefined where it makes none. */
export function podOf(object: KubernetesObject): Fields | undefined {
    const path = podTemplates[`${groupOf(object)}/${object.kind}`];
    if (path === undefined) {
        return undefined;
    }
    const pod = path === "" ? object.body : at(object.body, path);
    return isFields(pod) ? pod : undefined;
}

/** The containers of a pod, those first that run before the others. */
export function containersOf(pod: Fields): readonly Container[] {
    const of = (path: string, kind: Container["kind"]) =>
        listAt(pod, path).map((item, index): Container => {
            const body = fieldsAt(known(item));
            return { name: textAt(body, "name") ?? `number ${index}`, kind, body };
        });
    return [...of("spec.initContainers", "init container"), ...of("spec.containers", "container")];
}

/** An image that an object runs, and where it says so. */
export interface UsedImage {
    readonly place: string;
    readonly image: unknown;
}

/** The images that an object runs, those of the Prometheus operator's own kinds included. */
export function imagesOf(object: KubernetesObject): readonly UsedImage[] {
    const pod = podOf(object);
    if (pod !== undefined) {
        return containersOf(pod).map(({ name, kind, body }) => ({ place: `${kind} ${name}`, image: body["image"] }));
    }
    const image = groupOf(object) === "monitoring.coreos.com" ? fieldsAt(object.body, "spec")["image"] : undefined;
    return image === undefined ? [] : [{ place: "spec.image", image }];
}

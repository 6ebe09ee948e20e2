import { at, type Fields, isFields, stringAt, unknownValue } from "./value";

/** An object of Kubernetes as it was declared, in a Pulumi program or in a manifest. */
export interface KubernetesObject {
    readonly apiVersion: string;
    readonly kind: string;
    /** The whole object. Any value within may be `unknownValue`. */
    readonly body: Fields;
    /** Where it comes from: the URN of a resource, or a file and the place in it. */
    readonly source: string;
}

/** A resource that waits for a Rollout, and gives up at a deadline. */
export interface Gate {
    readonly body: Fields;
}

/** All that is judged together: what a Pulumi stack declares, or what a folder of manifests holds. */
export interface DeclaredStack {
    readonly objects: readonly KubernetesObject[];
    readonly gates: readonly Gate[];
}

/** The object of a body that says its own kind; undefined where it says none. */
export function kubernetesObject(body: unknown, source: string): KubernetesObject | undefined {
    if (!isFields(body)) {
        return undefined;
    }
    const { apiVersion, kind } = body;
    return typeof apiVersion === "string" && typeof kind === "string"
        ? { apiVersion, kind, body: withoutNulls(body) as Fields, source }
        : undefined;
}

/** A copy without fields that are null, which Kubernetes takes for absent. */
function withoutNulls(value: unknown): unknown {
    if (Array.isArray(value)) {
        return value.map(withoutNulls);
    }
    if (!isFields(value)) {
        return value;
    }
    const fields = Object.entries(value).filter(([, field]) => field !== null);
    return Object.fromEntries(fields.map(([key, field]) => [key, withoutNulls(field)]));
}

/** The API group, empty for Kubernetes' core. */
export function groupOf({ apiVersion }: KubernetesObject): string {
    return apiVersion.includes("/") ? (apiVersion.split("/")[0] ?? "") : "";
}

export function nameOf({ body }: KubernetesObject): string | undefined {
    return stringAt(body, "metadata.name");
}

/** Undefined for objects of the whole cluster, and for manifests that leave it to who applies them. */
export function namespaceOf({ body }: KubernetesObject): string | undefined {
    return stringAt(body, "metadata.namespace");
}

/** What a message calls an object, such as `Rollout demo/shop`, whatever is known of it. */
export function subjectOf({ kind, body }: KubernetesObject): string {
    const metadata = isFields(body["metadata"]) ? body["metadata"] : {};
    const word = (value: unknown) =>
        value === unknownValue ? "(unknown)" : typeof value === "string" && value !== "" ? value : undefined;
    const name = word(metadata["name"]) ?? "(without a name)";
    const namespace = word(metadata["namespace"]);
    return namespace === undefined ? `${kind} ${name}` : `${kind} ${namespace}/${name}`;
}

/** The annotations and labels of an object. */
export function annotationsOf({ body }: KubernetesObject): Fields {
    const annotations = at(body, "metadata.annotations");
    return isFields(annotations) ? annotations : {};
}

/** Whether an object is of Argo Rollouts, and of this kind. */
export function isArgo(object: KubernetesObject, ...kinds: readonly string[]): boolean {
    return groupOf(object) === "argoproj.io" && kinds.includes(object.kind);
}

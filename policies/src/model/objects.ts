import { at, type Fields, isFields, stringAt, unknownValue } from "./value";

/** A Kubernetes object as declared in a Pulumi program or in a manifest. */
export interface KubernetesObject {
    readonly apiVersion: string;
    readonly kind: string;
    /** The whole object. Any value within may be `unknownValue`. */
    readonly body: Fields;
    /** Origin: the URN of a resource, or a file and the place in it. */
    readonly source: string;
}

/** A resource that waits for a Rollout until a deadline. */
export interface Gate {
    readonly body: Fields;
}

/** Everything that is evaluated together: a Pulumi stack, or a folder of manifests. */
export interface DeclaredStack {
    readonly objects: readonly KubernetesObject[];
    readonly gates: readonly Gate[];
}

/** Returns the object of a body; undefined without apiVersion or kind. */
export function kubernetesObject(body: unknown, source: string): KubernetesObject | undefined {
    if (!isFields(body)) {
        return undefined;
    }
    const { apiVersion, kind } = body;
    return typeof apiVersion === "string" && typeof kind === "string"
        ? { apiVersion, kind, body: withoutNulls(body) as Fields, source }
        : undefined;
}

/** Returns a copy without null fields, which Kubernetes treats as absent. */
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

/** Returns the API group, empty for Kubernetes' core. */
export function groupOf({ apiVersion }: KubernetesObject): string {
    return apiVersion.includes("/") ? (apiVersion.split("/")[0] ?? "") : "";
}

export function nameOf({ body }: KubernetesObject): string | undefined {
    return stringAt(body, "metadata.name");
}

/** Returns the namespace; undefined for cluster-scoped objects and for manifests that leave it to the tool. */
export function namespaceOf({ body }: KubernetesObject): string | undefined {
    return stringAt(body, "metadata.namespace");
}

/** Returns the name and the namespace as they are declared, each of which may be unknown. */
export function placeOf({ body }: KubernetesObject): { readonly name: unknown; readonly namespace: unknown } {
    const metadata = body["metadata"];
    if (metadata === unknownValue) {
        return { name: unknownValue, namespace: unknownValue };
    }
    const { name, namespace } = isFields(metadata) ? metadata : {};
    return { name, namespace };
}

/** Returns an object's name in messages, such as `Rollout demo/shop`, with placeholders for unknown parts. */
export function subjectOf({ kind, body }: KubernetesObject): string {
    const metadata = isFields(body["metadata"]) ? body["metadata"] : {};
    const word = (value: unknown) =>
        value === unknownValue ? "(unknown)" : typeof value === "string" && value !== "" ? value : undefined;
    const name = word(metadata["name"]) ?? "(without a name)";
    const namespace = word(metadata["namespace"]);
    return namespace === undefined ? `${kind} ${name}` : `${kind} ${namespace}/${name}`;
}

/** Returns the annotations of an object. */
export function annotationsOf({ body }: KubernetesObject): Fields {
    const annotations = at(body, "metadata.annotations");
    return isFields(annotations) ? annotations : {};
}

/** True when an object is of Argo Rollouts, and of one of these kinds. */
export function isArgo(object: KubernetesObject, ...kinds: readonly string[]): boolean {
    return groupOf(object) === "argoproj.io" && kinds.includes(object.kind);
}

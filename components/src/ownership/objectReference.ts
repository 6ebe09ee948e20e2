/** An object of a cluster by its kind and name. */
export interface ObjectReference {
    readonly apiVersion: string;
    readonly kind: string;
    readonly name: string;
    /** Absent for kinds without one. */
    readonly namespace?: string | undefined;
}

/** Returns an object's path in the API. Plurals follow the rule by which Kubernetes names resources. */
export function pathOf({ apiVersion, kind, name, namespace }: ObjectReference): string {
    const singular = kind.toLowerCase();
    const plural = singular.endsWith("s")
        ? `${singular}es`
        : singular.endsWith("y")
          ? `${singular.slice(0, -1)}ies`
          : `${singular}s`;
    const group = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    return `${group}${namespace === undefined ? "" : `/namespaces/${namespace}`}/${plural}/${name}`;
}

/** Returns the reference of a CustomResourceDefinition. */
export function definitionReference(name: string): ObjectReference {
    return { apiVersion: "apiextensions.k8s.io/v1", kind: "CustomResourceDefinition", name };
}

/** Formats an object for a message: "Service shop/web". */
export function titleOf({ kind, name, namespace }: ObjectReference): string {
    return `${kind} ${namespace === undefined ? "" : `${namespace}/`}${name}`;
}

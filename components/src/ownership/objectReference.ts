/** An object of a cluster by its kind and name. */
export interface ObjectReference {
    readonly apiVersion: string;
    readonly kind: string;
    readonly name: string;
    /** Absent for kinds without one. */
    readonly namespace?: string | undefined;
}

/** Returns an object's path in the API. Plurals follow English, as the names of resources do. */
export function pathOf({ apiVersion, kind, name, namespace }: ObjectReference): string {
    const singular = kind.toLowerCase();
    const plural = singular.endsWith("s")
        ? `${singular}es`
        : /[^aeiou]y$/.test(singular)
          ? `${singular.slice(0, -1)}ies`
          : `${singular}s`;
    const group = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    return `${group}${namespace === undefined ? "" : `/namespaces/${namespace}`}/${plural}/${name}`;
}

/** Formats a reference for a state, which holds many: "v1 Service shop/web". */
export function formatReference(object: ObjectReference): string {
    return `${object.apiVersion} ${titleOf(object)}`;
}

/** Parses a reference of {@link formatReference}. */
export function parseReference(text: string): ObjectReference {
    const [apiVersion = "", kind = "", path = ""] = text.split(" ");
    const [name = "", namespace] = path.split("/").reverse();
    return { apiVersion, kind, name, namespace };
}

/** Returns the reference of a CustomResourceDefinition. */
export function definitionReference(name: string): ObjectReference {
    return { apiVersion: "apiextensions.k8s.io/v1", kind: "CustomResourceDefinition", name };
}

/** Formats an object for a message: "Service shop/web". */
export function titleOf({ kind, name, namespace }: ObjectReference): string {
    return `${kind} ${namespace === undefined ? "" : `${namespace}/`}${name}`;
}

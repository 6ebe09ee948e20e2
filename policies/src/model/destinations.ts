import { keyOf, NamespaceIndex, onceFor } from "./namespaceIndex";
import { type DeclaredStack, type KubernetesObject, namespaceOf, placeOf } from "./objects";
import { routesOf } from "./routes";
import { knownOr } from "./value";

/** The key of the destinations of a kind and a name. */
export function destinationKey(kind: string, name: string | undefined): string {
    return keyOf(kind, name);
}

/** The key of the destinations with a subset. */
export function subsetKey(subset: string | undefined): string {
    return keyOf("subset of", subset);
}

/** Returns the objects with a route to a destination, in the namespace of an object. */
export function objectsTo(
    { objects }: DeclaredStack,
    object: KubernetesObject,
    destination: string,
): readonly KubernetesObject[] {
    return onceFor(objects, byDestination).at(namespaceOf(object), destination);
}

function byDestination(objects: readonly KubernetesObject[]) {
    return new NamespaceIndex(objects, (object) => {
        const { namespace } = placeOf(object);
        const to = knownOr([], () => routesOf(object).flatMap((route) => route.to));
        const keys = to.flatMap(({ kind, name, subset }) => [
            destinationKey(kind, name),
            ...(subset === undefined ? [] : [subsetKey(subset)]),
        ]);
        return [...new Set(keys)].map((key) => ({ namespace, key }));
    });
}

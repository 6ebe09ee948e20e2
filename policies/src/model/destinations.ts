import { keyOf, NamespaceIndex, onceFor } from "./namespaceIndex";
import { type DeclaredStack, type KubernetesObject, namespaceOf, placeOf } from "./objects";
import { routesOf } from "./routes";
import { knownOr } from "./value";

/** The key of the destinations of a kind and a name. */
export function destinationKey(kind: string, name: string | undefined): string {
    return keyOf(kind, name);
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
        const keys = new Set(to.map(({ kind, name }) => destinationKey(kind, name)));
        return [...keys].map((key) => ({ namespace, key }));
    });
}

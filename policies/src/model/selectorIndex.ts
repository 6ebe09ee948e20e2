import { keyOf, NamespaceIndex, onceFor } from "./namespaceIndex";
import { type DeclaredStack, groupOf, type KubernetesObject, namespaceOf, placeOf } from "./objects";
import { inSameNamespace } from "./relations";
import { type Fields, isFields, unknownValue } from "./value";

/** Objects of one kind by the labels that their selectors require. */
export interface SelectorIndex {
    readonly group: string;
    readonly kind: string;
    readonly byLabel: (objects: readonly KubernetesObject[]) => NamespaceIndex<KubernetesObject>;
}

const anyLabel = "";

/**
 * Returns the index of a kind, in which each object has its rarest label as key: a label of all apps, such as
 * app.kubernetes.io/part-of, would distinguish none.
 *
 * @param labelsOf the labels that the selector of a body requires, of which any part may be unknown; undefined for one
 * that selects nothing
 */
export function selectorIndex(group: string, kind: string, labelsOf: (body: Fields) => unknown): SelectorIndex {
    const byLabel = (objects: readonly KubernetesObject[]) => {
        const selectors = objects
            .filter((object) => object.kind === kind && groupOf(object) === group)
            .map((object) => ({ ...placeOf(object), object, labels: labelsOf(object.body) }))
            .filter(({ labels }) => labels !== undefined)
            .map((one) => ({ ...one, keys: keysOf(one.labels) }));
        const counts = new Map<string, number>();
        for (const { namespace, keys } of selectors) {
            for (const key of keys) {
                const place = keyOf(namespace, key);
                counts.set(place, (counts.get(place) ?? 0) + 1);
            }
        }
        const countOf = (namespace: unknown, key: string) => counts.get(keyOf(namespace, key)) ?? 0;
        const rarest = selectors.map(({ object, namespace, keys }) => {
            const [first = anyLabel, ...others] = keys;
            const key = others.reduce(
                (best, one) => (countOf(namespace, one) < countOf(namespace, best) ? one : best),
                first,
            );
            return { object, entry: { namespace, key } };
        });
        const entries = new Map(rarest.map(({ object, entry }) => [object, entry]));
        return new NamespaceIndex([...entries.keys()], (object) =>
            [entries.get(object)].filter((one) => one !== undefined),
        );
    };
    return { group, kind, byLabel };
}

/** Returns a key for each label; none if one is unknown, so that the selector may match all labels. */
function keysOf(labels: unknown): readonly string[] {
    const all = isFields(labels) ? Object.entries(labels) : [];
    return all.some(([, value]) => value === unknownValue) ? [] : all.map(([name, value]) => keyOf(name, value));
}

/**
 * Returns the objects in the namespace of a workload whose selectors may match the labels of its pods; all others do
 * not match.
 *
 * @throws UnknownValueMet if an object of the kind has an unknown namespace
 */
export function maySelect(
    stack: DeclaredStack,
    workload: KubernetesObject,
    { group, kind, byLabel }: SelectorIndex,
    labels: Fields,
): readonly KubernetesObject[] {
    const all = inSameNamespace(stack, workload, group, kind);
    const pairs = Object.entries(labels);
    if (pairs.some(([, value]) => value === unknownValue)) {
        return all;
    }
    const index = onceFor(stack.objects, byLabel);
    const keys = [...pairs.map(([name, value]) => keyOf(name, value)), anyLabel];
    return [...new Set(keys.flatMap((key) => index.at(namespaceOf(workload), key)))];
}

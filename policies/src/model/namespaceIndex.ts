import { UnknownValueMet, unknownValue } from "./value";

/** A key under which an item is looked up, and the item's namespace; both may be unknown in a preview. */
export interface Entry {
    /** The namespace; anything but a string is an absent one. */
    readonly namespace: unknown;
    readonly key: string;
}

/** Function that returns the entries of an item. It must not throw for an unknown value. */
export type Entries<Item> = (item: Item) => readonly Entry[];

const anyNamespace = "*";
const unknownPart = "?";

/** Joins the parts of a key. An unknown part has its mark, which is no name in Kubernetes; an absent part is empty. */
export function keyOf(...parts: readonly unknown[]): string {
    return parts.map((part) => (part === unknownValue ? unknownPart : typeof part === "string" ? part : "")).join("\n");
}

/**
 * Items by namespace and key, so that a relation takes one look instead of a search through all objects. An absent
 * namespace fits every other: a tool, such as Argo CD, sets it to that of the other objects.
 */
export class NamespaceIndex<Item> {
    private readonly items = new Map<string, Item[]>();

    constructor(items: readonly Item[], entriesOf: Entries<Item>) {
        for (const item of items) {
            for (const { namespace, key } of entriesOf(item)) {
                this.add(keyOf(namespace, key), item);
                if (namespace !== unknownValue) {
                    this.add(keyOf(anyNamespace, key), item);
                }
            }
        }
    }

    private add(place: string, item: Item): void {
        const all = this.items.get(place);
        if (all === undefined) {
            this.items.set(place, [item]);
        } else {
            all.push(item);
        }
    }

    /** Returns the items with a key in a namespace, then those of which one has no namespace. */
    at(namespace: string | undefined, key: string): readonly Item[] {
        const inside = this.in(namespace ?? "", key);
        const others = this.in(othersOf(namespace), key);
        return inside.length === 0 ? others : others.length === 0 ? inside : [...new Set([...inside, ...others])];
    }

    /** Returns the items with a key whose namespace is unknown. */
    unsureAt(key: string): readonly Item[] {
        return this.in(unknownPart, key);
    }

    /**
     * Returns the first item with a key in a namespace; undefined if there is none.
     *
     * @param maybe keys of items that may be the wanted one
     * @throws UnknownValueMet if no item has the key, and one may have it
     */
    first(namespace: string | undefined, key: string, maybe: readonly string[]): Item | undefined {
        const first = (one: string) => this.in(namespace ?? "", one)[0] ?? this.in(othersOf(namespace), one)[0];
        const found = first(key);
        const unsure = () =>
            [key, ...maybe].some((one) => this.unsureAt(one).length > 0) ||
            maybe.some((one) => first(one) !== undefined);
        if (found === undefined && unsure()) {
            throw new UnknownValueMet();
        }
        return found;
    }

    private in(namespace: string, key: string): readonly Item[] {
        return this.items.get(keyOf(namespace, key)) ?? [];
    }
}

/** The namespaces other than its own in which the items for a namespace may be. */
function othersOf(namespace: string | undefined): string {
    return namespace === undefined ? anyNamespace : "";
}

/** Results for each list, by the function that made them. */
const made = new WeakMap<readonly unknown[], Map<(items: never) => unknown, unknown>>();

/** Returns the result of a function for a list that never changes; it is made once for both. */
export function onceFor<Item, Result extends object>(
    items: readonly Item[],
    make: (items: readonly Item[]) => Result,
): Result {
    const results = made.get(items) ?? new Map<(items: never) => unknown, unknown>();
    made.set(items, results);
    const result = (results.get(make) as Result | undefined) ?? make(items);
    results.set(make, result);
    return result;
}

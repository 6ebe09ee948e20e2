/** Groups items by a key, in the order of each key's first item. */
export function groupsOf<Key, Item>(
    items: readonly Item[],
    key: (item: Item) => Key,
): ReadonlyMap<Key, readonly Item[]> {
    const groups = new Map<Key, Item[]>();
    for (const item of items) {
        const group = groups.get(key(item)) ?? [];
        groups.set(key(item), group);
        group.push(item);
    }
    return groups;
}

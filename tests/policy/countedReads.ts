import type { DeclaredStack } from "../../policies/src/model/objects";

/** Returns a stack that counts each read of a field, of its objects and gates and of all values within. */
export function countedReads({ objects, gates }: DeclaredStack): {
    readonly stack: DeclaredStack;
    readonly reads: () => number;
} {
    let reads = 0;
    const seen = new WeakMap<object, object>();
    const counted = <Value>(value: Value): Value => {
        if (typeof value !== "object" || value === null) {
            return value;
        }
        const proxy =
            seen.get(value) ??
            new Proxy(value, {
                get(target, key) {
                    reads++;
                    return counted<unknown>(Reflect.get(target, key));
                },
            });
        seen.set(value, proxy);
        return proxy as Value;
    };
    return { stack: { objects: objects.map(counted), gates: gates.map(counted) }, reads: () => reads };
}

/** A JSON merge patch (RFC 7386): objects are merged, null removes, everything else replaces. */
export function mergePatch(target: unknown, patch: unknown): unknown {
    if (!isObject(patch)) {
        return patch;
    }
    const merged: Record<string, unknown> = isObject(target) ? { ...target } : {};
    for (const [key, value] of Object.entries(patch)) {
        if (value === null) {
            // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- that is what null means here
            delete merged[key];
        } else {
            merged[key] = mergePatch(merged[key], value);
        }
    }
    return merged;
}

/** True when a patch is for another state of an object than the current one. */
export function isStale(
    current: { readonly metadata: { readonly resourceVersion?: string } },
    patch: Record<string, unknown>,
): boolean {
    const { resourceVersion } = (patch["metadata"] ?? {}) as { resourceVersion?: string };
    return resourceVersion !== undefined && resourceVersion !== current.metadata.resourceVersion;
}

function isObject(value: unknown): value is Record<string, unknown> {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

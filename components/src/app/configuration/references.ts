/** An object of the cluster that makes pods: a ReplicaSet, or the Rollout itself. */
export interface PodMaker {
    readonly kind: "ReplicaSet" | "Rollout";
    readonly name: string;
    /** The template of its pods, as read from the API server. */
    readonly template: unknown;
}

/**
 * Maps each name to the first object that needs it, and omits unneeded names.
 *
 * A template needs a name if any string in it equals the name, in any field: a volume, a projected volume, `env` or
 * `envFrom` in any kind of container, or a future field of Kubernetes. The names hold a hash, so that no other string
 * matches by chance. A ReplicaSet without pods counts too: a rollback scales it up again.
 */
export function neededBy(names: readonly string[], makers: readonly PodMaker[]): Map<string, PodMaker> {
    const needed = new Map<string, PodMaker>();
    for (const maker of makers) {
        const strings = stringsIn(maker.template);
        for (const name of names) {
            if (strings.has(name) && !needed.has(name)) {
                needed.set(name, maker);
            }
        }
    }
    return needed;
}

function stringsIn(value: unknown, strings = new Set<string>()): Set<string> {
    if (typeof value === "string") {
        strings.add(value);
    } else if (typeof value === "object" && value !== null) {
        for (const part of Object.values(value)) {
            stringsIn(part, strings);
        }
    }
    return strings;
}

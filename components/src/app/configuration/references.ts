/** An object of the cluster that makes pods: a ReplicaSet, or the Rollout itself. */
export interface PodMaker {
    readonly kind: "ReplicaSet" | "Rollout";
    readonly name: string;
    /** Its pods' template, as the API server has it. */
    readonly template: unknown;
}

/**
 * Who needs which of some names, by name; names that nobody needs are absent.
 *
 * A template needs what any text in it names, whatever the field: a volume, a projected one, `env`, `envFrom`, in any
 * kind of container, or a field that Kubernetes has yet to get. The names hold a hash, so that no other text is one by
 * chance. A ReplicaSet without pods counts too: a rollback brings it up again.
 */
export function neededBy(names: readonly string[], makers: readonly PodMaker[]): Map<string, PodMaker> {
    const needed = new Map<string, PodMaker>();
    for (const maker of makers) {
        const texts = textsIn(maker.template);
        for (const name of names) {
            if (texts.has(name) && !needed.has(name)) {
                needed.set(name, maker);
            }
        }
    }
    return needed;
}

function textsIn(value: unknown, texts = new Set<string>()): Set<string> {
    if (typeof value === "string") {
        texts.add(value);
    } else if (typeof value === "object" && value !== null) {
        for (const part of Object.values(value)) {
            textsIn(part, texts);
        }
    }
    return texts;
}

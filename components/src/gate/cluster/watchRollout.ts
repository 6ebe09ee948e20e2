import { apiErrorCode, watch, type KubernetesApi, type WatchedObject } from "../../kubernetes";
import { pathsOf, serviceNames, type CollectionName } from "./collections";
import { eventsAbout, type World } from "./snapshot";
import { podHashLabel, type RolloutObject } from "./types";

/** Where the gate hears of the cluster. */
export interface ClusterListener {
    /** Everything as it is after one more event. `gap`: weights may have been missed since the last call. */
    onWorld(world: World, gap: boolean): void;
    /** The cluster does not answer just now: from here on, some of what `onWorld` brings may be old. */
    onTrouble(error: Error): void;
    /** All of it is heard again. */
    onRecover(): void;
    /** What the user should know about the watching; said once, and no reason to stop. */
    onNote(text: string): void;
}

interface Collection {
    readonly name: CollectionName;
    objects: Map<string, WatchedObject>;
    listed: boolean;
}

/**
 * Follows one rollout and what belongs to it until `signal` aborts: its AnalysisRuns, ReplicaSets and pods, its two
 * Services, the warnings about them, and every Ingress of the namespace, because anybody's may take its traffic. Names
 * and labels are the live Rollout's own.
 */
export async function follow(
    api: KubernetesApi,
    subject: { readonly namespace: string; readonly rolloutName: string },
    listener: ClusterListener,
    signal: AbortSignal,
): Promise<void> {
    const paths = pathsOf(subject.namespace);
    const collections: Collection[] = [];
    const running: Promise<void>[] = [];
    /** Those whose watch is interrupted: what they hold may be old. */
    const away = new Set<Collection>();

    function objectsOf(name: CollectionName): WatchedObject[] {
        return collections.flatMap((collection) => (collection.name === name ? [...collection.objects.values()] : []));
    }

    function world(): World {
        const rollout: RolloutObject | undefined = objectsOf("rollouts")[0];
        const found = {
            rollout,
            replicaSets: objectsOf("replicaSets"),
            analysisRuns: objectsOf("analysisRuns"),
            services: objectsOf("services"),
            ingresses: objectsOf("ingresses"),
            pods: objectsOf("pods"),
        };
        return { ...found, events: eventsAbout(found, objectsOf("events")) };
    }

    function report(gap: boolean): void {
        if (collections.every((collection) => collection.listed)) {
            listener.onWorld(world(), gap);
        }
    }

    function start(name: CollectionName, query: Record<string, string> = {}): void {
        const collection: Collection = { name, objects: new Map(), listed: false };
        collections.push(collection);
        const ending = new AbortController();
        function recover(): void {
            // Each watch has its own connection, and the last one to be back completes the picture.
            if (away.delete(collection) && away.size === 0) {
                listener.onRecover();
            }
        }
        const handlers = {
            onList(objects: WatchedObject[], again: boolean): void {
                collection.objects = new Map(objects.map((object) => [object.metadata.name, object]));
                collection.listed = true;
                followRest();
                report(again && name === "ingresses");
            },
            onChange(type: string, object: WatchedObject): void {
                if (type === "DELETED") {
                    collection.objects.delete(object.metadata.name);
                } else {
                    collection.objects.set(object.metadata.name, object);
                }
                followRest();
                // A namespace has many events; one about something else is no news.
                if (name !== "events" || eventsAbout(world(), [object]).length > 0) {
                    report(false);
                }
            },
            onTrouble(error: Error): void {
                // Pods and events only explain failures; a gate that does not see them still tells good from bad.
                const explains = name === "pods" || name === "events";
                if (!explains || apiErrorCode(error) !== "Forbidden") {
                    if (!explains || !collection.listed) {
                        away.add(collection);
                        listener.onTrouble(error);
                    }
                    return;
                }
                ending.abort();
                recover();
                collection.objects.clear();
                collection.listed = true;
                listener.onNote(
                    `failures will be explained without ${name}, which this user may not read: ${error.message}`,
                );
                report(false);
            },
            onRecover: recover,
        };
        running.push(watch(api, paths[name], query, handlers, AbortSignal.any([signal, ending.signal])));
    }

    function followRest(): void {
        const rollout: RolloutObject | undefined = objectsOf("rollouts")[0];
        if (rollout === undefined || collections.length > 1) {
            return;
        }
        start("replicaSets");
        start("analysisRuns");
        for (const service of serviceNames(rollout)) {
            start("services", { fieldSelector: `metadata.name=${service.name}` });
        }
        start("ingresses");
        start("pods", { labelSelector: podSelector(rollout) });
        start("events", { fieldSelector: "type=Warning" });
    }

    start("rollouts", { fieldSelector: `metadata.name=${subject.rolloutName}` });
    // Watches are added while others run, so the list is walked and not awaited as a whole.
    for (const loop of running) {
        await loop;
    }
}

/** The labels of a rollout's pods; a Rollout with a workloadRef may have none of its own: then any rollout's pods. */
function podSelector(rollout: RolloutObject): string {
    const labels = Object.entries(rollout.spec?.selector?.matchLabels ?? {}).map(([key, value]) => `${key}=${value}`);
    return [...labels, podHashLabel].join(",");
}

import { apiErrorCode, type watch as watchCollection, type KubernetesApi, type WatchedObject } from "../../kubernetes";
import { routeKinds, routePath, type RouteKind } from "../../routers/model/objects";
import { watchedRoutes } from "../../routers/routing";
import { pathsOf, serviceNames, type CollectionName } from "./collections";
import { eventsAbout, routesByKind, type ClusterSnapshot } from "./snapshot";
import { podHashLabel, type RolloutObject } from "./types";

/** Receives what the watches of a rollout report. */
export interface ClusterListener {
    /** The state after one more event. `gap`: weights may have been missed since the last call. */
    onSnapshot(snapshot: ClusterSnapshot, gap: boolean): void;
    /** The cluster does not answer: from now on, parts of a snapshot may be stale. */
    onError(error: Error): void;
    /** All watches are connected again. */
    onReconnect(): void;
    /** A warning for the user about the watches; reported once, and not fatal. */
    onWarning(text: string): void;
}

/** The watch of one collection. */
export type Watch = typeof watchCollection;

interface Collection {
    readonly name: CollectionName | RouteKind;
    readonly path: string;
    objects: Map<string, WatchedObject>;
    listed: boolean;
}

/**
 * Watches one rollout and its objects until `signal` aborts: its AnalysisRuns, ReplicaSets and pods, its two Services,
 * the warnings about them, and every object of its routers in the namespace, because any of them may take its traffic.
 * Names, labels and routers come from the live Rollout.
 */
export async function watchRollout(
    api: KubernetesApi,
    subject: { readonly namespace: string; readonly rolloutName: string },
    listener: ClusterListener,
    signal: AbortSignal,
    watch: Watch,
): Promise<void> {
    const paths = pathsOf(subject.namespace);
    const collections: Collection[] = [];
    const running: Promise<void>[] = [];
    /** Collections whose watch is interrupted: their objects may be stale. */
    const interrupted = new Set<Collection>();
    /** The collections of every rollout are watched. */
    let dependent = false;

    function objectsOf(name: CollectionName): WatchedObject[] {
        return collections.flatMap((collection) => (collection.name === name ? [...collection.objects.values()] : []));
    }

    function snapshot(): ClusterSnapshot {
        const rollout: RolloutObject | undefined = objectsOf("rollouts")[0];
        const found = {
            rollout,
            replicaSets: objectsOf("replicaSets"),
            analysisRuns: objectsOf("analysisRuns"),
            services: objectsOf("services"),
            routes: routesByKind(
                collections.flatMap(({ name, objects }) => (isRouteKind(name) ? [[name, [...objects.values()]]] : [])),
            ),
            pods: objectsOf("pods"),
        };
        return { ...found, events: eventsAbout(found, objectsOf("events")) };
    }

    function report(gap: boolean): void {
        if (collections.every((collection) => collection.listed)) {
            listener.onSnapshot(snapshot(), gap);
        }
    }

    function start(name: CollectionName, query: Record<string, string> = {}): void {
        startAt(name, paths[name], query);
    }

    function startAt(name: Collection["name"], path: string, query: Record<string, string> = {}): void {
        const collection: Collection = { name, path, objects: new Map(), listed: false };
        collections.push(collection);
        const ending = new AbortController();
        function reconnect(): void {
            // Each watch has its own connection: the snapshot is current once the last one is back.
            if (interrupted.delete(collection) && interrupted.size === 0) {
                listener.onReconnect();
            }
        }
        const handlers = {
            onList(objects: WatchedObject[], again: boolean): void {
                collection.objects = new Map(objects.map((object) => [object.metadata.name, object]));
                collection.listed = true;
                watchDependents();
                report(again && isRouteKind(name));
            },
            onChange(type: string, object: WatchedObject): void {
                if (type === "DELETED") {
                    collection.objects.delete(object.metadata.name);
                } else {
                    collection.objects.set(object.metadata.name, object);
                }
                watchDependents();
                // A namespace has many events; those about other objects are ignored.
                if (name !== "events" || eventsAbout(snapshot(), [object]).length > 0) {
                    report(false);
                }
            },
            onError(error: Error): void {
                // Without its CRD a kind has no objects, and the watch tries again.
                if (isRouteKind(name) && apiErrorCode(error) === "NotFound") {
                    const known = collection.listed && collection.objects.size === 0;
                    collection.objects.clear();
                    collection.listed = true;
                    if (!known) {
                        report(false);
                    }
                    return;
                }
                // Pods and events only explain failures; decisions do not need them.
                const explains = name === "pods" || name === "events";
                if (!explains || apiErrorCode(error) !== "Forbidden") {
                    if (!explains || !collection.listed) {
                        interrupted.add(collection);
                        listener.onError(error);
                    }
                    return;
                }
                ending.abort();
                reconnect();
                collection.objects.clear();
                collection.listed = true;
                listener.onWarning(
                    `failures will be explained without ${name}, which this user may not read: ${error.message}`,
                );
                report(false);
            },
            onReconnect: reconnect,
        };
        running.push(watch(api, path, query, handlers, AbortSignal.any([signal, ending.signal])));
    }

    function watchDependents(): void {
        const rollout: RolloutObject | undefined = objectsOf("rollouts")[0];
        if (rollout === undefined) {
            return;
        }
        watchRoutes(rollout);
        if (dependent) {
            return;
        }
        dependent = true;
        start("replicaSets");
        start("analysisRuns");
        for (const service of serviceNames(rollout)) {
            start("services", { fieldSelector: `metadata.name=${service.name}` });
        }
        start("pods", { labelSelector: podSelector(rollout) });
        start("events", { fieldSelector: "type=Warning" });
    }

    /** A Rollout may get another router while it is watched, as when an app moves to one. */
    function watchRoutes(rollout: RolloutObject): void {
        for (const { kind, namespace = subject.namespace } of watchedRoutes(rollout)) {
            const path = routePath(kind, namespace);
            if (!collections.some((collection) => collection.path === path)) {
                startAt(kind, path);
            }
        }
    }

    start("rollouts", { fieldSelector: `metadata.name=${subject.rolloutName}` });
    // Not Promise.all, because watches are added while others run.
    for (const loop of running) {
        await loop;
    }
}

function isRouteKind(name: Collection["name"]): name is RouteKind {
    return Object.hasOwn(routeKinds, name);
}

/** Selects a rollout's pods. A Rollout with a workloadRef may have no labels: then it selects any rollout's pods. */
function podSelector(rollout: RolloutObject): string {
    const labels = Object.entries(rollout.spec?.selector?.matchLabels ?? {}).map(([key, value]) => `${key}=${value}`);
    return [...labels, podHashLabel].join(",");
}

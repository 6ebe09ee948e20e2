import { apiErrorCode, watch, type KubernetesApi, type WatchedObject } from "../kubernetesApi";
import { canaryIngressNames, serviceNames } from "./routing";
import type { World } from "./shapes";

/** Where the gate hears of the cluster. */
export interface ClusterListener {
    /** Everything as it is after one more event. `gap`: weights may have been missed since the last call. */
    onWorld(world: World, gap: boolean): void;
    /** The cluster does not answer just now. */
    onTrouble(error: Error): void;
}

/** The gate's only way to the cluster. */
export interface Cluster {
    /** Reports until `signal` aborts; the first report comes when everything was read once. */
    follow(listener: ClusterListener, signal: AbortSignal): Promise<void>;
}

/** The API paths of a namespace. */
export function pathsOf(namespace: string) {
    return {
        rollouts: `/apis/argoproj.io/v1alpha1/namespaces/${namespace}/rollouts`,
        analysisRuns: `/apis/argoproj.io/v1alpha1/namespaces/${namespace}/analysisruns`,
        replicaSets: `/apis/apps/v1/namespaces/${namespace}/replicasets`,
        services: `/api/v1/namespaces/${namespace}/services`,
        ingresses: `/apis/networking.k8s.io/v1/namespaces/${namespace}/ingresses`,
    };
}

/**
 * Follows one rollout and what belongs to it: its AnalysisRuns and ReplicaSets, its two Services and the canary
 * Ingress. The names of the latter are the live Rollout's own.
 */
export function clusterOf(api: KubernetesApi, namespace: string, rolloutName: string): Cluster {
    const paths = pathsOf(namespace);

    async function follow(listener: ClusterListener, signal: AbortSignal): Promise<void> {
        const collections: { name: string; objects: Map<string, WatchedObject>; listed: boolean }[] = [];
        const running: Promise<void>[] = [];

        function objectsOf(name: string): WatchedObject[] {
            return collections.flatMap((collection) =>
                collection.name === name ? [...collection.objects.values()] : [],
            );
        }

        function report(gap: boolean): void {
            if (!collections.every((collection) => collection.listed)) {
                return;
            }
            listener.onWorld(
                {
                    rollout: objectsOf("rollouts")[0],
                    replicaSets: objectsOf("replicaSets"),
                    analysisRuns: objectsOf("analysisRuns"),
                    services: objectsOf("services"),
                    ingresses: objectsOf("ingresses"),
                },
                gap,
            );
        }

        function start(name: keyof typeof paths, objectName?: string): void {
            const collection = { name, objects: new Map<string, WatchedObject>(), listed: false };
            collections.push(collection);
            const query: Record<string, string> =
                objectName === undefined ? {} : { fieldSelector: `metadata.name=${objectName}` };
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
                    report(false);
                },
                onTrouble(error: Error): void {
                    listener.onTrouble(error);
                },
            };
            running.push(watch(api, paths[name], query, handlers, signal));
        }

        function followRest(): void {
            const rollout = objectsOf("rollouts")[0];
            if (rollout === undefined || collections.length > 1) {
                return;
            }
            start("replicaSets");
            start("analysisRuns");
            for (const service of serviceNames(rollout)) {
                start("services", service.name);
            }
            for (const ingress of canaryIngressNames(rollout)) {
                start("ingresses", ingress);
            }
        }

        start("rollouts", rolloutName);
        // Watches are added while others run, so the list is walked and not awaited as a whole.
        for (const loop of running) {
            await loop;
        }
    }

    return { follow };
}

/** Whether waiting cannot make this error go away. */
export function isFatal(error: Error): boolean {
    const code = apiErrorCode(error);
    return code === "Unauthorized" || code === "Forbidden" || code === "Invalid";
}

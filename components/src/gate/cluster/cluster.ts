import { apiError, type ApiError, apiErrorCode, type KubernetesApi, list, sharedWatch } from "../../kubernetes";
import type { IngressObject } from "../../routers/nginx/ingress";
import { type RouteObject, type RouteObjects, routePath } from "../../routers/model/objects";
import { watchedRoutes } from "../../routers/routing";
import { allIngresses, pathsOf } from "./collections";
import { findRollout } from "./findRollout";
import { type ClusterSnapshot, routesByKind } from "./snapshot";
import {
    fieldManager,
    type EndpointSliceObject,
    type EventObject,
    type ReplicaSetObject,
    type RolloutObject,
    type ServiceObject,
} from "./types";
import { watchRollout, type ClusterListener, type Watch } from "./watchRollout";

/** A change of the Rollout's status that applies to one resourceVersion only. */
export interface StatusPatch {
    readonly metadata: { readonly resourceVersion: string };
    /** As in a JSON merge patch: null removes a field. */
    readonly status: Record<string, unknown>;
}

/** The gate's only access to the cluster. */
export interface Cluster {
    /** Reports until `signal` aborts; the first report follows once everything was read. */
    watchRollout(listener: ClusterListener, signal: AbortSignal): Promise<void>;
    /** Reads the Rollout and the objects of its traffic once; without AnalysisRuns, pods and events. */
    readTraffic(): Promise<ClusterSnapshot>;
    /** Reads the Ingresses of all namespaces, or those of the Rollout's one if the others may not be read. */
    readIngresses(): Promise<readonly IngressObject[]>;
    /** Reads the number of a Service's ready endpoints; undefined if they may not be read. */
    readReadyEndpoints(service: string): Promise<number | undefined>;
    /** Reads the Events about an object, by its uid; the watch has warnings only. */
    readEvents(uid: string): Promise<EventObject[]>;
    /**
     * Merge-patches the Rollout's status subresource. `conflict`: the Rollout has another resourceVersion than the
     * patch. Usually another client wrote, but it may be this very patch, if its response was lost: read the Rollout
     * before sending another.
     */
    patchStatus(patch: StatusPatch): Promise<"applied" | "conflict">;
    /**
     * Returns the last lines of a container's log, oldest first; [] if there are none or they cannot be read.
     * `previous`: of the run before the container's last restart.
     */
    logTail(pod: string, container: string, previous: boolean): Promise<string[]>;
}

/**
 * Creates the access to the cluster of one rollout.
 * @default watch - the API's own, shared with the other rollouts of the connection
 */
export function clusterOf(
    api: KubernetesApi,
    namespace: string,
    rolloutName: string,
    watch: Watch = sharedWatch,
): Cluster {
    const paths = pathsOf(namespace);

    /** Without its CRD a kind has no objects. */
    async function listIfServed<T>(path: string): Promise<T[]> {
        try {
            return await list<T>(api, path);
        } catch (error) {
            if (apiErrorCode(error) === "NotFound") {
                return [];
            }
            throw error;
        }
    }

    async function readTraffic(): Promise<ClusterSnapshot> {
        const [rollout, replicaSets, services] = await Promise.all([
            findRollout(api, { namespace, rolloutName }),
            list<ReplicaSetObject>(api, paths.replicaSets),
            list<ServiceObject>(api, paths.services),
        ]);
        const routes = rollout === undefined ? {} : await readRoutes(rollout);
        return { rollout, replicaSets, services, routes, analysisRuns: [], pods: [], events: [] };
    }

    async function readRoutes(rollout: RolloutObject): Promise<RouteObjects> {
        const read = watchedRoutes(rollout).map(
            async ({ kind, namespace: other }) =>
                [kind, await listIfServed<RouteObject>(routePath(kind, other ?? namespace))] as const,
        );
        return routesByKind(await Promise.all(read));
    }

    async function readIngresses(): Promise<readonly IngressObject[]> {
        return list<IngressObject>(api, allIngresses).catch(() => list<IngressObject>(api, paths.ingresses));
    }

    async function readReadyEndpoints(service: string): Promise<number | undefined> {
        const labelSelector = `kubernetes.io/service-name=${service}`;
        const slices = await list<EndpointSliceObject>(api, paths.endpointSlices, { labelSelector }).catch(
            () => undefined,
        );
        const endpoints = slices?.flatMap(({ endpoints: some }) => some ?? []);
        return endpoints?.filter(({ conditions }) => conditions?.ready !== false).length;
    }

    async function readEvents(uid: string): Promise<EventObject[]> {
        return list<EventObject>(api, paths.events, { fieldSelector: `involvedObject.uid=${uid}` });
    }

    async function patchStatus(patch: StatusPatch): Promise<"applied" | "conflict"> {
        if (patch.metadata.resourceVersion === "") {
            throw apiError("Invalid", "a status patch must name the resourceVersion that it is meant for");
        }
        try {
            await api.request({
                method: "PATCH",
                path: `${paths.rollouts}/${rolloutName}/status`,
                query: { fieldManager },
                contentType: "application/merge-patch+json",
                body: patch,
                // Because of its resourceVersion, a second copy changes nothing.
                idempotent: true,
            });
            return "applied";
        } catch (error) {
            if (apiErrorCode(error) === "Conflict") {
                return "conflict";
            }
            throw error;
        }
    }

    async function logTail(pod: string, container: string, previous: boolean): Promise<string[]> {
        try {
            const text = await api.request({
                method: "GET",
                path: `${paths.pods}/${pod}/log`,
                query: { container, tailLines: "5", limitBytes: "65536", ...(previous ? { previous: "true" } : {}) },
                answer: "text",
                // Only adds detail to a failure, which must not wait for a node that does not answer.
                idempotent: false,
            });
            return typeof text === "string" ? text.split("\n").filter((line) => line.trim() !== "") : [];
        } catch {
            return [];
        }
    }

    return {
        watchRollout: (listener, signal) => watchRollout(api, { namespace, rolloutName }, listener, signal, watch),
        readTraffic,
        readIngresses,
        readReadyEndpoints,
        readEvents,
        patchStatus,
        logTail,
    };
}

/** Creates the error for a Rollout that does not exist. */
export function missingRollout(namespace: string, rolloutName: string): ApiError {
    return apiError("NotFound", `there is no Rollout ${namespace}/${rolloutName}`);
}

/** True for an error that waiting cannot resolve. */
export function isFatal(error: Error): boolean {
    const code = apiErrorCode(error);
    return code === "Unauthorized" || code === "Forbidden" || code === "Invalid";
}

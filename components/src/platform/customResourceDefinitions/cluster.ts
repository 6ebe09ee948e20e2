import { apiError, apiErrorCode, watch, type KubernetesApi, type WatchedObject } from "../../kubernetes";
import { noOwner, ownerAnnotation } from "../../ownership";
import type { KubernetesObject } from "../release/readManifest";
import { applied, definitionsPath, waitsFor, type LiveDefinition } from "./crd";

/** Timeout for the API server to establish or to remove definitions, in milliseconds. */
export const deadlineMs = 60_000;

/** Applies a definition with our field manager, and takes its fields back from other managers. */
export async function applyDefinition(api: KubernetesApi, definition: KubernetesObject, owner: string): Promise<void> {
    await api.request({
        method: "PATCH",
        path: `${definitionsPath}/${definition.metadata.name}`,
        query: { fieldManager: "canary-delivery", force: "true" },
        contentType: "application/apply-patch+yaml",
        body: applied(definition, owner),
        idempotent: true,
    });
}

/** Reads the live definition; undefined if there is none. */
export async function readDefinition(api: KubernetesApi, name: string): Promise<LiveDefinition | undefined> {
    try {
        return (await api.request({ method: "GET", path: `${definitionsPath}/${name}` })) as LiveDefinition;
    } catch (error) {
        if (apiErrorCode(error) === "NotFound") {
            return undefined;
        }
        throw error;
    }
}

/** Gives up the definitions of an owner: any stack may go on with them. States of version 2 have no owner. */
export async function releaseDefinitions(api: KubernetesApi, names: readonly string[], owner: string | undefined) {
    for (const name of names) {
        const live = await readDefinition(api, name);
        if (live !== undefined && live.metadata.annotations?.[ownerAnnotation] === owner) {
            await api.request({
                method: "PATCH",
                path: `${definitionsPath}/${name}`,
                contentType: "application/merge-patch+json",
                body: { metadata: { annotations: { [ownerAnnotation]: noOwner } } },
                idempotent: true,
            });
        }
    }
}

/** Removes definitions, and with them every object of their kinds; resolves when they are gone. */
export async function removeDefinitions(api: KubernetesApi, names: readonly string[], withinMs = deadlineMs) {
    for (const name of names) {
        try {
            await api.request({ method: "DELETE", path: `${definitionsPath}/${name}` });
        } catch (error) {
            if (apiErrorCode(error) !== "NotFound") {
                throw error;
            }
        }
    }
    await Promise.all(
        names.map((name) =>
            until(api, name, withinMs, (live) =>
                live === undefined ? undefined : "it still exists: a finalizer of an object of its kind holds it back",
            ),
        ),
    );
}

/** Waits until objects of these kinds can be created. Resolves to the generations of their definitions. */
export async function establishDefinitions(api: KubernetesApi, names: readonly string[], withinMs = deadlineMs) {
    const generations: Record<string, number> = {};
    await Promise.all(
        names.map(async (name) => {
            const live = await until(api, name, withinMs, waitsFor);
            generations[name] = live?.metadata.generation ?? 0;
        }),
    );
    return generations;
}

/** Watches one definition until `blocker` returns undefined. */
async function until(
    api: KubernetesApi,
    name: string,
    withinMs: number,
    blocker: (live: LiveDefinition | undefined) => string | undefined,
): Promise<LiveDefinition | undefined> {
    const stop = new AbortController();
    let live: LiveDefinition | undefined;
    let blockedBy: string | undefined = "the cluster has not answered";
    const look = (object: WatchedObject | undefined) => {
        live = object;
        blockedBy = blocker(live);
        if (blockedBy === undefined) {
            stop.abort();
        }
    };
    const timer = setTimeout(() => {
        stop.abort();
    }, withinMs);
    const handlers = {
        onList: (objects: WatchedObject[]) => {
            look(objects[0]);
        },
        onChange: (type: string, object: WatchedObject) => {
            look(type === "DELETED" ? undefined : object);
        },
        onError: (error: Error) => {
            blockedBy = error.message;
            if (apiErrorCode(error) === "Forbidden" || apiErrorCode(error) === "Unauthorized") {
                stop.abort();
            }
        },
    };
    await watch(api, definitionsPath, { fieldSelector: `metadata.name=${name}` }, handlers, stop.signal);
    clearTimeout(timer);
    const remaining = blockedBy as string | undefined;
    if (remaining !== undefined) {
        const message = `CustomResourceDefinition ${name}: ${remaining} (waited at most ${String(withinMs / 1000)} s)`;
        throw apiError("Invalid", message);
    }
    return live;
}

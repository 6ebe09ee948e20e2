import { apiErrorCode, type KubernetesApi } from "../../kubernetes";
import {
    listConfiguration,
    listReplicaSets,
    readRollout,
    removeConfiguration,
    type AppReference,
    type ConfigurationObject,
} from "./cluster";
import { neededBy, type PodMaker } from "./references";
import type { ConfigurationKind } from "./objectName";

/** An object that is still needed, and the ReplicaSet or Rollout that needs it. */
export interface Kept {
    readonly object: ConfigurationObject;
    readonly by: PodMaker;
}

/** The app whose configuration is collected. */
export interface GarbageCollectionArgs extends AppReference {
    readonly kinds: readonly ConfigurationKind[];
    /** Names to keep unconditionally. */
    readonly current: readonly string[];
    /** True when the app is being removed: its ReplicaSets then need nothing once the Rollout is gone. */
    readonly leaving: boolean;
}

/** Attempts of a collection, which starts again after a conflict with another writer. */
const attempts = 10;

/** Removes the app's configuration that is neither current nor needed, and reports each removal. */
export async function garbageCollect(
    api: KubernetesApi,
    args: GarbageCollectionArgs,
    onRemoved: (object: ConfigurationObject) => void,
): Promise<Kept[]> {
    for (let attempt = 1; ; attempt += 1) {
        try {
            return await collectOnce(api, args, onRemoved);
        } catch (error) {
            if (apiErrorCode(error) !== "Conflict" || attempt === attempts) {
                throw error;
            }
        }
    }
}

async function collectOnce(
    api: KubernetesApi,
    args: GarbageCollectionArgs,
    onRemoved: (object: ConfigurationObject) => void,
): Promise<Kept[]> {
    const superseded = await supersededObjects(api, args);
    // Read after the objects, so that no ReplicaSet that needs one of them by then is missed.
    const needed = superseded.length === 0 ? new Map<string, PodMaker>() : await needs(api, args, superseded);
    const kept: Kept[] = [];
    for (const object of superseded) {
        const by = needed.get(object.name);
        if (by === undefined) {
            await removeConfiguration(api, args, object);
            onRemoved(object);
        } else {
            kept.push({ object, by });
        }
    }
    return kept;
}

/** Returns the app's objects that are not current. */
export async function supersededObjects(api: KubernetesApi, args: Omit<GarbageCollectionArgs, "leaving">) {
    const found: ConfigurationObject[] = [];
    for (const kind of args.kinds) {
        found.push(...(await listConfiguration(api, args, kind)));
    }
    return found.filter(({ name }) => !args.current.includes(name));
}

async function needs(api: KubernetesApi, args: GarbageCollectionArgs, objects: readonly ConfigurationObject[]) {
    const rollout = await readRollout(api, args);
    if (rollout === undefined && args.leaving) {
        // The garbage collector removes the ReplicaSets of a Rollout that is gone; nothing scales them up again.
        return new Map<string, PodMaker>();
    }
    const replicaSets = await listReplicaSets(api, args);
    const makers = rollout === undefined ? replicaSets : [...replicaSets, rollout];
    return neededBy(
        objects.map(({ name }) => name),
        makers,
    );
}

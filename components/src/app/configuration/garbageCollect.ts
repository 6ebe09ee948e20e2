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

/** What a sweep left, and who needs it. */
export interface Kept {
    readonly object: ConfigurationObject;
    readonly by: PodMaker;
}

/** What a sweep is about. */
export interface GarbageCollectionArgs extends AppReference {
    readonly kinds: readonly ConfigurationKind[];
    /** The names that stay, whoever needs them. */
    readonly current: readonly string[];
    /** Whether the app is going: then its ReplicaSets need nothing once the Rollout is gone. */
    readonly leaving: boolean;
}

/** How often a sweep starts anew because somebody wrote in between. */
const attempts = 10;

/** Removes the app's configuration that is neither current nor needed, and tells of each removal. */
export async function garbageCollect(
    api: KubernetesApi,
    args: GarbageCollectionArgs,
    onRemoved: (object: ConfigurationObject) => void,
): Promise<Kept[]> {
    for (let attempt = 1; ; attempt += 1) {
        try {
            return await sweepOnce(api, args, onRemoved);
        } catch (error) {
            if (apiErrorCode(error) !== "Conflict" || attempt === attempts) {
                throw error;
            }
        }
    }
}

async function sweepOnce(
    api: KubernetesApi,
    args: GarbageCollectionArgs,
    onRemoved: (object: ConfigurationObject) => void,
): Promise<Kept[]> {
    const superseded = await supersededObjects(api, args);
    // Read after the objects: whoever needs one of them by then is seen.
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

/** The app's objects that are not current. */
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
        // The garbage collector removes the ReplicaSets of a Rollout that is gone; nothing brings them up again.
        return new Map<string, PodMaker>();
    }
    const replicaSets = await listReplicaSets(api, args);
    const makers = rollout === undefined ? replicaSets : [...replicaSets, rollout];
    return neededBy(
        objects.map(({ name }) => name),
        makers,
    );
}

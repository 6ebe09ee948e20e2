import { type KubernetesApi, list } from "../../kubernetes";
import { pathsOf } from "./collections";
import type { RolloutObject } from "./types";

/** Reads a Rollout; undefined if it does not exist. Needs the permission to list alone. */
export async function findRollout(
    api: KubernetesApi,
    { namespace, rolloutName }: { readonly namespace: string; readonly rolloutName: string },
): Promise<RolloutObject | undefined> {
    const query = { fieldSelector: `metadata.name=${rolloutName}` };
    const [rollout] = await list<RolloutObject>(api, pathsOf(namespace).rollouts, query);
    return rollout;
}

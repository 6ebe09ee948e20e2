import { clusterOf } from "../../gate/cluster/cluster";
import { pathsOf } from "../../gate/cluster/collections";
import { systemClock } from "../../gate/model/clock";
import { type KubernetesApi, retryOnConflict } from "../../kubernetes";
import type { RolloutName } from "../options";
import type { Change, Plan } from "./change";
import { type ReadRollout, readRollout } from "./readRollout";

/** Identifies the writes of these commands in the audit log and in managedFields, different from the gate's. */
const fieldManager = "canary-delivery-cli";

/**
 * Reads a Rollout, and applies the change that `plan` makes of it to exactly that state; another client's write in
 * between is read again. Resolves to the plan.
 */
export async function applyPlan(
    api: KubernetesApi,
    rollout: RolloutName,
    plan: (read: ReadRollout) => Plan,
): Promise<Plan> {
    return retryOnConflict(async () => {
        const read = await readRollout(clusterOf(api, rollout.namespace, rollout.name), rollout, systemClock());
        const planned = plan(read);
        if (!("nothing" in planned)) {
            await send(api, rollout, planned, read.observation.resourceVersion);
        }
        return planned;
    });
}

async function send(
    api: KubernetesApi,
    { namespace, name }: RolloutName,
    { status, spec, template }: Change,
    resourceVersion: string,
): Promise<void> {
    const path = `${pathsOf(namespace).rollouts}/${name}`;
    const patch = (to: string, kind: "merge" | "json", body: unknown) =>
        api.request({
            ...{ method: "PATCH", path: to, query: { fieldManager }, body },
            contentType: `application/${kind}-patch+json`,
        });
    if (template !== undefined) {
        await patch(path, "json", [
            // The state that was read, or a conflict.
            { op: "replace", path: "/metadata/resourceVersion", value: resourceVersion },
            { op: "replace", path: "/spec/template", value: template },
        ]);
    }
    if (status !== undefined) {
        await patch(`${path}/status`, "merge", { metadata: { resourceVersion }, status });
    }
    if (spec !== undefined) {
        // After the status, as kubectl argo rollouts does; the status has changed the resourceVersion.
        await patch(path, "merge", { spec });
    }
}

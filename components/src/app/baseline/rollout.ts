import { apiErrorCode, type KubernetesApi } from "../../kubernetes";
import type { RolloutObject } from "../../gate/cluster/types";
import type { RolloutBaselineInputs } from "./inputs";

/** Marks a Rollout that is still the baseline: the next apply by the same manager drops the annotation. */
export const markerAnnotation = "canary-delivery/baseline";

/** True when a Rollout is a baseline that no other apply has taken over. */
export function isBaseline(rollout: RolloutObject): boolean {
    return rollout.metadata.annotations?.[markerAnnotation] === "true";
}

/** Returns the API path of a Rollout. */
export function rolloutPath({ namespace, rolloutName }: Pick<RolloutBaselineInputs, "namespace" | "rolloutName">) {
    return `/apis/argoproj.io/v1alpha1/namespaces/${namespace}/rollouts/${rolloutName}`;
}

/** Returns the live Rollout, or undefined if there is none. */
export async function readRollout(api: KubernetesApi, path: string): Promise<RolloutObject | undefined> {
    try {
        return (await api.request({ method: "GET", path })) as RolloutObject;
    } catch (error) {
        if (apiErrorCode(error) === "NotFound") {
            return undefined;
        }
        throw error;
    }
}

/** Applies the baseline with the field manager of the declared Rollout, and with the marker annotation. */
export async function applyBaseline(api: KubernetesApi, inputs: RolloutBaselineInputs): Promise<void> {
    const { manifest, fieldManager } = inputs;
    const annotations = { ...manifest.metadata.annotations, [markerAnnotation]: "true" };
    await api.request({
        method: "PATCH",
        path: rolloutPath(inputs),
        query: { fieldManager, force: "true" },
        contentType: "application/apply-patch+yaml",
        body: { ...manifest, metadata: { ...manifest.metadata, annotations } },
        idempotent: true,
    });
}

/** Attempts to delete, because another client may write in between; the controller does at every step. */
const attempts = 10;

/** Deletes a Rollout that is still the baseline, exactly as it was read; any other Rollout stays. */
export async function removeBaseline(api: KubernetesApi, path: string): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
        const rollout = await readRollout(api, path);
        if (rollout === undefined || !isBaseline(rollout)) {
            return;
        }
        const { uid, resourceVersion } = rollout.metadata;
        const preconditions = { uid, resourceVersion };
        try {
            const body = { apiVersion: "v1", kind: "DeleteOptions", preconditions };
            await api.request({ method: "DELETE", path, body });
            return;
        } catch (error) {
            const code = apiErrorCode(error);
            if (code === "NotFound") {
                return;
            }
            if (code !== "Conflict" || attempt === attempts) {
                throw error;
            }
        }
    }
}

import { apiErrorCode, type KubernetesApi, messageOf } from "../../kubernetes";
import { routePath } from "../../routers/model/objects";
import { formerCanaries } from "../../routers/nginx/canaryIngresses";
import type { Cluster } from "../cluster/cluster";

/**
 * Returns the access to a cluster that also deletes the canary Ingresses of the Rollout whose stable Ingress it no longer
 * names. The controller leaves them behind, and ingress-nginx would take their weight, 0, for the canary's; one that
 * cannot be deleted is found as misrouting.
 */
export function deletingFormerCanaries(
    cluster: Cluster,
    api: KubernetesApi,
    namespace: string,
    note: (text: string) => void,
): Cluster {
    const tried = new Set<string>();

    async function remove(name: string, uid: string): Promise<void> {
        const what = `Ingress ${name}, the controller's copy of one that the Rollout no longer names`;
        try {
            const path = `${routePath("Ingress", namespace)}/${name}`;
            await api.request({ method: "DELETE", path, body: { preconditions: { uid } } });
            note(`deleted ${what}`);
        } catch (error) {
            if (apiErrorCode(error) !== "NotFound") {
                note(`could not delete ${what}: ${messageOf(error)}`);
            }
        }
    }

    return {
        ...cluster,
        watchRollout: (listener, signal) =>
            cluster.watchRollout(
                {
                    ...listener,
                    onSnapshot(snapshot, gap) {
                        listener.onSnapshot(snapshot, gap);
                        const { rollout, routes } = snapshot;
                        const former = rollout === undefined ? [] : formerCanaries(rollout, routes.Ingress ?? []);
                        for (const { name, uid = "" } of former.map(({ metadata }) => metadata)) {
                            if (!tried.has(uid)) {
                                tried.add(uid);
                                void remove(name, uid);
                            }
                        }
                    },
                },
                signal,
            ),
    };
}

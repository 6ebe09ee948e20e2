import assert from "node:assert/strict";
import type { Cluster } from "../../../../../components/src/gate/cluster/cluster";
import type { ClusterSnapshot } from "../../../../../components/src/gate/cluster/snapshot";
import { deletingFormerCanaries } from "../../../../../components/src/gate/drive/formerCanaries";
import { apiError, type KubernetesApi } from "../../../../../components/src/kubernetes";

/** A snapshot of the Rollout web behind the Ingress web, with the controller's copies of these Ingresses. */
function snapshotOf(...copied: string[]): ClusterSnapshot {
    const nginx = { stableIngress: "web" };
    const ownerReferences = [{ kind: "Rollout", name: "web", uid: "ours", controller: true }];
    const annotations = { "nginx.ingress.kubernetes.io/canary": "true" };
    return {
        rollout: {
            metadata: { name: "web", uid: "ours" },
            spec: { strategy: { canary: { trafficRouting: { nginx } } } },
        },
        routes: {
            Ingress: copied.map((name) => ({
                metadata: { name: `web-${name}-canary`, uid: name, ownerReferences, annotations },
            })),
        },
        ...{ replicaSets: [], services: [], analysisRuns: [], pods: [], events: [] },
    };
}

describe("the copy of an Ingress that a Rollout no longer names", () => {
    const requests: unknown[] = [];
    const notes: string[] = [];
    const seen: ClusterSnapshot[] = [];

    /** Watches these snapshots, with an API server that answers each deletion so. */
    async function watch(answer: () => Promise<unknown>, ...snapshots: ClusterSnapshot[]): Promise<void> {
        for (const list of [requests, notes, seen]) {
            list.length = 0;
        }
        const cluster = {
            watchRollout: (listener: Parameters<Cluster["watchRollout"]>[0]) => {
                snapshots.forEach((snapshot) => {
                    listener.onSnapshot(snapshot, false);
                });
                return Promise.resolve();
            },
        } as unknown as Cluster;
        const api = {
            request: (wanted: unknown) => {
                requests.push(wanted);
                return answer();
            },
        } as unknown as KubernetesApi;
        const listener = { onSnapshot: (snapshot: ClusterSnapshot) => seen.push(snapshot) };
        const deleting = deletingFormerCanaries(cluster, api, "demo", (text) => notes.push(text));
        await deleting.watchRollout(
            listener as unknown as Parameters<Cluster["watchRollout"]>[0],
            new AbortController().signal,
        );
        await new Promise(setImmediate);
    }

    it("is deleted once, by its uid, and the snapshots are passed on", async () => {
        const snapshots = [snapshotOf("web", "old"), snapshotOf("web", "old"), snapshotOf("web")];
        await watch(() => Promise.resolve({}), ...snapshots);
        assert.deepEqual(requests, [
            {
                method: "DELETE",
                path: "/apis/networking.k8s.io/v1/namespaces/demo/ingresses/web-old-canary",
                body: { preconditions: { uid: "old" } },
            },
        ]);
        assert.deepEqual(notes, [
            "deleted Ingress web-old-canary, the controller's copy of one that the Rollout no longer names",
        ]);
        assert.deepEqual(seen, snapshots);
    });

    it("is a note where that is forbidden, and none where it is gone", async () => {
        await watch(() => Promise.reject(apiError("Forbidden", "no")), snapshotOf("old"));
        assert.deepEqual(notes, [
            "could not delete Ingress web-old-canary, the controller's copy of one that the Rollout no longer names: no",
        ]);
        await watch(() => Promise.reject(apiError("NotFound", "gone")), snapshotOf("old"));
        assert.deepEqual(notes, []);
    });
});

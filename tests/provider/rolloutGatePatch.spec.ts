import assert from "node:assert/strict";
import { apiErrorCode, connect } from "../../components/src/kubernetes";
import { clusterOf, type Cluster } from "../../components/src/gate/cluster/cluster";
import { pathsOf } from "../../components/src/gate/cluster/collections";
import type { ClusterSnapshot } from "../../components/src/gate/cluster/snapshot";
import { FakeApiServer } from "../support/apiServer/fakeApiServer";
import type { SeenRequest } from "../support/apiServer/fakeRest";
import { FakeRollout } from "../support/rollout/fakeRollout";

const paths = pathsOf("demo");

/** The gate's writes on a fake API server that does not always answer. */
describe("rollout gate's patch of the Rollout's status", () => {
    let server: FakeApiServer;
    let rollout: FakeRollout;
    let cluster: Cluster;

    beforeEach(async () => {
        server = await FakeApiServer.start();
        rollout = new FakeRollout(server);
        rollout.deployFirst();
        rollout.pause(1);
        const api = await connect({ kubeconfig: server.kubeconfig, kubeContext: "fake" });
        cluster = clusterOf(api, "demo", rollout.name);
    });

    afterEach(async () => {
        await server.stop();
    });

    const unpause = { pauseConditions: null };
    const patches = () => server.requests.filter(({ method }) => method === "PATCH");
    const live = () => server.get(paths.rollouts, rollout.name) as ClusterSnapshot["rollout"];
    const patch = (resourceVersion = live()?.metadata.resourceVersion ?? "") =>
        cluster.patchStatus({ metadata: { resourceVersion }, status: unpause });

    it("is a merge patch of the status with its own field manager, for one state of the Rollout", async () => {
        const resourceVersion = live()?.metadata.resourceVersion ?? "";
        assert.equal(await patch(), "applied");
        assert.deepEqual(patches(), [
            {
                method: "PATCH",
                path: `${paths.rollouts}/ops-hardening-demo/status`,
                query: { fieldManager: "canary-delivery" },
                contentType: "application/merge-patch+json",
                body: { metadata: { resourceVersion }, status: unpause },
            } satisfies SeenRequest,
        ]);
        assert.equal(live()?.status?.pauseConditions, undefined);
        assert.equal(live()?.status?.controllerPause, true);
        assert.equal(live()?.metadata.managedFields?.at(-1)?.manager, "canary-delivery");
    });

    it("lets the controller continue", async () => {
        rollout.onPatch = () => {
            rollout.resume(2);
        };
        await patch();
        assert.deepEqual(rollout.patches, [unpause]);
        assert.equal(live()?.status?.currentStepIndex, 2);
        assert.equal(live()?.status?.controllerPause, undefined);
    });

    it("changes nothing after a write of another client", async () => {
        const before = live()?.metadata.resourceVersion;
        rollout.write({ message: "another write" });
        assert.equal(await patch(before), "conflict");
        assert.equal(live()?.status?.pauseConditions?.length, 1);
        assert.deepEqual(rollout.patches, []);
    });

    for (const [name, fault] of [
        ["500", { status: 500 }],
        ["429 with Retry-After", { status: 429, headers: { "retry-after": "0" } }],
        ["401", { status: 401 }],
        ["a connection that was cut before it arrived", { drop: "request" }],
    ] as const) {
        it(`is sent again after ${name}`, async () => {
            server.faultNext({ method: "PATCH", ...fault });
            assert.equal(await patch(), "applied");
            assert.equal(patches().length, 2);
            assert.equal(rollout.patches.length, 1);
        });
    }

    it("has no second effect when its answer was lost", async () => {
        rollout.onPatch = () => {
            // The next pause, which a second, unconditional patch would also end.
            rollout.resume(2);
            rollout.pause(3);
        };
        server.faultNext({ method: "PATCH", drop: "answer" });
        assert.equal(await patch(), "conflict");
        assert.equal(patches().length, 2);
        assert.equal(rollout.patches.length, 1);
        assert.equal(live()?.status?.currentStepIndex, 3);
        assert.equal(live()?.status?.pauseConditions?.length, 1);
    });

    it("is not sent without a resourceVersion", async () => {
        await assert.rejects(patch(""), /must name the resourceVersion/);
        assert.equal(patches().length, 0);
    });

    for (const [status, code] of [
        [403, "Forbidden"],
        [404, "NotFound"],
        [422, "Invalid"],
    ] as const) {
        it(`fails on ${String(status)}, at once`, async () => {
            server.faultNext({ method: "PATCH", status });
            await assert.rejects(patch(), (error) => apiErrorCode(error) === code);
            assert.equal(patches().length, 1);
        });
    }
});

import assert from "node:assert/strict";
import { defaults, providerVersion } from "../../components/rolloutGate/inputs";
import { rolloutGateProvider as provider, type RolloutGateState } from "../../components/rolloutGate/provider";
import { FakeApiServer } from "../support/fakeApiServer";
import { FakeRollout } from "../support/fakeRollout";

/** What a refresh and the next update make of the gate's state. */
describe("rollout gate's state", () => {
    let server: FakeApiServer;
    let rollout: FakeRollout;
    let state: RolloutGateState;

    beforeEach(async () => {
        server = await FakeApiServer.start();
        rollout = new FakeRollout(server);
        rollout.deployFirst("v1");
        state = {
            ...defaults,
            kubeconfig: server.kubeconfig,
            kubeContext: "fake",
            namespace: "demo",
            rolloutName: rollout.name,
            trigger: "one",
            timeoutSeconds: 20,
            job: "app",
            prometheusAddress: "http://prometheus.monitoring:9090",
            providerVersion,
            outcome: "Initial",
            podHash: "hash1",
            revision: 1,
            image: "v1",
        };
    });

    afterEach(async () => {
        await server.stop();
    });

    it("is unchanged by a refresh while the version is the one that was judged", async () => {
        const read = await provider.read?.("demo/ops-hardening-demo", state);
        assert.equal(read?.id, "demo/ops-hardening-demo");
        assert.deepEqual(read.props, state);
    });

    it("is gone with its Rollout", async () => {
        server.remove(rollout.paths.rollouts, rollout.name);
        assert.equal((await provider.read?.("demo/ops-hardening-demo", state))?.id, "");
    });

    it("keeps what refuted a version that serves, so that no later update proves it", async () => {
        let olds: RolloutGateState = { ...state, outcome: "Unproven", evidence: { refutedBy: "canary got too much" } };
        for (const trigger of ["two", "three"]) {
            const update = async () => provider.update?.("demo/ops-hardening-demo", olds, { ...state, trigger });
            await assert.rejects(update, (error: Error & { properties: RolloutGateState }) => {
                assert.match(error.message, /canary got too much/);
                olds = error.properties;
                return true;
            });
            assert.equal(olds.outcome, "Unproven");
        }
    });

    it("is not taken for gone where the cluster does not tell", async () => {
        server.failNext(403);
        await assert.rejects(async () => provider.read?.("demo/ops-hardening-demo", state), /403/);
        await server.close();
        await assert.rejects(
            async () => provider.read?.("demo/ops-hardening-demo", state),
            /cannot reach the cluster of kubeContext "fake"/,
        );
    });
});

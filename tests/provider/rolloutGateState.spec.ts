import assert from "node:assert/strict";
import { defaults, providerVersion } from "../../components/src/gate/model/inputs";
import { rolloutGateProvider as provider } from "../../components/src/gate/provider";
import type { RolloutGateState } from "../../components/src/gate/state";
import { FakeApiServer } from "../support/apiServer/fakeApiServer";
import { FakeRollout } from "../support/rollout/fakeRollout";

/** The gate's state after a refresh and the next update. */
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

    it("is unchanged by a refresh while the version is the evaluated one", async () => {
        const read = await provider.read("demo/ops-hardening-demo", state);
        assert.equal(read.id, "demo/ops-hardening-demo");
        assert.deepEqual(read.props, state);
        // Pulumi cannot serialize an absent input as undefined.
        assert.deepEqual(read.inputs, JSON.parse(JSON.stringify(read.inputs)));
        assert.equal(Object.hasOwn(read.inputs ?? {}, "judge"), false);
    });

    it("keeps the verified version when a refresh finds another one", async () => {
        const good = { ...state, podHash: "hash0", image: "v0", evidence: { notes: ["of v0"] } };
        const { props } = await provider.read("demo/ops-hardening-demo", good);
        assert.ok(props);
        assert.deepEqual([props.outcome, props.podHash, props.evidence], ["Superseded", "hash1", {}]);
        assert.deepEqual(props.verified, {
            outcome: "Initial",
            podHash: "hash0",
            revision: 1,
            evidence: { notes: ["of v0"] },
        });
    });

    it("is gone with its Rollout", async () => {
        server.remove(rollout.paths.rollouts, rollout.name);
        assert.equal((await provider.read("demo/ops-hardening-demo", state)).id, "");
    });

    it("keeps the findings against a promoted version, so that no later update accepts it", async () => {
        let olds: RolloutGateState = { ...state, outcome: "Unproven", evidence: { refutedBy: "canary got too much" } };
        for (const trigger of ["two", "three"]) {
            const update = async () => provider.update("demo/ops-hardening-demo", olds, { ...state, trigger });
            await assert.rejects(update, (error: Error & { properties: RolloutGateState }) => {
                assert.match(error.message, /canary got too much/);
                olds = error.properties;
                return true;
            });
            assert.equal(olds.outcome, "Unproven");
        }
    });

    it("keeps the verified version through a failure before any evaluation", async () => {
        const run = async (olds: RolloutGateState, timeoutSeconds: number): Promise<RolloutGateState> => {
            const news = { ...state, timeoutSeconds };
            const outcome = await Promise.resolve(provider.update("demo/ops-hardening-demo", olds, news)).catch(
                (error: unknown) => ({ outs: (error as { properties: RolloutGateState }).properties }),
            );
            assert.ok(outcome.outs);
            return outcome.outs;
        };
        const proven = { ...state, outcome: "FastPromoted", evidence: { notes: ["of then"] } };
        server.failNext(403);
        const failed = await run(proven, 20);
        assert.deepEqual([failed.outcome, failed.verified?.outcome], ["Unproven", "FastPromoted"]);
        // A controller that is silent about a new generation.
        rollout.declare("v2");
        const late = await run(failed, 1);
        assert.deepEqual([late.outcome, late.verified?.outcome], ["TimedOut", "FastPromoted"]);
        rollout.declare("v1");
        rollout.write({ observedGeneration: "3" });
        const again = await run(late, 20);
        assert.deepEqual([again.outcome, again.evidence], ["FastPromoted", { notes: ["of then"] }]);
    });

    it("has the result of an update that could not be reported", async () => {
        rollout.declare("v2");
        rollout.observe();
        rollout.setWeight(10, 1);
        // A time that no report can have.
        rollout.write({ phase: "Paused", pauseConditions: [{ reason: "CanaryPauseStep" }], controllerPause: true });
        const news = { ...state, timeoutSeconds: 1, onTimeout: "fail", reportFolder: "/nowhere" } as const;
        await assert.rejects(
            async () => provider.update("demo/ops-hardening-demo", state, news),
            (error: Error & { properties: RolloutGateState }) => {
                assert.match(error.message, /did not finish within 1 s/);
                const { outcome, podHash, report } = error.properties;
                assert.deepEqual([outcome, podHash, report], ["TimedOut", "hash2", ""]);
                return true;
            },
        );
    });

    // Otherwise a refresh without a cluster would remove the gate from the state.
    it("is not treated as gone if the cluster does not answer", async () => {
        server.failNext(403);
        await assert.rejects(async () => provider.read("demo/ops-hardening-demo", state), /403/);
        await server.close();
        await assert.rejects(
            async () => provider.read("demo/ops-hardening-demo", state),
            /cannot reach the cluster of kubeContext "fake"/,
        );
    });
});

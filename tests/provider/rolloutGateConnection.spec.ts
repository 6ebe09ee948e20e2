import assert from "node:assert/strict";
import { FakeApiServer } from "../support/apiServer/fakeApiServer";
import { FakeRollout } from "../support/rollout/fakeRollout";
import { runGate } from "../support/gate/gateRun";
import { good, walk } from "./canaryWalk";

/** The gate on a fake API server that does not always answer. */
describe("rollout gate on an unreliable API server", () => {
    let server: FakeApiServer;
    let rollout: FakeRollout;

    beforeEach(async () => {
        server = await FakeApiServer.start();
        rollout = new FakeRollout(server);
    });

    afterEach(async () => {
        await server.stop();
    });

    it("survives dropped watches without missing a weight", async () => {
        rollout.deployFirst();
        rollout.declare("localhost/ops-hardening-demo:v2");
        const gate = await runGate(server);
        rollout.observe();
        await gate.sees("Step: 0/9");
        rollout.analyse("Running", good);
        rollout.setWeight(10, 1);
        rollout.pause(1);
        await gate.sees("Step: 1/9");
        server.dropWatches();
        rollout.resume(2);
        rollout.setWeight(25, 3);
        rollout.setWeight(50, 5);
        await gate.sees("Canary:  25%");
        await gate.sees("Canary:  50%");
        await walk(rollout, gate, 3);
        rollout.promote();
        rollout.analyse("Successful", good);
        assert.equal((await gate.report).result.outcome, "Promoted");
    });

    it("requests new credentials after one 401 of a watch, and continues", async () => {
        rollout.deployFirst();
        rollout.declare("localhost/ops-hardening-demo:v2");
        const gate = await runGate(server);
        rollout.observe();
        rollout.analyse("Running", good);
        await gate.sees("Step: 0/9");
        server.faultNext({ method: "GET", status: 401 });
        server.dropWatches();
        await walk(rollout, gate);
        rollout.promote();
        rollout.analyse("Successful", good);
        assert.equal((await gate.report).result.outcome, "Promoted");
        // A status, not the digits of a port.
        assert.deepEqual(
            gate.lines.filter((line) => /\b401\b/.test(line)),
            [],
        );
    });

    // Otherwise the evidence would claim weights that no watch may have seen.
    it("lists again when its resourceVersion has expired, and notes the gap", async () => {
        rollout.deployFirst();
        rollout.declare("localhost/ops-hardening-demo:v2");
        const gate = await runGate(server);
        rollout.observe();
        rollout.analyse("Running", good);
        rollout.setWeight(10, 1);
        rollout.pause(1);
        await gate.sees("Step: 1/9");
        server.expireWatches();
        rollout.resume(2);
        await gate.sees("Step: 2/9");
        await walk(rollout, gate, 3);
        rollout.promote();
        rollout.analyse("Successful", good);
        const { result, history } = await gate.report;
        assert.equal(result.outcome, "Promoted");
        assert.equal(history.gap, true);
    });

    it("continues when the API server restarts", async () => {
        rollout.deployFirst();
        rollout.declare("localhost/ops-hardening-demo:v2");
        const gate = await runGate(server);
        rollout.observe();
        rollout.setWeight(10, 1);
        rollout.pause(1);
        await gate.sees("Step: 1/9");
        await server.close();
        await gate.sees("Note: connection lost, reconnecting: cannot reach the cluster of kubeContext");
        await server.listen();
        rollout.abort();
        rollout.returnTraffic();
        const { failure } = await gate.report;
        assert.match(
            failure,
            /aborted at step 1\/9 \(setWeight 10\): a user aborted it by hand; traffic is back on stable/,
        );
    });

    it("retries 429 and 503", async () => {
        rollout.deployFirst();
        server.failNext(503);
        server.failNext(429, 1, { "retry-after": "0" });
        const gate = await runGate(server);
        assert.equal((await gate.report).result.outcome, "Initial");
    });

    it("fails at once if it may not read the rollout", async () => {
        rollout.deployFirst();
        server.failNext(403);
        const gate = await runGate(server);
        assert.match((await gate.report).failure, /cannot be watched: GET .*rollouts: 403 injected 403/);
    });
});

import assert from "node:assert/strict";
import { FakeApiServer } from "../support/apiServer/fakeApiServer";
import { FakeRollout } from "../support/rollout/fakeRollout";
import { runGate, textOf } from "../support/gate/gateRun";
import { until } from "../support/until";
import { good, walk } from "./canaryWalk";

/** The gate on a fake API server: watches, printed lines, outcomes. */
describe("rollout gate on a fake API server", () => {
    let server: FakeApiServer;
    let rollout: FakeRollout;

    beforeEach(async () => {
        server = await FakeApiServer.start();
        rollout = new FakeRollout(server);
    });

    afterEach(async () => {
        await server.stop();
    });

    /** The gate's patches of the Rollout's status. */
    const patches = () =>
        server.requests
            .filter(({ method, path }) => method === "PATCH" && path.endsWith("/status"))
            .map(({ body }) => (body as { status: Record<string, unknown> }).status);

    it("promotes: every weight on a line, every metric measured, evidence of both", async () => {
        rollout.deployFirst();
        rollout.declare("localhost/ops-hardening-demo:v2");
        const gate = await runGate(server);
        rollout.observe();
        await gate.sees("Progressing  | Canary:   0% | Stable: 100% | Step: 0/9");
        rollout.analyse("Running", { "p99-latency": ["41.2"], "success-rate": ["100"] });
        await gate.sees("Analysis: p99-latency 41.2 ms (< 500) ok | success-rate 100 % (>= 95) ok");
        rollout.analyse("Running", good);
        await walk(rollout, gate);
        rollout.promote();
        rollout.analyse("Successful", good);
        const { result, history } = await gate.report;
        assert.deepEqual(result, { kind: "succeed", outcome: "Promoted" });
        assert.deepEqual(
            history.weights.map((seen) => seen.weight),
            [0, 10, 25, 50, 75, 100, 0],
        );
        const lines = textOf(gate.lines);
        assert.equal(lines[0], "Status: Progressing  | Canary:   0% | Stable: 100% | Step: 0/9");
        const last = lines.filter((line) => line.startsWith("Status")).at(-1);
        assert.equal(last, "Status: Healthy      | Canary:   0% | Stable: 100% | Step: 9/9");
        assert.ok(lines.includes("Analysis: p99-latency 38 ms (< 500) ok | success-rate 100 % (>= 95) ok"));
    });

    it("does not accept the previous version's Healthy as its own", async () => {
        rollout.deployFirst();
        rollout.declare("localhost/ops-hardening-demo:v2");
        const gate = await runGate(server);
        await until("the gate follows everything", () => server.watches === 7);
        rollout.write({ phase: "Healthy", message: "still the old one" });
        rollout.observe();
        await gate.sees("Step: 0/9");
        assert.ok(!gate.lines.some((line) => line.includes("Healthy")), gate.lines.join("\n"));
        rollout.abort();
        rollout.returnTraffic();
        assert.equal((await gate.report).result.kind, "fail");
    });

    it("does not accept Healthy with the previous pod hash, as after a scaling event", async () => {
        rollout.deployFirst();
        rollout.replicas = 1;
        rollout.declare("localhost/ops-hardening-demo:v2");
        const gate = await runGate(server);
        await until("the gate follows everything", () => server.watches === 7);
        // syncReplicasOnly writes the new generation and leaves the rest.
        rollout.write({ observedGeneration: String(rollout.generation) });
        rollout.observe();
        await gate.sees("Step: 0/9");
        assert.equal(gate.lines.filter((line) => line.includes("Healthy")).length, 0);
        rollout.abort();
        rollout.returnTraffic();
        await gate.report;
    });

    it("notes a first deploy", async () => {
        rollout.declare("localhost/ops-hardening-demo:v1");
        const gate = await runGate(server);
        rollout.observe();
        await gate.sees("Step: 0/9");
        rollout.promote();
        const { result } = await gate.report;
        assert.deepEqual(result, { kind: "succeed", outcome: "Initial" });
        assert.equal(
            textOf(gate.lines).at(-1),
            "Note: first deploy: canary steps and analysis were skipped, there is no stable version to compare with; set verifyInitial to measure it once by the same analysis, or baseline to canary it against another image",
        );
    });

    it("waits for the traffic after an abort and names step, metric, value and threshold", async () => {
        rollout.deployFirst();
        rollout.declare("localhost/ops-hardening-demo:v3");
        const gate = await runGate(server);
        rollout.observe();
        rollout.setWeight(10, 1);
        rollout.pause(1);
        await gate.sees("Canary:  10%");
        rollout.resume(2);
        rollout.setWeight(25, 3);
        rollout.pause(3);
        await gate.sees("Canary:  25%");
        rollout.analyse(
            "Failed",
            { "p99-latency": ["743!", "743!"], "success-rate": ["100", "100"] },
            { "p99-latency": "Failed" },
        );
        rollout.abort("Background analysis phase error/failed");
        await gate.sees("Status: Degraded     | Canary:  25% | Stable:  75% | Step: 0/9");
        rollout.returnTraffic();
        const { failure, result } = await gate.report;
        assert.equal(result.outcome, "Aborted");
        assert.equal(
            failure,
            "rollout demo/ops-hardening-demo aborted at step 3/9 (setWeight 25): p99-latency measured 743 ms twice, must be < 500; traffic is back on stable (canary weight 0); fix the image and run pulumi up again",
        );
        assert.equal(textOf(gate.lines).at(-1), "Status: Degraded     | Canary:   0% | Stable: 100% | Step: 0/9");
    });

    it("fails again for a version that is still aborted, with the step from the state", async () => {
        rollout.deployFirst();
        rollout.declare("localhost/ops-hardening-demo:v3");
        rollout.observe();
        rollout.analyse("Failed", { "p99-latency": ["743!", "760!"] }, { "p99-latency": "Failed" });
        rollout.abort("Background analysis phase error/failed");
        rollout.returnTraffic();
        const previous = { outcome: "Aborted", podHash: "hash2", revision: 2, abortedAt: "step 3/9 (setWeight 25)" };
        const gate = await runGate(server, 20, { previous });
        assert.equal(
            (await gate.report).failure,
            "rollout demo/ops-hardening-demo is still aborted at step 3/9 (setWeight 25): p99-latency measured 743 ms and 760 ms, must be < 500; traffic is on stable (canary weight 0); this version was not changed since: fix the image and run pulumi up again, or retry it with kubectl argo rollouts retry rollout ops-hardening-demo -n demo",
        );
    });

    it("reports a version that another client replaced, and leaves it alone", async () => {
        rollout.deployFirst();
        rollout.declare("localhost/ops-hardening-demo:v2");
        const gate = await runGate(server);
        rollout.observe();
        rollout.setWeight(10, 1);
        rollout.pause(1);
        await gate.sees("Canary:  10%");
        rollout.declare("localhost/ops-hardening-demo:v9");
        rollout.observe();
        const { result, failure } = await gate.report;
        assert.equal(result.outcome, "Superseded");
        assert.match(
            failure,
            /was superseded at step 1\/9 \(setWeight 10\): this update is pod hash hash2, the rollout is now at hash3/,
        );
        assert.deepEqual(new Set(server.requests.map((request) => request.method)), new Set(["GET"]));
    });

    it("goes back to stable without a new canary: FastRolledBack", async () => {
        rollout.deployFirst();
        rollout.declare("localhost/ops-hardening-demo:v3");
        rollout.observe();
        rollout.abort();
        rollout.returnTraffic();
        rollout.declare("localhost/ops-hardening-demo:v1");
        const previous = { podHash: "hash2", revision: 2, stableHash: "hash1" };
        const gate = await runGate(server, 20, { previous });
        rollout.observe({ currentStepIndex: 9 });
        rollout.promote();
        assert.equal((await gate.report).result.outcome, "FastRolledBack");
    });

    it("aborts at its own deadline, once, and reports the traffic", async () => {
        rollout.deployFirst();
        rollout.declare("localhost/ops-hardening-demo:v2");
        const gate = await runGate(server, 1);
        rollout.observe();
        rollout.setWeight(10, 1);
        rollout.pause(1);
        await until("the gate aborts", () => patches().length > 0);
        rollout.abort();
        rollout.returnTraffic();
        const { result, failure } = await gate.report;
        assert.equal(result.outcome, "TimedOut");
        assert.match(
            failure,
            /was aborted by this gate at step 1\/9 \(setWeight 10\): it did not finish within 1 s: .*; traffic is back on stable \(canary weight 0\); /,
        );
        assert.deepEqual(patches(), [{ abort: true }]);
    });

    it("leaves the rollout unchanged at its deadline with `onTimeout: fail`", async () => {
        rollout.deployFirst();
        rollout.declare("localhost/ops-hardening-demo:v2");
        const gate = await runGate(server, 1, { onTimeout: "fail" });
        rollout.observe();
        rollout.setWeight(10, 1);
        rollout.pause(1);
        const { result, failure } = await gate.report;
        assert.equal(result.outcome, "TimedOut");
        assert.match(
            failure,
            /did not finish within 1 s: last seen Paused at step 1\/9 \(setWeight 10\) with canary weight 10; /,
        );
        assert.deepEqual(patches(), []);
    });

    it("prints a line within 0.3 s of the write", async () => {
        rollout.deployFirst();
        rollout.declare("localhost/ops-hardening-demo:v2");
        const gate = await runGate(server);
        rollout.observe();
        await gate.sees("Step: 0/9");
        const wroteAt = Date.now();
        rollout.setWeight(10, 1);
        await gate.sees("Canary:  10%");
        assert.ok(Date.now() - wroteAt < 300, `${String(Date.now() - wroteAt)} ms`);
        rollout.abort();
        rollout.returnTraffic();
        await gate.report;
    });
});

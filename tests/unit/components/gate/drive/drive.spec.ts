import assert from "node:assert/strict";
import { apiError } from "../../../../../components/src/kubernetes";
import { settle } from "../../../../support/gate/fakeClock";
import { DriveRun } from "./driveRun";

/** The drive with a clock that stands still and a cluster without a network. */
describe("drive", () => {
    let run: DriveRun;

    beforeEach(() => {
        run = new DriveRun();
    });

    function abort(): void {
        run.rollout.abort();
        run.rollout.returnTraffic();
    }

    it("prints a change after 0.1 s at most, and the line again at every heartbeat", async () => {
        run.deploy();
        const report = run.start();
        await run.clock.advance(100);
        assert.deepEqual(run.lines, ["[06:02:31] Status: Progressing  | Canary:   0% | Stable: 100% | Step: 0/9"]);
        await run.clock.advance(14_800);
        assert.equal(run.lines.length, 1);
        await run.clock.advance(15_200);
        assert.deepEqual(run.lines.slice(1), [
            "[06:02:46] Status: Progressing  | Canary:   0% | Stable: 100% | Step: 0/9",
            "[06:03:01] Status: Progressing  | Canary:   0% | Stable: 100% | Step: 0/9",
        ]);
        abort();
        assert.equal((await report).result.kind, "fail");
        assert.equal(run.stopped, true);
    });

    it("gathers the writes of one step into one line, but swallows no weight", async () => {
        run.deploy();
        const report = run.start();
        await run.clock.advance(200);
        run.rollout.setWeight(10, 1);
        run.rollout.pause(1);
        await settle();
        assert.equal(run.lines.length, 1);
        await run.clock.advance(100);
        assert.equal(run.lines[1]?.slice(11), "Status: Paused       | Canary:  10% | Stable:  90% | Step: 1/9");
        run.rollout.resume(2);
        run.rollout.setWeight(25, 3);
        run.rollout.resume(4);
        run.rollout.setWeight(50, 5);
        await run.clock.advance(100);
        assert.deepEqual(
            run.lines.slice(2).map((line) => line.slice(32)),
            ["| Canary:  25% | Stable:  75% | Step: 2/9", "| Canary:  50% | Stable:  50% | Step: 5/9"],
        );
        abort();
        await report;
    });

    it("gives a weight that is over at once a line with the step that it belongs to", async () => {
        run.deploy();
        const report = run.start(1);
        await run.clock.advance(200);
        run.rollout.setWeight(75, 7);
        await run.clock.advance(200);
        // The end, as the real controller writes it within 40 ms.
        run.rollout.setWeight(100, 8);
        run.rollout.promote();
        await run.clock.advance(1_000);
        await report;
        assert.deepEqual(run.texts(), [
            "Status: Progressing  | Canary:   0% | Stable: 100% | Step: 0/9",
            "Status: Progressing  | Canary:  75% | Stable:  25% | Step: 7/9",
            "Status: Progressing  | Canary: 100% | Stable:   0% | Step: 8/9",
            "Status: Healthy      | Canary:   0% | Stable: 100% | Step: 9/9",
        ]);
    });

    it("says once when the controller and the Ingress disagree for a heartbeat", async () => {
        run.deploy();
        const report = run.start();
        run.rollout.setWeight(10, 2);
        run.rollout.writeIngress(90);
        await run.clock.advance(31_000);
        assert.deepEqual(run.texts("Note:"), [
            "Note: nginx obeys canary weight 90 of Ingress ops-hardening-demo-ops-hardening-demo-canary, the controller's status says 10",
        ]);
        abort();
        await report;
    });

    it("says what it waits for while the controller has not seen the generation", async () => {
        run.rollout.deployFirst("v1");
        run.rollout.declare("v2");
        const report = run.start(16);
        await run.clock.advance(15_100);
        assert.deepEqual(run.lines, [
            "[06:02:46] Note: waiting: the controller has not seen generation 2 yet (it has seen 1)",
        ]);
        await run.clock.advance(1_000);
        assert.equal((await report).result.outcome, "TimedOut");
    });

    it("times out with the last observation and stops following", async () => {
        run.deploy();
        run.rollout.setWeight(10, 1);
        run.rollout.pause(1);
        const report = run.start(60, { onTimeout: "fail" });
        await run.clock.advance(59_900);
        assert.equal(run.stopped, false);
        await run.clock.advance(200);
        const { failure, result } = await report;
        assert.equal(result.outcome, "TimedOut");
        assert.match(
            failure,
            /did not finish within 60 s: last seen Paused at step 1\/9 \(setWeight 10\) with canary weight 10/,
        );
        assert.equal(run.calls.patch, 0);
    });

    it("gives a cluster that never answered up after 15 s", async () => {
        run.silent = true;
        const report = run.start();
        await settle();
        run.listener?.onError(apiError("ClusterUnreachable", "cannot reach the cluster"));
        await run.clock.advance(14_900);
        assert.equal(run.stopped, false);
        await run.clock.advance(200);
        assert.equal(
            (await report).failure,
            "rollout demo/ops-hardening-demo cannot be watched: cannot reach the cluster",
        );
    });

    it("waits for a cluster that has answered before", async () => {
        run.deploy();
        const report = run.start();
        run.listener?.onError(apiError("ClusterUnreachable", "cannot reach the cluster"));
        await run.clock.advance(600_000);
        assert.equal(run.stopped, false);
        abort();
        run.listener?.onReconnect();
        await run.clock.advance(5_000);
        assert.equal((await report).result.outcome, "Aborted");
    });

    it("says once what the cluster's watches have to say, and goes on", async () => {
        run.deploy();
        const report = run.start();
        await settle();
        for (let time = 0; time < 3; time += 1) {
            run.listener?.onWarning("failures will be explained without events");
        }
        assert.deepEqual(run.texts("Note:"), ["Note: failures will be explained without events"]);
        abort();
        assert.equal((await report).result.outcome, "Aborted");
    });

    it("says at the end what a reader of a good outcome has to know", async () => {
        run.rollout.declare("v1");
        const report = run.start();
        run.rollout.observe();
        run.rollout.promote();
        const { result, failure } = await report;
        assert.deepEqual([result.kind, failure], ["succeed", ""]);
        assert.match(run.texts("Note:").join("\n"), /^Note: first deploy: canary steps and analysis were skipped/);
    });
});

import assert from "node:assert/strict";
import { apiError } from "../../../../../components/src/kubernetes";
import { notesOf } from "../../../../../components/src/gate/report/evidence";
import { describeWait } from "../../../../../components/src/gate/report/finding";
import { settle } from "../../../../support/gate/fakeClock";
import { DriveRun, failureOf } from "./driveRun";

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

    it("prints the writes of one step as one line, but omits no weight", async () => {
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

    it("prints a weight that ends at once, with its own step", async () => {
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
        assert.deepEqual(run.messages(), [
            "Status: Progressing  | Canary:   0% | Stable: 100% | Step: 0/9",
            "Status: Progressing  | Canary:  75% | Stable:  25% | Step: 7/9",
            "Status: Progressing  | Canary: 100% | Stable:   0% | Step: 8/9",
            "Status: Healthy      | Canary:   0% | Stable: 100% | Step: 9/9",
        ]);
    });

    it("accepts an altered template without another event, and not while the cluster is away", async () => {
        run.rollout.mutate = () => ({ spec: { containers: [{ name: "app", image: "registry.example.com/v1" }] } });
        run.rollout.deployFirst("v1");
        const report = run.start(1800, { minMeasurements: 0 });
        await run.clock.advance(50_000);
        run.listener?.onError(new Error("connection lost"));
        await run.clock.advance(30_000);
        run.listener?.onReconnect();
        await run.clock.advance(59_000);
        assert.equal(run.stopped, false);
        await run.clock.advance(2_000);
        assert.equal((await report).history.podHash, "hash1");
    });

    it("notes once that the controller and the Ingress disagree for a heartbeat", async () => {
        run.deploy();
        const report = run.start();
        run.rollout.setWeight(10, 2);
        run.rollout.writeIngress(90);
        await run.clock.advance(31_000);
        assert.equal(run.messages("Note:").length, 1);
        abort();
        await report;
    });

    it("prints the reason while the controller has not seen the generation", async () => {
        run.rollout.deployFirst("v1");
        run.rollout.declare("v2");
        const report = run.start(16);
        await run.clock.advance(15_100);
        const reason = describeWait({ kind: "unobserved", generation: 2, observed: "1" });
        assert.deepEqual(run.lines, [`[06:02:46] Note: waiting: ${reason}`]);
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
        const { observation, result } = await report;
        assert.equal(result.outcome, "TimedOut");
        const { phase, stepIndex, weight } = observation ?? {};
        assert.deepEqual([phase, stepIndex, weight], ["Paused", 1, 10]);
        assert.equal(run.calls.patch, 0);
    });

    it("gives up on a cluster that never answered after 15 s", async () => {
        run.silent = true;
        const report = run.start();
        await settle();
        run.listener?.onError(apiError("ClusterUnreachable", "cannot reach the cluster"));
        await run.clock.advance(14_900);
        assert.equal(run.stopped, false);
        await run.clock.advance(200);
        const { code, findings } = failureOf(await report);
        const found = { kind: "clusterError", message: "cannot reach the cluster" };
        assert.deepEqual([code, findings], ["ClusterFailed", [found]]);
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

    it("prints a warning of the watches once, and continues", async () => {
        run.deploy();
        const report = run.start();
        await settle();
        for (let time = 0; time < 3; time += 1) {
            run.listener?.onWarning("failures will be explained without events");
        }
        assert.deepEqual(run.messages("Note:"), ["Note: failures will be explained without events"]);
        abort();
        assert.equal((await report).result.outcome, "Aborted");
    });

    it("prints the notes of a good outcome at the end", async () => {
        run.rollout.declare("v1");
        const report = run.start();
        run.rollout.observe();
        run.rollout.promote();
        const { result, failure, observation, history, policy } = await report;
        assert.deepEqual([result, failure], [{ kind: "succeed", outcome: "Initial" }, ""]);
        assert.ok(observation);
        const [note, ...others] = notesOf("Initial", observation, history, policy);
        assert.deepEqual([run.messages("Note:"), others], [[`Note: ${note ?? ""}`], []]);
    });
});

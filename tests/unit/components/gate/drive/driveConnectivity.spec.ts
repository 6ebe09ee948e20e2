import assert from "node:assert/strict";
import { apiError } from "../../../../../components/src/kubernetes";
import { DriveRun, failureOf, metricsOf, noteOfWrite } from "./driveRun";

const shares = { requestsMetric: "http_requests_total" };

describe("drive, without a connection to the cluster", () => {
    let run: DriveRun;

    beforeEach(() => {
        run = new DriveRun();
        run.deploy();
        run.rollout.setWeight(10, 1);
        run.rollout.pause(1);
    });

    /** Loses the connection for these seconds; some of the collections still deliver events. */
    async function away(seconds: number): Promise<void> {
        run.listener?.onError(apiError("ClusterUnreachable", "cannot reach the cluster"));
        await run.clock.advance(seconds * 1000);
    }

    async function end(): Promise<void> {
        run.rollout.abort();
        run.rollout.returnTraffic();
        await run.clock.advance(1_000);
    }

    it("does not abort for a weight that was wrong when the connection was lost", async () => {
        const report = run.start();
        run.rollout.writeIngress(90);
        await run.clock.advance(1_000);
        await away(10);
        assert.equal(run.calls.patch, 0);
        assert.deepEqual(run.messages("Note: connection"), [
            "Note: connection lost, reconnecting: cannot reach the cluster",
        ]);
        run.listener?.onReconnect();
        run.rollout.writeIngress(10);
        await run.clock.advance(10_000);
        assert.deepEqual([run.calls.patch, run.stopped], [0, false]);
        await end();
        assert.equal((await report).result.outcome, "Aborted");
    });

    it("aborts for a weight that is still wrong 3 s after the reconnection, and no sooner", async () => {
        const report = run.start();
        run.rollout.writeIngress(90);
        await run.clock.advance(1_000);
        await away(10);
        run.listener?.onReconnect();
        await run.clock.advance(2_900);
        assert.equal(run.calls.patch, 0);
        await run.clock.advance(200);
        assert.deepEqual(run.rollout.patches, [{ abort: true }]);
        await end();
        const { result } = await report;
        assert.equal(result.kind === "fail" && result.code, "NotProven");
    });

    it("does not abort for a wrong weight that it receives before the reconnection", async () => {
        const report = run.start();
        await away(1);
        run.rollout.writeIngress(90);
        await run.clock.advance(10_000);
        assert.equal(run.calls.patch, 0);
        run.rollout.writeIngress(10);
        run.listener?.onReconnect();
        await run.clock.advance(5_000);
        assert.equal(run.calls.patch, 0);
        await end();
        await report;
    });

    it("measures a due share only after the reconnection, within the pause that has ended", async () => {
        const asked: number[][] = [];
        const began = run.clock.now();
        run.metrics = {
            samples: (selector, from, until) => {
                asked.push([from - began, until - began]);
                return metricsOf(10).samples(selector, from, until);
            },
        };
        const report = run.start(1800, shares);
        await run.clock.advance(20_000);
        await away(30);
        run.rollout.resume(2);
        run.rollout.setWeight(25, 3);
        assert.deepEqual(asked, []);
        run.listener?.onReconnect();
        await run.clock.advance(5_000);
        assert.deepEqual(asked, [[4_000, 30_000]]);
        assert.equal(run.calls.patch, 0);
        await end();
        await report;
    });

    it("does not count Prometheus' earlier silence, and waits for it again", async () => {
        run.metrics = { samples: () => Promise.reject(new Error("Prometheus cannot be reached")) };
        const report = run.start(1800, shares);
        await run.clock.advance(34_000);
        const { samples } = run.calls;
        assert.ok(samples > 0);
        await away(20);
        assert.equal(run.calls.samples, samples);
        run.listener?.onReconnect();
        await run.clock.advance(9_900);
        assert.deepEqual([run.calls.samples > samples, run.calls.patch], [true, 0]);
        await run.clock.advance(5_000);
        const notes = run.messages("Note:");
        await end();
        const { code, findings } = failureOf(await report);
        const problem = { kind: "noAnswer", message: "Prometheus cannot be reached" };
        assert.deepEqual(findings, [{ kind: "uncounted", weight: 10, problem }]);
        assert.equal(notes.at(-1), noteOfWrite({ kind: "abort", code, findings }, 9));
    });

    it("ends 60 s after the deadline, at which it had to abort", async () => {
        const report = run.start(60);
        await run.clock.advance(1_000);
        await away(118.9);
        assert.deepEqual([run.stopped, run.calls.patch], [false, 0]);
        await run.clock.advance(200);
        const { code, outcome, findings } = failureOf(await report);
        assert.deepEqual([code, outcome], ["ClusterFailed", "Unproven"]);
        assert.deepEqual(findings, [{ kind: "clusterError", message: "cannot reach the cluster" }]);
        assert.equal(run.calls.patch, 0);
    });

    it("aborts if the connection is back in these 60 s", async () => {
        const report = run.start(60);
        await away(90);
        assert.equal(run.calls.patch, 0);
        run.listener?.onReconnect();
        await run.clock.advance(5_000);
        assert.deepEqual(run.rollout.patches, [{ abort: true }]);
        await end();
        assert.equal((await report).result.outcome, "TimedOut");
    });

    it("counts the requests of a timed pause up to its own end if the event arrives later", async () => {
        const asked: number[] = [];
        const begun = run.clock.now();
        run.metrics = {
            samples: (selector, from, until) => {
                asked.push((until - begun) / 1000);
                return metricsOf(10).samples(selector, from, until);
            },
        };
        const report = run.start(1800, shares);
        await run.clock.advance(20_000);
        await away(30);
        run.listener?.onReconnect();
        await run.clock.advance(4_000);
        run.rollout.resume(2);
        await run.clock.advance(1_000);
        assert.deepEqual(asked, [30]);
        await end();
        await report;
    });

    it("restarts every grace period at the reconnection", async () => {
        const report = run.start();
        run.rollout.declare("v3");
        await run.clock.advance(30_000);
        await away(60);
        run.listener?.onReconnect();
        await run.clock.advance(59_900);
        assert.equal(run.stopped, false);
        await run.clock.advance(200);
        const { result } = await report;
        assert.equal(result.kind === "fail" && result.code, "ControllerSilent");
    });

    it("requests an abort again that did not reach the cluster, however long that took", async () => {
        const report = run.start();
        run.rollout.writeIngress(90);
        run.patch = () => Promise.reject(apiError("ClusterUnreachable", "cannot reach the cluster"));
        await run.clock.advance(3_100);
        await away(70);
        run.patch = (patch) => Promise.resolve(run.cluster.patchStatus(patch));
        run.listener?.onReconnect();
        await run.clock.advance(4_000);
        assert.deepEqual(run.rollout.patches, [{ abort: true }]);
        await end();
        const ended = await report;
        assert.deepEqual([failureOf(ended).outcome, ended.history.abort?.code], ["Aborted", "NotProven"]);
    });

    it("does not report the traffic of before the reconnection", async () => {
        const report = run.start(60);
        run.rollout.abort("metric failed");
        await run.clock.advance(1_000);
        await away(70);
        run.listener?.onReconnect();
        await run.clock.advance(2_000);
        run.rollout.returnTraffic();
        await run.clock.advance(2_000);
        const ended = await report;
        assert.deepEqual(failureOf(ended), { kind: "fail", code: "Aborted", outcome: "Aborted", findings: [] });
        assert.equal(ended.observation?.weight, 0);
    });
});

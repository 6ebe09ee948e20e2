import assert from "node:assert/strict";
import { apiError } from "../../../../../components/src/kubernetes";
import { DriveRun, metricsOf } from "./driveRun";

const shares = { requestsMetric: "http_requests_total" };

describe("drive, while it does not hear the cluster", () => {
    let run: DriveRun;

    beforeEach(() => {
        run = new DriveRun();
        run.deploy();
        run.rollout.setWeight(10, 1);
        run.rollout.pause(1);
    });

    /** The cluster is not heard for so many seconds; what it says meanwhile is heard of some of its collections only. */
    async function away(seconds: number): Promise<void> {
        run.listener?.onError(apiError("ClusterUnreachable", "cannot reach the cluster"));
        await run.clock.advance(seconds * 1000);
    }

    async function end(): Promise<void> {
        run.rollout.abort();
        run.rollout.returnTraffic();
        await run.clock.advance(1_000);
    }

    it("does not abort by a weight that was wrong when it was last heard of", async () => {
        const report = run.start();
        run.rollout.writeIngress(90);
        await run.clock.advance(1_000);
        await away(10);
        assert.equal(run.calls.patch, 0);
        assert.deepEqual(run.texts("Note: lost"), [
            "Note: lost the connection, taking it up again: cannot reach the cluster",
        ]);
        run.listener?.onReconnect();
        run.rollout.writeIngress(10);
        await run.clock.advance(10_000);
        assert.deepEqual([run.calls.patch, run.stopped], [0, false]);
        await end();
        assert.equal((await report).result.outcome, "Aborted");
    });

    it("aborts by a weight that is still wrong 3 s after it is heard again, and no sooner", async () => {
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

    it("does not abort by a wrong weight that it hears of meanwhile", async () => {
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

    it("measures no share that is due, and afterwards that of the pause alone, whose end it has heard late", async () => {
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
        // The requests, and whether the pods were up.
        assert.deepEqual(asked, [
            [4_000, 30_000],
            [4_000, 30_000],
        ]);
        assert.equal(run.calls.patch, 0);
        await end();
        await report;
    });

    it("does not count Prometheus' silence of before, and is patient with it anew", async () => {
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
        assert.match(run.texts("Note: aborting").join(), /could not be counted: Prometheus cannot be reached/);
        await end();
        await report;
    });

    it("ends 60 s after the deadline, because it had to abort then", async () => {
        const report = run.start(60);
        await run.clock.advance(1_000);
        await away(118.9);
        assert.deepEqual([run.stopped, run.calls.patch], [false, 0]);
        await run.clock.advance(200);
        const { result, failure } = await report;
        assert.deepEqual([result.kind === "fail" && result.code, result.outcome], ["ClusterFailed", "Unproven"]);
        assert.equal(failure, "rollout demo/ops-hardening-demo cannot be watched: cannot reach the cluster");
        assert.equal(run.calls.patch, 0);
    });

    it("aborts where it is heard again between its deadline and that", async () => {
        const report = run.start(60);
        await away(90);
        assert.equal(run.calls.patch, 0);
        run.listener?.onReconnect();
        await run.clock.advance(5_000);
        assert.deepEqual(run.rollout.patches, [{ abort: true }]);
        await end();
        assert.equal((await report).result.outcome, "TimedOut");
    });

    it("counts the requests of a timed pause up to its own end, where that is heard later", async () => {
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
        assert.deepEqual(asked, [30, 30]);
        await end();
        await report;
    });

    it("begins every grace period anew when it is heard again", async () => {
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

    it("asks again for an abort that did not get through, however long that took", async () => {
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
        assert.match((await report).failure, /was aborted by this gate/);
    });

    it("does not report traffic as it was before it was heard again", async () => {
        const report = run.start(60);
        run.rollout.abort("metric failed");
        await run.clock.advance(1_000);
        await away(70);
        run.listener?.onReconnect();
        await run.clock.advance(2_000);
        run.rollout.returnTraffic();
        await run.clock.advance(2_000);
        assert.match((await report).failure, /; traffic is back on stable/);
    });
});

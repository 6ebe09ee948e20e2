import assert from "node:assert/strict";
import type { Metrics } from "../../../../../components/src/gate/cluster/prometheus";
import { DriveRun, metricsOf } from "./driveRun";

const proven = { minMeasurements: 0 } as const;

describe("drive, when it asks Prometheus for a share", () => {
    let run: DriveRun;

    beforeEach(() => {
        run = new DriveRun();
        run.openEnded();
    });

    it("aborts what is refuted, from 30 s after the pause began, and fails when the traffic is back", async () => {
        run.metrics = metricsOf(50);
        const report = run.start(1800, { requestsMetric: "http_requests_total" });
        await run.clock.advance(29_900);
        assert.equal(run.calls.patch, 0);
        await run.clock.advance(2_200);
        const details = /canary got \d+ of \d+ requests \(50 %\) at weight 10, must be /;
        assert.match(run.texts("Note:").join(), new RegExp(`^Note: aborting at step 1/3: ${details.source}`));
        assert.deepEqual(run.rollout.patches, [{ abort: true }]);
        assert.equal(run.stopped, false);
        run.rollout.abort();
        run.rollout.returnTraffic();
        const { result, failure } = await report;
        assert.equal(result.outcome, "Aborted");
        assert.match(failure, new RegExp(`was aborted by this gate at step 1/3 \\(setWeight 10\\): ${details.source}`));
    });

    it("keeps its lines coming and asks once while Prometheus takes its time", async () => {
        let answer: () => void = () => undefined;
        const slow = new Promise<void>((resolve) => {
            answer = resolve;
        });
        const quick = metricsOf(10);
        run.metrics = { samples: (...given) => slow.then(() => quick.samples(...given)) };
        const report = run.start(1800, { ...proven, requestsMetric: "http_requests_total" });
        await run.clock.advance(40_000);
        assert.deepEqual(
            run.texts("Status:"),
            Array(3).fill("Status: Paused       | Canary:  10% | Stable:  90% | Step: 1/3"),
        );
        // The requests, and whether the pods were up.
        assert.equal(run.calls.samples, 2);
        run.rollout.setWeight(10, 1);
        run.rollout.pause(1);
        assert.equal(run.calls.patch, 0);
        answer();
        await run.clock.advance(3_000);
        assert.equal(run.calls.patch, 1);
        run.rollout.abort();
        run.rollout.returnTraffic();
        await report;
    });

    it("ends in time although Prometheus does not answer at all", async () => {
        run.metrics = { samples: () => new Promise(() => undefined) };
        const report = run.start(30, { ...proven, onTimeout: "fail", requestsMetric: "http_requests_total" });
        await run.clock.advance(30_100);
        assert.equal((await report).result.outcome, "TimedOut");
    });

    it("does not take a Prometheus that refuses for good, and asks it again every 2 s", async () => {
        run.metrics = { samples: () => Promise.reject(new Error("Prometheus cannot be reached")) } satisfies Metrics;
        const report = run.start(30, { ...proven, requestsMetric: "http_requests_total" });
        await run.clock.advance(29_900);
        assert.equal(run.calls.patch, 0);
        assert.ok(run.calls.samples > 20 && run.calls.samples < 30, String(run.calls.samples));
        run.rollout.onPatch = () => {
            run.rollout.abort();
            run.rollout.returnTraffic();
        };
        await run.clock.advance(1_000);
        const { result, failure } = await report;
        assert.equal(result.outcome, "TimedOut");
        assert.match(
            failure,
            /it did not finish within 30 s: .*Prometheus cannot be reached; traffic is back on stable/,
        );
    });
});

import assert from "node:assert/strict";
import type { RawMetrics } from "../../../../../components/src/gate/cluster/prometheus";
import { judgeInputs } from "../../../../support/gate/judgeInputs";
import { DriveRun, failureOf, measured, metricsOf, noteOfWrite } from "./driveRun";

const proven = { minMeasurements: 0 } as const;

describe("drive, when it measures a share", () => {
    let run: DriveRun;

    beforeEach(() => {
        run = new DriveRun();
        run.openEnded();
    });

    it("aborts on a wrong share, from 30 s after the pause began, and fails when the traffic is back", async () => {
        run.metrics = metricsOf(50);
        const report = run.start(1800, { requestsMetric: "http_requests_total" });
        await run.clock.advance(29_900);
        assert.equal(run.calls.patch, 0);
        await run.clock.advance(2_200);
        const notes = run.messages("Note:");
        assert.deepEqual(run.rollout.patches, [{ abort: true }]);
        assert.equal(run.stopped, false);
        run.rollout.abort();
        run.rollout.returnTraffic();
        const { code, outcome, findings } = failureOf(await report);
        assert.deepEqual([code, outcome], ["NotProven", "Aborted"]);
        const [found] = findings;
        assert.ok(found?.kind === "share" && findings.length === 1, JSON.stringify(findings));
        const { kind, canary, total } = found.share;
        assert.deepEqual([found.weight, kind, canary / total], [10, "outside", 0.5]);
        assert.deepEqual(notes, [noteOfWrite({ kind: "abort", code, findings }, 3)]);
    });

    it("looks once for the cause of a canary without a request, when its share counts", async () => {
        run.metrics = metricsOf(0);
        run.readyEndpoints = 0;
        // The analysis still lacks measurements, so that a noted share is measured again and again.
        const report = run.start(60, {
            minMeasurements: 9,
            onWrongShare: "note",
            requestsMetric: "http_requests_total",
        });
        await run.clock.advance(29_000);
        assert.equal(run.calls.readyEndpoints, 0);
        await run.clock.advance(15_000);
        assert.equal(run.calls.readyEndpoints, 1);
        run.rollout.onPatch = () => {
            run.rollout.abort();
            run.rollout.returnTraffic();
        };
        await run.clock.advance(20_000);
        await report;
    });

    it("keeps printing lines and sends one query while Prometheus is slow", async () => {
        let answer: () => void = () => undefined;
        const slow = new Promise<void>((resolve) => {
            answer = resolve;
        });
        const quick = metricsOf(10);
        run.metrics = { samples: (...given) => slow.then(() => quick.samples(...given)) };
        const report = run.start(1800, { ...proven, requestsMetric: "http_requests_total" });
        await run.clock.advance(40_000);
        assert.deepEqual(
            run.messages("Status:"),
            Array(3).fill("Status: Paused       | Canary:  10% | Stable:  90% | Step: 1/3"),
        );
        assert.equal(run.calls.samples, 1);
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

    it("ends at its timeout although Prometheus does not answer at all", async () => {
        run.metrics = { samples: () => new Promise(() => undefined) };
        const report = run.start(30, { ...proven, onTimeout: "fail", requestsMetric: "http_requests_total" });
        await run.clock.advance(30_100);
        assert.equal((await report).result.outcome, "TimedOut");
    });

    it("does not give up on a Prometheus that returns errors, and queries it again every 2 s", async () => {
        run.metrics = { samples: () => Promise.reject(new Error("Prometheus cannot be reached")) } satisfies RawMetrics;
        const report = run.start(30, { ...proven, requestsMetric: "http_requests_total" });
        await run.clock.advance(29_900);
        assert.equal(run.calls.patch, 0);
        assert.ok(run.calls.samples > 10 && run.calls.samples < 15, String(run.calls.samples));
        run.rollout.onPatch = () => {
            run.rollout.abort();
            run.rollout.returnTraffic();
        };
        await run.clock.advance(1_000);
        const { outcome, findings } = failureOf(await report);
        const problem = { kind: "noAnswer", message: "Prometheus cannot be reached" };
        const reason = { kind: "unverifiedPause", findings: [{ kind: "countPending", problem }] };
        assert.deepEqual([outcome, findings], ["TimedOut", [{ kind: "waiting", reason }]]);
    });

    it("reports what the pauses will show, by the traffic of the last hour, the half of one, and then what it showed", async () => {
        run = new DriveRun();
        run.rollout.steps = [{ setWeight: 10 }, { pause: { duration: "30s" } }, { setWeight: 100 }];
        run.deploy();
        run.rollout.setWeight(10, 1);
        run.rollout.analyse("Running", measured);
        run.rollout.pause(1);
        const hour = { labels: {}, samples: [{ at: 0, value: 41.234 }] };
        run.values = () => Promise.resolve([hour]);
        const judge = { ...judgeInputs, latencyMetric: "" };
        const report = run.start(60, { ...proven, requestsMetric: "http_requests_total", judge, onTimeout: "fail" });
        await run.clock.advance(29_000);
        assert.deepEqual(run.messages("Note:"), [
            "Note: at 41 requests/s the steps show errors from 10 % at weight 10; together 10 % errors, or more, with 99 %",
            "Note: WARNING: at 41 requests/s the steps cannot show 5 % errors, the threshold: only 10 % or more, with 99 %",
            "Note: the pause at weight 10: so far the new version answered 0 of 56 requests with 5xx (0 %), the stable version 0 of 504 (0 %); 13 s are left",
            "Note: with these requests the step at weight 10 sees 14 % errors, or more, with 99 %",
        ]);
        await run.clock.advance(32_000);
        await report;
    });
});

describe("drive, when it judges", () => {
    const judge = { ...judgeInputs, latencyMetric: "" };
    let run: DriveRun;

    /** Reaches a pause of a minute that began some seconds before the gate. */
    function pausedFor(seconds: number): void {
        run = new DriveRun();
        run.rollout.steps = [{ setWeight: 10 }, { pause: { duration: "60s" } }, { setWeight: 100 }];
        run.rollout.now = () => new Date(run.clock.now() - seconds * 1000);
        run.deploy();
        run.rollout.setWeight(10, 1);
        run.rollout.analyse("Running", measured);
        run.rollout.pause(1);
        run.rollout.onPatch = () => {
            run.rollout.abort();
            run.rollout.returnTraffic();
        };
        // One bad answer a second: five reject the version.
        run.metrics = metricsOf(10, 40, 25);
    }

    it("counts the answers of a pause that began before it: an abort at once", async () => {
        pausedFor(20);
        const report = run.start(60, { ...proven, requestsMetric: "http_requests_total", judge });
        await run.clock.advance(200);
        assert.equal(run.calls.patch, 1);
        await run.clock.advance(10_000);
        const [found] = failureOf(await report).findings;
        assert.ok(found?.kind === "badAnswers");
        // Of the 20 s until then, those until the test was certain.
        assert.deepEqual([found.rejection, found.new, found.seconds], ["worse", { all: 32, bad: 8 }, 8]);
    });

    it("counts no answer from before the end of the warm-up", async () => {
        pausedFor(20);
        const warm = { ...judge, warmupSeconds: 5 };
        const report = run.start(60, { ...proven, requestsMetric: "http_requests_total", judge: warm });
        await run.clock.advance(9_000);
        assert.equal(run.calls.patch, 0);
        await run.clock.advance(20_000);
        assert.equal(run.calls.patch, 1);
        await report;
    });

    it("makes up for the looks that a silent Prometheus prevented", async () => {
        pausedFor(0);
        const quick = run.metrics;
        const silentUntil = run.clock.now() + 20_000;
        run.metrics = {
            samples: (...given) =>
                run.clock.now() < silentUntil ? Promise.reject(new Error("silent")) : quick.samples(...given),
        };
        const report = run.start(60, { ...proven, requestsMetric: "http_requests_total", judge });
        await run.clock.advance(19_900);
        assert.equal(run.calls.patch, 0);
        await run.clock.advance(2_200);
        assert.equal(run.calls.patch, 1);
        await run.clock.advance(10_000);
        await report;
    });

    it("counts what the aborted version answers until the traffic is back, for the report", async () => {
        pausedFor(20);
        run.rollout.onPatch = () => {
            run.rollout.abort();
        };
        const report = run.start(60, { ...proven, requestsMetric: "http_requests_total", judge });
        await run.clock.advance(10_200);
        run.rollout.returnTraffic();
        await run.clock.advance(10_000);
        const { timeline, history, result } = await report;
        assert.equal(result.outcome, "Aborted");
        // 4 answers a second, of which one is bad.
        const { judgement } = history;
        const seconds = ((timeline.lateAnswers?.until ?? NaN) - (judgement?.snapshot?.at ?? NaN)) / 1000;
        assert.ok(seconds >= 8 && seconds <= 22, String(seconds));
        assert.deepEqual(timeline.lateAnswers?.errors, { all: 4 * seconds, bad: seconds });
    });

    it("leaves out what the aborted version answers at last where Prometheus does not", async () => {
        pausedFor(20);
        run.rollout.onPatch = () => {
            run.metrics = { samples: () => Promise.reject(new Error("silent")) };
            run.rollout.abort();
            run.rollout.returnTraffic();
        };
        const report = run.start(60, { ...proven, requestsMetric: "http_requests_total", judge });
        await run.clock.advance(20_000);
        const { timeline, result } = await report;
        assert.deepEqual([result.outcome, timeline.lateAnswers], ["Aborted", undefined]);
        assert.deepEqual(timeline.outages.map(({ of, reason }) => [of, reason]).at(-1), ["prometheus", "silent"]);
    });

    it("does not wait for a count of the requests", async () => {
        run = new DriveRun();
        run.openEnded();
        run.rollout.onPatch = () => {
            run.rollout.abort();
            run.rollout.returnTraffic();
        };
        const quick = metricsOf(10, 40, 25);
        // Only the judge's query has the histogram.
        run.metrics = {
            samples: (selector, ...given) =>
                selector.includes("le=~") ? quick.samples(selector, ...given) : new Promise(() => undefined),
        };
        const report = run.start(60, { ...proven, requestsMetric: "http_requests_total", judge: judgeInputs });
        await run.clock.advance(9_000);
        assert.equal(run.calls.patch, 1);
        await run.clock.advance(30_000);
        await report;
    });

    it("looks as often as Prometheus scrapes, at least every 5 s", async () => {
        const looks = async (everyMs: number) => {
            pausedFor(0);
            const fine = metricsOf(10);
            run.metrics = {
                samples: async (...given) =>
                    (await fine.samples(...given)).map(({ labels, samples }) => ({
                        labels,
                        samples: samples.filter(({ at }) => at % everyMs === 0),
                    })),
            };
            const report = run.start(30, { ...proven, requestsMetric: "http_requests_total", judge });
            await run.clock.advance(20_100);
            const { samples } = run.calls;
            await run.clock.advance(60_000);
            await report;
            return samples;
        };
        assert.deepEqual([await looks(2_000), await looks(4_000), await looks(30_000)], [10, 5, 4]);
    });
});

import assert from "node:assert/strict";
import { withPoint } from "../../../../../components/src/gate/history/bounded";
import {
    emptyTimeline,
    withJudgement,
    withLateAnswers,
    withoutOutage,
    withOutage,
    withSeen,
} from "../../../../../components/src/gate/history/timeline";
import { judgementAfter, judgementAtLook } from "../../../../../components/src/gate/history/judgement";
import { reportedExposure } from "../../../../../components/src/gate/report/reportedJudge";
import { type AnswersSnapshot, snapshotOf } from "../../../../../components/src/gate/traffic/answers";
import { judgeInputs } from "../../../../support/gate/judgeInputs";
import { analysis, paused } from "../report/reporterRun";

const observation = { ...paused(1, 10), services: [], replicas: { desired: 2, available: 1 }, stableAvailable: 2 };

describe("the timeline of a rollout", () => {
    it("gets a point for each change, and none for an observation without one", () => {
        const once = withSeen(emptyTimeline, observation, [], 1_000);
        assert.equal(withSeen(once, observation, [], 2_000).weights.length, 1);
        const { weights, pods } = withSeen(once, { ...observation, weight: 25, stepIndex: 3 }, [], 3_000);
        assert.deepEqual(
            weights.map(({ at, declared, routed }) => [at, declared, routed]),
            [
                [1_000, 10, 10],
                [3_000, 25, 25],
            ],
        );
        assert.deepEqual(pods, [{ at: 1_000, desired: 2, new: 1, stable: 2 }]);
    });

    it("is at 100 once the stable Service selects the new version, whatever weight is left", () => {
        const services = [{ role: "stable" as const, name: "shop-stable", hash: "new" }];
        const { weights } = withSeen(emptyTimeline, { ...observation, services, weight: 0 }, [], 0);
        assert.equal(weights[0]?.routed, 100);
    });

    it("keeps the measurements that the controller has dropped", () => {
        const [before, after] = [1, 2].map((count) => ({ ...observation, ...analysis(count) }));
        assert.ok(before !== undefined && after !== undefined);
        const { analyses } = withSeen(withSeen(emptyTimeline, before, [], 0), after, [], 1);
        assert.deepEqual(
            analyses[0]?.metrics[0]?.measurements.map(({ finishedAt }) => finishedAt),
            ["second 1", "second 2"],
        );
    });

    it("has each write once, and none of earlier updates", () => {
        const write = { by: "rollouts-controller", object: "Rollout/status", at: 100_000 };
        const once = withSeen(emptyTimeline, observation, [write, { ...write, at: 1_000 }], 100_500);
        assert.deepEqual(once.writes, [write]);
        assert.deepEqual(withSeen(once, observation, [write], 101_000).writes, [write]);
    });

    it("has an outage once, from its begin to its end", () => {
        const begun = withOutage(withOutage(emptyTimeline, "cluster", "reset", 1), "cluster", "again", 2);
        assert.deepEqual(begun.outages, [{ of: "cluster", from: 1, reason: "reset" }]);
        assert.equal(withoutOutage(begun, "prometheus", 3).outages[0]?.until, undefined);
        assert.equal(withoutOutage(begun, "cluster", 3).outages[0]?.until, 3);
    });

    it("has the counters as they were scraped, at the last instant at which every pod was", () => {
        const series = (hash: string, samples: [number, number][], more = {}) => ({
            labels: { rollouts_pod_template_hash: hash, pod: hash, status_code: "200", ...more },
            samples: samples.map(([at, value]) => ({ at, value })),
        });
        const up = (hash: string, times: number[]) =>
            series(
                hash,
                times.map((at) => [at, 1]),
            );
        const snapshot = snapshotOf(
            {
                requests: [
                    series("new", [
                        [1_000, 10],
                        [6_000, 30],
                    ]),
                    series(
                        "new",
                        [
                            [1_000, 1],
                            [6_000, 2],
                        ],
                        { status_code: "500" },
                    ),
                    series("old", [
                        [3_000, 100],
                        [8_000, 200],
                    ]),
                ],
                scrapes: [up("new", [1_000, 6_000]), up("old", [3_000, 8_000])],
                latencies: [],
                fast: [],
            },
            judgeInputs,
        );
        const look = { kind: "counted", snapshot, unreadable: {} } as const;
        const hashes = { new: "new", stable: "old" };
        const judgement = judgementAfter(judgementAtLook(undefined, judgeInputs, 9_000), look, hashes);
        const after = withJudgement(emptyTimeline, judgement, hashes);
        assert.deepEqual(after.counters, [{ at: 6_000, new: { answers: 30, errors: 2 }, stable: { answers: 100 } }]);
        assert.deepEqual(withJudgement(after, judgement, hashes), after);
    });

    it("has what the new version answered after the judge's last look, until its last answer", () => {
        const snapshot = (at: number, answered: number, errors: number): AnswersSnapshot => {
            const values = new Map(
                Object.entries({ answers: answered, errors }).map(([kind, value]) => [
                    JSON.stringify([kind, {}]),
                    value,
                ]),
            );
            return { at, scrapeMs: 2_000, pods: new Map([["new-1", { hash: "new", values }]]), scraped: {} };
        };
        const judged = snapshot(10_000, 30, 3);
        const later = [
            ...[snapshot(8_000, 20, 2), snapshot(12_000, 34, 5)],
            ...[snapshot(14_000, 36, 5), snapshot(16_000, 36, 5)],
        ];
        const hashes = { new: "new", stable: "old" };
        const { lateAnswers } = withLateAnswers(emptyTimeline, judged, later, hashes);
        assert.deepEqual(lateAnswers, { until: 14_000, errors: { all: 8, bad: 2 }, latency: { all: 0, bad: 0 } });
        assert.equal(withLateAnswers(emptyTimeline, judged, [judged], hashes), emptyTimeline);
        const look = { kind: "counted", snapshot: judged, unreadable: {} } as const;
        const judgement = judgementAfter(judgementAtLook(undefined, judgeInputs, 10_000), look, hashes);
        const counters = [{ at: 10_000, new: { answers: 30, errors: 3 }, stable: undefined }];
        const exposure = (more: object) => reportedExposure(judgement, { ...emptyTimeline, counters, ...more });
        const [from, until] = ["1970-01-01T00:00:10.000Z", "1970-01-01T00:00:14.000Z"];
        assert.deepEqual(exposure({}), { from, until: from, answers: 0, errors: 0, slow: 0 });
        assert.deepEqual(exposure({ lateAnswers }), { from, until, answers: 8, errors: 2, slow: 0 });
    });
});

describe("a series of points", () => {
    it("that is too long loses every second one, but neither the first nor the last", () => {
        let points: readonly number[] = [];
        for (let point = 0; point <= 1_000; point++) {
            points = withPoint(points, point, 10);
            assert.ok(points.length <= 10);
            assert.deepEqual([points[0], points.at(-1)], [0, point]);
        }
    });
});

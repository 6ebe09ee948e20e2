import assert from "node:assert/strict";
import { reviewSteps } from "../../../../../components/src/gate/drive/stepsReview";
import type { Review } from "../../../../../components/src/gate/history/review";
import { Simulation } from "../../../../support/simulation/simulation";
import { UnwatchedRollout, type Faults, type Weight } from "../../../../support/gate/unwatchedRollout";
import { judge, policy, reviewed, timesOf, without } from "./stepsReviewRun";

/** Returns why a review proves nothing. */
function reasonOf(review: Review) {
    assert.ok(review.kind !== "proven");
    const [found] = review.findings;
    return found?.kind === "notProvenBySamples" ? found.because : found;
}

const good = new UnwatchedRollout();
const with_ = (faults: Faults, weights?: readonly Weight[]) => new UnwatchedRollout(weights, faults);

describe("a review of steps that ran before the gate", () => {
    it("is a proof if every pause had its share, and the judge rejects nothing", async () => {
        const review = await reviewed(good);
        assert.ok(review.kind === "proven", JSON.stringify(review));
        assert.deepEqual([review.from, review.until], [good.at(0), good.at(102)]);
        assert.deepEqual(
            review.pauses.map(({ stepIndex, weight, shareResult }) => [stepIndex, weight, shareResult?.kind]),
            [
                [1, 25, "within"],
                [3, 50, "within"],
            ],
        );
        const { total } = review.judgement.evidence.errors;
        assert.ok(total.new.all > 1000 && total.stable.all > 1000, JSON.stringify(total));
        assert.ok(total.new.all < total.stable.all);
    });

    it("counts a pause from 5 s after its Event to 2 s before its end", async () => {
        const review = await reviewed(good);
        const share = review.kind === "proven" ? review.pauses[0]?.shareResult : undefined;
        assert.ok(share?.kind === "within");
        // 40 requests/s from 15 s to 38 s, between two scrapes each.
        assert.ok(share.total >= 19 * 40 && share.total <= 23 * 40, String(share.total));
    });

    it("is none without the metric of requests, a judge, or a pause of each weight", async () => {
        assert.deepEqual(reasonOf(await reviewed(good, { requestsMetric: "" })), { kind: "noRequestsMetric" });
        assert.deepEqual(reasonOf(await reviewed(good, { judge: undefined as never })), { kind: "judgeOff" });
        class Unpaused extends UnwatchedRollout {
            override readonly steps = [{ setWeight: 10, percent: 10 }, ...good.steps];
        }
        const unpaused = new Unpaused();
        assert.deepEqual(reasonOf(await reviewed(unpaused)), { kind: "noPause", weight: 10 });
    });

    it("is none without the Events of the steps, or with a change of the weight within a pause", async () => {
        const lacking = (text: string) =>
            reviewed(good, {}, (events) => events.filter(({ message }) => message?.includes(text) !== true));
        assert.deepEqual(reasonOf(await lacking("revision")), { kind: "noRevisionEvent", revision: 2 });
        assert.deepEqual(reasonOf(await lacking("step 4/5")), { kind: "noStepEvent", step: 4, steps: 5 });
        assert.equal((await lacking("step 2/5")).kind, "proven");
        const changed = good.event("TrafficWeightUpdated", "Traffic weight updated from 25 to 0", 20);
        const unclear = { kind: "unclearStep", step: 2, steps: 5 };
        assert.deepEqual(reasonOf(await reviewed(good, {}, (events) => [...events, changed])), unclear);
    });

    it("is a proof without the Events that the controller does not send of four weights", async () => {
        const article = [10, 25, 50, 75].map((weight, index) => ({ weight, seconds: [30, 60, 60, 30][index] ?? 0 }));
        const rollout = with_({}, article);
        const late = Array.from({ length: 9 }, (_, step) => step > 3);
        const review = await reviewed(rollout, {}, without(late), rollout.at(rollout.endsAt));
        assert.ok(review.kind === "proven", JSON.stringify(review));
        assert.deepEqual(
            review.pauses.map(({ weight }) => weight),
            [10, 25, 50, 75],
        );
        assert.deepEqual(reasonOf(await reviewed(rollout, {}, without(late))), {
            kind: "noStepEvent",
            step: 8,
            steps: 9,
        });
    });

    it("is none with too few requests, and names how many are needed", async () => {
        const reason = reasonOf(await reviewed(with_({ requestsPerSecond: 2 })));
        assert.ok(reason?.kind === "share" && reason.share.kind === "tooFew", JSON.stringify(reason));
        const { total, seconds = 0 } = reason.share;
        assert.ok(Math.abs(total - 2 * seconds) <= 2 && seconds > 10, JSON.stringify(reason));
    });

    it("is none if a third version answered, or no other one", async () => {
        assert.deepEqual(reasonOf(await reviewed(with_({ third: 1 }))), { kind: "thirdVersion", podHash: "x" });
        const all = { pods: /old/, from: -99, until: 999 };
        assert.deepEqual(reasonOf(await reviewed(with_({ missing: [all] }))), { kind: "noOtherVersion" });
    });

    it("is none if the samples of a version, of its counters or of one pod are missing for a time", async () => {
        for (const [pods, version, metric] of [
            [/new/, "new"],
            [/new/, "new", /requests/],
            [/old/, "stable"],
            [/old-2/, "stable"],
        ] as const) {
            const gap = { pods, ...(metric && { metric }), from: 59, until: 81 };
            const reason = reasonOf(await reviewed(with_({ missing: [gap] })));
            assert.deepEqual(reason, { kind: "samplesMissing", version, from: good.at(58), until: good.at(82) });
        }
    });

    it("is a rejection if the judge rejects the version, and a missing proof if that is only noted", async () => {
        const bad = with_({ errors: 0.2 });
        const review = await reviewed(bad);
        assert.ok(review.kind === "unproven" && review.rejected);
        assert.equal(review.findings[0]?.kind, "badAnswers");
        const noted = { ...judge, onWorseThanStable: "note", onOverThreshold: "note" } as const;
        const other = await reviewed(bad, { judge: noted });
        assert.ok(other.kind === "unproven" && !other.rejected);
        assert.equal(reasonOf(other)?.kind, "badAnswers");
    });

    it("is none if the pauses must show faults of the threshold's size, and cannot", async () => {
        const requirePower = { judge: { ...judge, requirePower: true, maxErrorShare: 0.01 } };
        assert.equal(reasonOf(await reviewed(with_({ requestsPerSecond: 20 }), requirePower))?.kind, "lowPower");
        const easy = { judge: { ...judge, requirePower: true } };
        assert.equal((await reviewed(with_({ requestsPerSecond: 400 }), easy)).kind, "proven");
    });

    it("may be repeated if the cluster or Prometheus does not answer", async () => {
        const simulation = new Simulation();
        simulation.rollout.deployFirst("v1");
        simulation.watch();
        const { observation } = simulation;
        assert.ok(observation);
        const version = { ...observation, uid: "u", revision: 2, podHash: "n", ...timesOf(good) };
        const failing = () => Promise.reject(new Error("it is away"));
        const noEvents = await reviewSteps(version, policy, {
            cluster: { readEvents: failing },
            metrics: { samples: failing },
        });
        assert.deepEqual(
            [noEvents.kind, reasonOf(noEvents)],
            ["unread", { kind: "eventsUnread", message: "it is away" }],
        );
        const noSamples = await reviewSteps(version, policy, {
            cluster: { readEvents: () => Promise.resolve(good.events) },
            metrics: { samples: failing },
        });
        assert.deepEqual(
            [noSamples.kind, reasonOf(noSamples)],
            ["unread", { kind: "samplesUnread", message: "it is away" }],
        );
    });
});

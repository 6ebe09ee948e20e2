import assert from "node:assert/strict";
import { isInconclusive, isStepPause } from "../../../../../components/src/gate/observation/observe";
import { FakeCluster } from "../../../../support/rollout/fakeCluster";

describe("observe, of a rollout's steps and pauses", () => {
    let cluster: FakeCluster;

    beforeEach(() => {
        cluster = new FakeCluster();
        cluster.rollout.deployFirst();
    });

    it("has the start of a pause by the cluster's clock, only during the pause", () => {
        const began = "2026-03-01T06:02:46.000Z";
        cluster.rollout.now = () => new Date(began);
        assert.equal(cluster.observe().pauseStartedAt, undefined);
        cluster.rollout.pause(1);
        assert.equal(cluster.observe().pauseStartedAt, Date.parse(began));
        assert.equal(isStepPause(cluster.observe()), true);
        cluster.rollout.pause(1, "InconclusiveAnalysisRun");
        assert.equal(cluster.observe().pauseStartedAt, undefined);
        assert.equal(isInconclusive(cluster.observe()), true);
        cluster.rollout.resume(2);
        assert.equal(cluster.observe().pauseStartedAt, undefined);
    });

    it("counts a pause that an analysis holds as well as that of a step, but not one by hand or an abort", () => {
        const startTime = "2026-03-01T06:02:46Z";
        const reasons = ["CanaryPauseStep", "InconclusiveAnalysisRun"];
        cluster.rollout.write({ pauseConditions: reasons.map((reason) => ({ reason, startTime })) });
        assert.equal(isStepPause(cluster.observe()), true);
        cluster.rollout.pause(1);
        cluster.rollout.pauseByHand(true);
        assert.equal(isStepPause(cluster.observe()), false);
        cluster.rollout.pauseByHand(false);
        cluster.rollout.declare("v2");
        cluster.rollout.observe();
        cluster.rollout.pause(1);
        assert.equal(isStepPause(cluster.observe()), true);
        cluster.rollout.write({ abort: true });
        assert.equal(isStepPause(cluster.observe()), false);
    });

    it("parses timed pauses, open-ended pauses and weights as Argo does", () => {
        const steps = [
            { setWeight: 10 },
            { pause: {} },
            { pause: { duration: "1m30s" } },
            { pause: { duration: 45 } },
            { pause: { duration: "45" } },
            { pause: { duration: "1.5h" } },
            { pause: { duration: "500ms" } },
            { analysis: {} },
        ];
        cluster.rollout.steps = steps;
        cluster.rollout.write({});
        assert.deepEqual(cluster.observe().steps, [
            { setWeight: 10, percent: 10 },
            { openEnded: true },
            { pauseSeconds: 90 },
            { pauseSeconds: 45 },
            { pauseSeconds: 45 },
            { pauseSeconds: 5400 },
            { pauseSeconds: 0.5 },
            { analysis: true },
        ]);
    });

    it("has the start of the background analysis", () => {
        cluster.rollout.declare("v2");
        cluster.rollout.observe();
        assert.deepEqual([cluster.observe().analysisDeclared, cluster.observe().analysisDue], [true, false]);
        cluster.rollout.setWeight(10, 1);
        assert.equal(cluster.observe().analysisDue, true);
    });
});

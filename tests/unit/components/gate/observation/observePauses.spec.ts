import assert from "node:assert/strict";
import { isInconclusive, isStepPause } from "../../../../../components/src/gate/observation/observe";
import { FakeWorld } from "../../../../support/fakeWorld";

describe("observe, of a rollout's steps and pauses", () => {
    let world: FakeWorld;

    beforeEach(() => {
        world = new FakeWorld();
        world.rollout.deployFirst();
    });

    it("says when a pause began by the cluster's clock, and only while it lasts", () => {
        const began = "2026-03-01T06:02:46.000Z";
        world.rollout.now = () => new Date(began);
        assert.equal(world.observe().pauseStartedAt, undefined);
        world.rollout.pause(1);
        assert.equal(world.observe().pauseStartedAt, Date.parse(began));
        assert.equal(isStepPause(world.observe()), true);
        world.rollout.pause(1, "InconclusiveAnalysisRun");
        assert.equal(world.observe().pauseStartedAt, undefined);
        assert.equal(isInconclusive(world.observe()), true);
        world.rollout.resume(2);
        assert.equal(world.observe().pauseStartedAt, undefined);
    });

    it("takes a pause that something else holds as well for none of a step", () => {
        const startTime = "2026-03-01T06:02:46Z";
        const reasons = ["CanaryPauseStep", "InconclusiveAnalysisRun"];
        world.rollout.write({ pauseConditions: reasons.map((reason) => ({ reason, startTime })) });
        assert.equal(isStepPause(world.observe()), false);
        world.rollout.pause(1);
        world.rollout.pauseByHand(true);
        assert.equal(isStepPause(world.observe()), false);
        world.rollout.pauseByHand(false);
        world.rollout.declare("v2");
        world.rollout.observe();
        world.rollout.pause(1);
        assert.equal(isStepPause(world.observe()), true);
        world.rollout.write({ abort: true });
        assert.equal(isStepPause(world.observe()), false);
    });

    it("tells timed pauses, open-ended ones and weights apart, as Argo reads them", () => {
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
        world.rollout.steps = steps;
        world.rollout.write({});
        assert.deepEqual(world.observe().steps, [
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

    it("knows when the background analysis is due", () => {
        world.rollout.declare("v2");
        world.rollout.observe();
        assert.deepEqual([world.observe().analysisDeclared, world.observe().analysisDue], [true, false]);
        world.rollout.setWeight(10, 1);
        assert.equal(world.observe().analysisDue, true);
    });
});

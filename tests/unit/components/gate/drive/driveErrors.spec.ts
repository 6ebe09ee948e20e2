import assert from "node:assert/strict";
import { apiError } from "../../../../../components/src/kubernetes";
import { DriveRun } from "./driveRun";

describe("drive, when an action fails", () => {
    it("says so, and goes on by what it hears", async () => {
        const run = new DriveRun();
        run.patch = () => Promise.reject(apiError("ServerError", "PATCH rollouts/status: 503"));
        run.openEnded();
        const report = run.start(1800, { minMeasurements: 0 });
        await run.clock.advance(1_000);
        assert.deepEqual(run.texts("Note:"), [
            "Note: promoting step 1/3: everything is proven",
            "Note: could not promote, trying again: PATCH rollouts/status: 503",
        ]);
        run.rollout.abort("metric failed");
        run.rollout.returnTraffic();
        await run.clock.advance(100);
        assert.equal((await report).result.outcome, "Aborted");
    });

    it("says in the end why an abort was not taken", async () => {
        const run = new DriveRun();
        run.deploy();
        run.rollout.setWeight(10, 1);
        run.rollout.pause(1);
        run.rollout.writeIngress(90);
        run.patch = () => Promise.reject(apiError("ServerError", "PATCH rollouts/status: 500 a webhook is down"));
        const report = run.start();
        await run.clock.advance(64_000);
        assert.match(
            (await report).failure,
            /has canary weight 90, must be 10; the cluster has not taken it: PATCH rollouts\/status: 500 a webhook is down; the new version keeps canary weight 90/,
        );
    });
});

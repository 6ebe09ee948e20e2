import assert from "node:assert/strict";
import { apiError } from "../../../../../components/src/kubernetes";
import { DriveRun } from "./driveRun";

describe("drive, when the cluster no longer lets it look", () => {
    let run: DriveRun;

    beforeEach(() => {
        run = new DriveRun();
        run.deploy();
    });

    const refuse = () => run.listener?.onError(apiError("Forbidden", "GET rollouts: 403 not allowed"));

    it("waits for 15 s, because an API server that has just started may refuse what it allows", async () => {
        const report = run.start();
        refuse();
        await run.clock.advance(14_900);
        assert.equal(run.stopped, false);
        run.listener?.onReconnect();
        await run.clock.advance(60_000);
        assert.equal(run.stopped, false);
        run.rollout.abort();
        run.rollout.returnTraffic();
        await run.clock.advance(1_000);
        assert.equal((await report).result.outcome, "Aborted");
    });

    it("counts them from the first refusal, not from when it did not answer at all", async () => {
        const report = run.start();
        run.listener?.onError(apiError("ClusterUnreachable", "cannot reach the cluster"));
        await run.clock.advance(60_000);
        refuse();
        await run.clock.advance(14_900);
        assert.equal(run.stopped, false);
        await run.clock.advance(200);
        assert.match((await report).failure, /403 not allowed/);
    });

    it("fails when that lasts", async () => {
        const report = run.start();
        refuse();
        await run.clock.advance(14_900);
        refuse();
        await run.clock.advance(200);
        const { failure } = await report;
        assert.match(failure, /^rollout demo\/ops-hardening-demo cannot be watched: GET rollouts: 403 not allowed/);
    });
});

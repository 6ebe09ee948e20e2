import assert from "node:assert/strict";
import { apiError } from "../../../../../components/src/kubernetes";
import { DriveRun, failureOf } from "./driveRun";

describe("drive, when the cluster answers 403", () => {
    let run: DriveRun;

    beforeEach(() => {
        run = new DriveRun();
        run.deploy();
    });

    const found = [{ kind: "clusterError", message: "GET rollouts: 403 not allowed" }];
    const deny = () => run.listener?.onError(apiError("Forbidden", "GET rollouts: 403 not allowed"));

    it("waits for 15 s, because an API server that has just started may deny allowed requests", async () => {
        const report = run.start();
        deny();
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

    it("counts them from the first 403, not from the loss of the connection", async () => {
        const report = run.start();
        run.listener?.onError(apiError("ClusterUnreachable", "cannot reach the cluster"));
        await run.clock.advance(60_000);
        deny();
        await run.clock.advance(14_900);
        assert.equal(run.stopped, false);
        await run.clock.advance(200);
        assert.deepEqual(failureOf(await report).findings, found);
    });

    it("fails if that persists", async () => {
        const report = run.start();
        deny();
        await run.clock.advance(14_900);
        deny();
        await run.clock.advance(200);
        const { code, findings, forbidden } = failureOf(await report);
        assert.deepEqual([code, findings, forbidden], ["ClusterFailed", found, undefined]);
    });
});

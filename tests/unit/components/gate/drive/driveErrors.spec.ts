import assert from "node:assert/strict";
import { apiError } from "../../../../../components/src/kubernetes";
import { DriveRun, failureOf, noteOfWrite } from "./driveRun";

describe("drive, when an action fails", () => {
    it("prints the error, and continues with the events that it receives", async () => {
        const run = new DriveRun();
        run.patch = () => Promise.reject(apiError("ServerError", "PATCH rollouts/status: 503"));
        run.openEnded();
        const report = run.start(1800, { minMeasurements: 0 });
        await run.clock.advance(1_000);
        assert.deepEqual(run.messages("Note:"), [
            noteOfWrite({ kind: "promote", by: "pause" }, 3),
            "Note: could not promote, retrying: PATCH rollouts/status: 503",
        ]);
        run.rollout.abort("metric failed");
        run.rollout.returnTraffic();
        await run.clock.advance(100);
        assert.equal((await report).result.outcome, "Aborted");
    });

    it("keeps the error of an abort that was not accepted to the end", async () => {
        const run = new DriveRun();
        run.deploy();
        run.rollout.setWeight(10, 1);
        run.rollout.pause(1);
        run.rollout.writeIngress(90);
        run.patch = () => Promise.reject(apiError("ServerError", "PATCH rollouts/status: 500 a webhook is down"));
        const report = run.start();
        await run.clock.advance(64_000);
        const ended = await report;
        const { code, findings } = failureOf(ended);
        const ingress = "ops-hardening-demo-ops-hardening-demo-canary";
        assert.deepEqual(
            [code, findings],
            ["NotProven", [{ kind: "ingressWeight", ingress, actual: 90, expected: 10 }]],
        );
        assert.equal(ended.history.sent?.error, "PATCH rollouts/status: 500 a webhook is down");
    });
});

import assert from "node:assert/strict";
import { gateFailureOf } from "../../scripts/local/gateOutput";
import { onlyAnswers } from "../support/e2e/ingressClient";
import { appOf } from "./support/app";
import { environment } from "./support/environment";
import { assertFailed, assertSucceeded } from "./support/pulumiRuns";

/** One weight and an open-ended pause. */
const openEnded = {
    steps: [{ setWeight: 50 }, { pause: {} }, { setWeight: 100 }],
    initialDelay: "2s",
    interval: "5s",
};

describe("a deadline", function () {
    this.timeout("15m");
    const app = appOf("deadline");

    it("aborts the rollout, so that traffic is back on stable", async () => {
        await app.deploy("v1");
        const run = await app.up("v2", { ...openEnded, onPause: "wait", gateTimeout: "20s" });
        assertFailed(run);
        assert.match(
            gateFailureOf(run.output) ?? run.output,
            /aborted .*at step 1\/3 \(setWeight 50\): .*\b2\d s\b.*; traffic is back on stable \(canary weight 0\)/,
        );
        const { ingressUrl } = await environment();
        await onlyAnswers(ingressUrl, app.host, "v1", 50);
    });

    it("is followed by the stable version without a new canary", async () => {
        const run = await app.up("v1", openEnded);
        assertSucceeded(run);
        assert.equal((await app.outputs())["outcome"], "FastRolledBack");
        assert.doesNotMatch(run.output, /Canary: {1,2}50%/);
    });
});

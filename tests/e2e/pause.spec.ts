import assert from "node:assert/strict";
import { gateFailureOf } from "../../scripts/local/gateOutput";
import { gateWrites } from "../support/e2e/auditLog";
import { onlyAnswers } from "../support/e2e/ingressClient";
import { appOf } from "./support/app";
import { duringUpdate } from "./support/duringUpdate";
import { environment } from "./support/environment";
import { assertFailed, assertSucceeded } from "./support/pulumiRuns";

/** One weight and an open-ended pause. */
const openEnded = {
    steps: [{ setWeight: 50 }, { pause: {} }, { setWeight: 100 }],
    initialDelay: "2s",
    interval: "5s",
};

/** The same for requests that choose their version by a header: the share of all requests is only noted. */
const byHeader = {
    ...openEnded,
    additionalIngressAnnotations: { "canary-by-header": "x-canary" },
    onWrongShare: "note",
};

describe("an open-ended pause", function () {
    this.timeout("15m");
    const app = appOf("pause");

    it("is promoted once, after the share and every metric were good", async () => {
        await app.deploy("v1");
        const { target } = await environment();
        const started = Date.now();
        const run = await app.up("v2", openEnded);
        assertSucceeded(run);
        assert.match(run.output, /Note: promoting step 1\/3/);
        const outputs = await app.outputs();
        assert.equal(outputs["outcome"], "Promoted");
        const { shares } = outputs["evidence"] as { shares: { weight: number; canary: number; total: number }[] };
        const [share] = shares;
        assert.ok(share?.weight === 50 && share.total >= 100, JSON.stringify(shares));
        assert.ok(share.canary > share.total * 0.3 && share.canary < share.total * 0.7, JSON.stringify(shares));
        if (target.auditLog !== undefined) {
            assert.deepEqual(gateWrites(target.auditLog, app.namespace, app.name, started), [
                { pauseConditions: null },
            ]);
        }
    });

    it("is left to a user by onPause wait; the action of that user is reported, and never reverted", async () => {
        const { target, ingressUrl } = await environment();
        // In nginx, a header takes precedence over the weight.
        const abort = async () => {
            await onlyAnswers(ingressUrl, app.host, "v1", 30, { "x-canary": "always" });
            await onlyAnswers(ingressUrl, app.host, "v2", 30, { "x-canary": "never" });
            await app.patchStatus({ abort: true });
        };
        const started = Date.now();
        const run = await duringUpdate((onLine) => app.up("v1", { ...byHeader, onPause: "wait" }, onLine), {
            at: /paused until .*promot/,
            act: abort,
        });
        assertFailed(run);
        assert.match(
            gateFailureOf(run.output) ?? run.output,
            /^rollout e2e-pause\/e2e-pause aborted at step 1\/3 \(setWeight 50\): [^;]*aborted[^;]*; traffic is back on stable/,
        );
        if (target.auditLog !== undefined) {
            assert.deepEqual(gateWrites(target.auditLog, app.namespace, app.name, started), []);
        }
    });

    it("aborted before, fails again unless retryAborted is true", async () => {
        const run = await app.up("v1", { ...byHeader, onPause: "wait" });
        assertFailed(run);
        assert.match(run.output, /still aborted at step 1\/3 \(setWeight 50\): /);
    });

    it("fails under onPause fail after a retry, and stays paused", async () => {
        const run = await app.up("v1", { ...byHeader, onPause: "fail", retryAborted: "true" });
        assertFailed(run);
        assert.match(run.output, /retrying the aborted version/);
        assert.match(run.output, /paused at step 1\/3 \(setWeight 50\).*onPause/);
        const { status } = (await app.get("rollout")) as { status: { phase: string } };
        assert.equal(status.phase, "Paused");
    });

    it("is resumed by the next pulumi up at its step", async () => {
        const run = await app.up("v1", byHeader);
        assertSucceeded(run);
        assert.match(run.output, /promoting step 1\/3/);
        const { ingressUrl } = await environment();
        assert.equal((await app.outputs())["outcome"], "RolledBack");
        await onlyAnswers(ingressUrl, app.host, "v1", 50);
    });
});

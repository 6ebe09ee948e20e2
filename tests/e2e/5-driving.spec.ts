import assert from "node:assert/strict";
import { refusalOf } from "../../scripts/local/gateOutput";
import { gateWrites } from "../support/auditLog";
import { onlyAnswers } from "../support/ingressClient";
import { App, assertFailed, assertSucceeded, environment } from "./environment";

/** One weight, and a pause that only a promotion ends. */
const openEnded = {
    steps: [{ setWeight: 50 }, { pause: {} }, { setWeight: 100 }],
    initialDelay: "2s",
    interval: "5s",
    additionalIngressAnnotations: { "canary-by-header": "x-canary" },
};

describe("an open-ended pause", function () {
    this.timeout("15m");
    const app = new App("driving");

    it("is promoted once, when the share is right and every metric was good", async () => {
        await app.deploy("v1");
        const { target, stack } = await environment();
        const started = Date.now();
        const run = await app.up("v2", openEnded);
        assertSucceeded(run);
        assert.match(run.output, /Note: promoting step 1\/3: everything is proven/);
        const outputs = await stack.outputs();
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

    it("is left to a person by onPause wait; what that person does is said, and never fought", async () => {
        const { target, ingressUrl } = await environment();
        // A header tells nginx more than the weight does.
        const abort = async () => {
            await onlyAnswers(ingressUrl, app.host, "v1", 30, { "x-canary": "always" });
            await onlyAnswers(ingressUrl, app.host, "v2", 30, { "x-canary": "never" });
            await app.patchStatus({ abort: true });
        };
        const started = Date.now();
        let asked: Promise<void> | undefined;
        const run = await app.up("v1", { ...openEnded, onPause: "wait" }, (line) => {
            if (line.includes("paused until somebody promotes it")) {
                asked ??= abort();
            }
        });
        await asked;
        assertFailed(run);
        assert.match(
            refusalOf(run.output) ?? run.output,
            /^rollout e2e-driving\/e2e-driving aborted at step 1\/3 \(setWeight 50\): somebody aborted it by hand; traffic is back on stable/,
        );
        if (target.auditLog !== undefined) {
            assert.deepEqual(gateWrites(target.auditLog, app.namespace, app.name, started), []);
        }
    });

    it("aborted before, is refused again as long as nobody asks for another try", async () => {
        const run = await app.up("v1", { ...openEnded, onPause: "wait" });
        assertFailed(run);
        assert.match(run.output, /is still aborted at step 1\/3 \(setWeight 50\): somebody aborted it by hand/);
    });

    it("fails under onPause fail, once it is tried again, and stays where it is", async () => {
        await app.settled();
        const run = await app.up("v1", { ...openEnded, onPause: "fail", retryAborted: "true" });
        assertFailed(run);
        assert.match(run.output, /trying the aborted version again/);
        assert.match(run.output, /is paused at step 1\/3 \(setWeight 50\) until somebody promotes it/);
        const { status } = (await app.get("rollout")) as { status: { phase: string } };
        assert.equal(status.phase, "Paused");
    });

    it("is resumed by the next pulumi up at the step where it stands", async () => {
        const run = await app.up("v1", openEnded);
        assertSucceeded(run);
        assert.match(run.output, /promoting step 1\/3/);
        const { stack, ingressUrl } = await environment();
        assert.equal((await stack.outputs())["outcome"], "RolledBack");
        await onlyAnswers(ingressUrl, app.host, "v1", 50);
    });
});

describe("a deadline", function () {
    this.timeout("15m");
    const app = new App("deadline");

    it("aborts the rollout, so that traffic is back on stable", async () => {
        await app.deploy("v1");
        const run = await app.up("v2", { ...openEnded, onPause: "wait", gateTimeout: "20s" });
        assertFailed(run);
        assert.match(
            refusalOf(run.output) ?? run.output,
            /was aborted by this gate at step 1\/3 \(setWeight 50\): it did not finish within 2\d s: .*; traffic is back on stable \(canary weight 0\)/,
        );
        const { ingressUrl } = await environment();
        await onlyAnswers(ingressUrl, app.host, "v1", 50);
    });

    it("is followed by the stable version without a new canary", async () => {
        const run = await app.up("v1", openEnded);
        assertSucceeded(run);
        const { stack } = await environment();
        assert.equal((await stack.outputs())["outcome"], "FastRolledBack");
        assert.doesNotMatch(run.output, /Canary: {1,2}50%/);
    });
});

describe("a first deploy with verifyInitial", function () {
    this.timeout("15m");
    const app = new App("initial");

    it("is measured once by the same analysis", async () => {
        const run = await app.up("v1", { ...openEnded, initialDelay: "30s", verifyInitial: "true" });
        assertSucceeded(run);
        const runs = (await app.list("analysisruns")) as unknown as {
            status: { phase: string; metricResults: { name: string; successful: number }[] };
        }[];
        assert.deepEqual(
            runs.map(({ status }) => [status.phase, ...status.metricResults.map(({ successful }) => successful > 0)]),
            [["Successful", true, true]],
        );
        const { stack } = await environment();
        assert.equal((await stack.outputs())["outcome"], "Initial");
        assertSucceeded(await stack.preview(["--expect-no-changes"]));
    });
});

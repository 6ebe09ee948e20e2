import assert from "node:assert/strict";
import { countVersions, onlyAnswers, shareReached } from "../support/e2e/ingressClient";
import { statusLines } from "../support/e2e/statusLine";
import { assertWitnessed, canaryIngress, writtenWeights } from "../support/e2e/auditLog";
import { appOf } from "./support/app";
import { environment } from "./support/environment";
import { assertFailed, assertNothingToDo, assertSucceeded } from "./support/pulumiRuns";
import { assertSmallDynamicResources } from "./support/stateSizes";

describe("a good version", function () {
    this.timeout("15m");
    const app = appOf("promotion");

    it("is deployed the first time without steps, and pulumi up reports that", async () => {
        const run = await app.up("v1");
        assertSucceeded(run);
        assert.match(run.output, /first deploy/);
        assert.equal((await app.outputs())["outcome"], "Initial");
        assert.deepEqual(await app.list("analysisruns"), []);
        await app.deploy("v1");
    });

    it("is promoted through every weight, with both versions answering near the weight", async () => {
        const { target, ingressUrl } = await environment();
        const before = await app.baseIngress();
        const traffic = await app.traffic();
        const { failed } = await traffic.k6();
        const started = Date.now();
        const shares = new Map<number, ReturnType<typeof shareReached>>();
        let weightNow = 0;
        const run = await app.up("v2", {}, (line) => {
            const [status] = statusLines([{ text: line, at: Date.now() }]);
            weightNow = status?.canary ?? weightNow;
            if (status?.status === "Paused" && !shares.has(status.canary)) {
                const weight = status.canary;
                const ask = () => countVersions(ingressUrl, app.host, 300);
                shares.set(
                    weight,
                    shareReached(ask, { version: "v2", weight, requests: 300 }, () => weightNow !== weight),
                );
            }
        });
        assertSucceeded(run);
        assert.equal((await app.outputs())["outcome"], "Promoted");

        const lines = statusLines(run.lines);
        const weights = lines.map(({ canary }) => canary).filter((weight, index, all) => weight !== all[index - 1]);
        // The controller may have written the first weight before the gate's first look.
        assert.deepEqual(weights[0] === 0 ? weights.slice(1) : weights, [10, 25, 50, 75, 100, 0]);
        assert.ok(lines.every(({ canary, stable, steps }) => canary + stable === 100 && steps === 9));
        assert.equal(lines.at(-1)?.status, "Healthy");
        assert.match(run.output, /Analysis: p99-latency [\d.]+ ms \(< 500\) ok \| success-rate 100 % \(>= 95\) ok/);

        assert.deepEqual([...shares.keys()], [10, 25, 50, 75]);
        for (const [weight, share] of shares) {
            const { reached, count } = await share;
            assert.ok(reached, `${count} of 300 answers from v2 at weight ${weight}`);
        }

        assert.equal((await traffic.k6()).failed, failed);
        assert.deepEqual(await app.baseIngress(), before);
        await onlyAnswers(ingressUrl, app.host, "v2", 100);

        if (target.auditLog !== undefined) {
            assertWitnessed(lines, writtenWeights(target.auditLog, app.namespace, canaryIngress(app.name), started));
        }
    });

    it("leaves a gate with its evidence that is small in the state", async () => {
        assertSmallDynamicResources(await (await app.stack()).state());
    });

    it("leaves nothing to do for the next preview, up and refresh", async () => assertNothingToDo(await app.stack()));

    it("is rolled back when it exceeds the configured threshold, and the error names that threshold", async () => {
        const run = await app.up("v1", { p99LatencyMilliseconds: "1" });
        assertFailed(run);
        assert.match(run.output, /p99-latency measured [\d.]+ ms.*must be < 1;/);
    });
});

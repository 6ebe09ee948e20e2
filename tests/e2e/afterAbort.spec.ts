import assert from "node:assert/strict";
import { gateFailureOf } from "../../scripts/local/gateOutput";
import { countVersions } from "../support/e2e/ingressClient";
import { appOf } from "./support/app";
import { environment } from "./support/environment";
import { meddledUpdate } from "./support/meddledUpdate";
import { assertFailed, assertSucceeded } from "./support/pulumiRuns";

/** Each takes about a minute; ten were run when this was written. */
const rounds = 3;

/** One weight, and pods that stay for a while after an abort. */
const settings = {
    steps: [{ setWeight: 50 }, { pause: { duration: "20s" } }, { setWeight: 100 }],
    initialDelay: "2s",
    interval: "5s",
    consecutiveErrorLimit: "1",
    strategy: { abortScaleDownDelaySeconds: 10 },
};

describe("an aborted version", function () {
    this.timeout("30m");
    const app = appOf("after-abort");

    /** Rolls out a version that is aborted as soon as it has its share of the traffic. */
    async function upAborted(version: string) {
        const run = await meddledUpdate((onLine) => app.up(version, settings, onLine), {
            inPause: () => app.patchStatus({ abort: true }),
        });
        assertFailed(run);
        assert.match(gateFailureOf(run.output) ?? run.output, /aborted at step 1\/3/);
        return run;
    }

    it("answers no request once the update has ended", async () => {
        await app.deploy("v1", settings);
        const run = await upAborted("v2");
        const { ingressUrl } = await environment();
        const counts = await countVersions(ingressUrl, app.host, 100);
        assert.deepEqual(Object.fromEntries(counts), { v1: 100 });
        assert.match(gateFailureOf(run.output) ?? run.output, /; traffic is back on stable \(canary weight 0\);/);
    });

    it("does not delay the progress deadline of the next one", async () => {
        // Argo itself would wait for the pods of the aborted version: the timeout would come first.
        const run = await app.up("v404", { ...settings, progressDeadline: "15s", gateTimeout: "4m" });
        assertFailed(run);
        assert.match(
            gateFailureOf(run.output) ?? run.output,
            /was aborted by this gate at step 0\/3 \(setWeight 50\): 0 of 1 pods of the new version became available within 15 s \(progressDeadlineSeconds\); the controller does not apply this deadline while ReplicaSet e2e-after-abort-\w+ has a scale-down-deadline; .*v404.*; traffic is back on stable/,
        );
    });

    it(`does not keep the next one from its share of the traffic, ${String(rounds)} times`, async () => {
        // Neither is the version that is stable by then.
        const version = (index: number) => `v${String((index % 3) + 1)}`;
        for (let round = 0; round < rounds; round++) {
            await upAborted(version(2 * round + 1));
            assertSucceeded(await app.up(version(2 * round + 2), settings));
        }
    });
});

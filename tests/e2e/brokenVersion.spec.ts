import assert from "node:assert/strict";
import { refusalOf } from "../../scripts/local/gateOutput";
import { onlyAnswers } from "../support/e2e/ingressClient";
import { appOf } from "./support/app";
import { environment } from "./support/environment";
import { assertFailed, assertSucceeded } from "./support/pulumiRuns";

const steps = {
    steps: [{ setWeight: 50 }, { pause: { duration: "60s" } }, { setWeight: 100 }],
    progressDeadline: "20s",
};

describe("a version that does not come up", function () {
    this.timeout("15m");
    const app = appOf("broken-version");

    async function refused(version: string, settings: Record<string, unknown>): Promise<string> {
        const run = await app.up(version, { ...steps, ...settings });
        assertFailed(run);
        const { ingressUrl } = await environment();
        await onlyAnswers(ingressUrl, app.host, "v1", 50);
        return refusalOf(run.output) ?? run.output;
    }

    it("because it crashes: the reason and its last words are in the error, stable serves", async () => {
        await app.deploy("v1");
        const text = await refused("v2", { env: { FAULT_ERROR_RATE: "bananas" } });
        assert.match(text, /^rollout e2e-broken-version\/e2e-broken-version aborted at step 0\/3/);
        assert.match(
            text,
            /is in CrashLoopBackOff \(exit code 2\); its last lines?: .*FAULT_ERROR_RATE="bananas".*; fix the cause/,
        );
    });

    it("because its image is missing", async () => {
        const text = await refused("v404", {});
        assert.match(text, /(ImagePullBackOff|ErrImagePull).*v404/);
    });

    it("because no node takes its pods", async () => {
        // On a cluster of one node, where the stable version already is.
        const alone = { strategy: { antiAffinity: "required" } };
        assert.match(await refused("v2", alone), /Unschedulable.*anti-affinity/);
    });

    it("and is followed by a good one, whose pause is longer than the progress deadline", async () => {
        await app.settled();
        // Other steps than before: the same ones would be the aborted try, which nobody asks for again.
        const longer = [{ setWeight: 50 }, { pause: { duration: "50s" } }, { setWeight: 100 }];
        const run = await app.up("v2", { ...steps, steps: longer });
        assertSucceeded(run);
        assert.equal((await app.outputs())["outcome"], "Promoted");
    });
});

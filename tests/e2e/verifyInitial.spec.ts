import assert from "node:assert/strict";
import { appOf } from "./support/app";
import { assertSucceeded } from "./support/pulumiRuns";

/** One weight and an open-ended pause. */
const openEnded = {
    steps: [{ setWeight: 50 }, { pause: {} }, { setWeight: 100 }],
    initialDelay: "2s",
    interval: "5s",
};

describe("a first deploy with verifyInitial", function () {
    this.timeout("15m");
    const app = appOf("verify-initial");

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
        assert.equal((await app.outputs())["outcome"], "Initial");
        assertSucceeded(await (await app.stack()).preview(["--expect-no-changes"]));
    });
});

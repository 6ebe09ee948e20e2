import assert from "node:assert/strict";
import { appOf } from "./support/app";
import { impatient, failureOfBroken } from "./support/broken";
import { assertSucceeded } from "./support/pulumiRuns";

describe("a version that crashes", function () {
    this.timeout("15m");
    const app = appOf("crash");

    it("is aborted with the reason and its last log lines, and stable serves", async () => {
        await app.deploy("v1");
        const failure = await failureOfBroken(app, "v2", { env: { FAULT_ERROR_RATE: "bananas" } });
        assert.match(failure, /^rollout e2e-crash\/e2e-crash aborted at step 0\/3/);
        assert.match(failure, /CrashLoopBackOff \(exit code 2\).*FAULT_ERROR_RATE="bananas"/);
    });

    it("is followed by a good version with a pause longer than the progress deadline", async () => {
        const longer = [{ setWeight: 50 }, { pause: { duration: "50s" } }, { setWeight: 100 }];
        const run = await app.up("v2", { ...impatient, steps: longer });
        assertSucceeded(run);
        assert.equal((await app.outputs())["outcome"], "Promoted");
    });
});

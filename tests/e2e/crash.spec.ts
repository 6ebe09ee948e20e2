import assert from "node:assert/strict";
import { appOf } from "./support/app";
import { impatient, refusalOfBroken } from "./support/broken";
import { assertSucceeded } from "./support/pulumiRuns";

describe("a version that crashes", function () {
    this.timeout("15m");
    const app = appOf("crash");

    it("is refused with the reason and its last words, and stable serves", async () => {
        await app.deploy("v1");
        const said = await refusalOfBroken(app, "v2", { env: { FAULT_ERROR_RATE: "bananas" } });
        assert.match(said, /^rollout e2e-crash\/e2e-crash aborted at step 0\/3/);
        assert.match(
            said,
            /is in CrashLoopBackOff \(exit code 2\); its last lines?: .*FAULT_ERROR_RATE="bananas".*; fix the cause/,
        );
    });

    it("is followed by a good one, whose pause is longer than the progress deadline", async () => {
        await app.settled();
        const longer = [{ setWeight: 50 }, { pause: { duration: "50s" } }, { setWeight: 100 }];
        const run = await app.up("v2", { ...impatient, steps: longer });
        assertSucceeded(run);
        assert.equal((await app.outputs())["outcome"], "Promoted");
    });
});

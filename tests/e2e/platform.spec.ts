import assert from "node:assert/strict";
import { App } from "./support/app";
import { environment } from "./support/environment";
import { assertFailed, assertNothingToDo } from "./support/pulumiRuns";
import { assertSmallDynamicResources, charactersOf } from "./support/stateSizes";

describe("the stack that installed the platform", function () {
    this.timeout("15m");
    // The stack of all specs; it stays.
    const app = new App("platform", { stack: async () => (await environment()).platform, platform: {} });

    it("leaves nothing to do for the next preview, up and refresh", async () => {
        await assertNothingToDo(await app.stack());
    });

    it("is small in its state, whose every version is kept", async () => {
        const state = await (await app.stack()).state();
        assertSmallDynamicResources(state);
        const size = charactersOf(state);
        // It was 953,228 characters when the state held the providers' whole code.
        assert.ok(size < 350_000, `the whole export has ${size} characters`);
    });

    it("rejects bad settings with one error that lists every bad key, and changes nothing", async () => {
        const before = await app.get("rollout");
        const run = await app.up("v1", {
            image: "",
            p99LatencyMilliseconds: "fast",
            steps: [{ setWeight: 50 }, { pause: { duration: "10 bananas" } }, { setWeight: 25 }],
        });
        assertFailed(run);
        for (const key of ["image", "p99LatencyMilliseconds", "steps[1].pause.duration", "steps[2].setWeight"]) {
            assert.ok(run.output.includes(key), `${key} is not in:\n${run.output}`);
        }
        assert.doesNotMatch(run.output, /^\s+at .*\.(ts|js):\d+/m);
        assert.deepEqual(await app.get("rollout"), before);
    });
});

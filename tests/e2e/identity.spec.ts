import assert from "node:assert/strict";
import { gateFailureOf } from "../../scripts/local/gateOutput";
import { appOf } from "./support/app";
import { imageOf } from "./support/environment";
import { promoted } from "./support/promoted";
import { assertFailed, assertSucceeded } from "./support/pulumiRuns";

const settings = {
    steps: [{ setWeight: 50 }, { pause: { duration: "20s" } }, { setWeight: 100 }],
    initialDelay: "2s",
    interval: "5s",
    consecutiveErrorLimit: "1",
};

describe("the version of a verdict", function () {
    this.timeout("15m");
    const app = appOf("identity");

    it("is not the one that another client has rolled out before an update of something else", async () => {
        await app.deploy("v1", settings);
        const image = { op: "replace", path: "/spec/template/spec/containers/0/image", value: imageOf("v2") };
        await app.kubectl("patch", "rollout", app.name, "--type=json", `--patch=${JSON.stringify([image])}`);
        await promoted(app, "v2");
        const run = await app.up("v1", { ...settings, p99LatencyMilliseconds: 499 });
        assertFailed(run);
        assert.match(
            gateFailureOf(run.output) ?? run.output,
            /is not what Pulumi applied: its pod template or strategy is another one \(image .*:v2\); /,
        );
        const repaired = await (await app.stack()).up(undefined, ["--refresh"]);
        assertSucceeded(repaired);
        const { outcome, image: served } = await app.outputs();
        assert.equal(outcome, "RolledBack");
        assert.match(String(served), /:v1$/);
    });

    it("is the declared one also when an earlier update was targeted at the gate alone", async () => {
        const stack = await app.configured("v3", settings);
        assertSucceeded(await stack.up(undefined, ["--target", "**RolloutGate**"]));
        assert.match(String((await app.outputs())["image"]), /:v1$/);
        assertSucceeded(await stack.up());
        const { outcome, image, evidence } = await app.outputs();
        assert.equal(outcome, "Promoted");
        assert.match(String(image), /:v3$/);
        const { weights } = evidence as { weights: { weight: number }[] };
        assert.ok(
            weights.some(({ weight }) => weight === 50),
            JSON.stringify(weights),
        );
    });
});

import assert from "node:assert/strict";
import { gateFailureOf } from "../../scripts/local/gateOutput";
import { appOf } from "./support/app";
import { assertFailed, assertSucceeded } from "./support/pulumiRuns";

const steps = {
    steps: [{ setWeight: 50 }, { pause: { duration: "60s" } }, { setWeight: 100 }],
    progressDeadline: "20s",
};

describe("a rollout whose Ingress is missing", function () {
    this.timeout("15m");
    const app = appOf("invalid-spec");

    it("is reported with the controller's message", async () => {
        await app.deploy("v1");
        await app.kubectl("delete", "ingress", app.name);
        const run = await app.up("v2", steps);
        assertFailed(run);
        assert.match(
            gateFailureOf(run.output) ?? run.output,
            /^rollout e2e-invalid-spec\/e2e-invalid-spec .*invalid spec: .*e2e-invalid-spec.*not found/,
        );
        assertSucceeded(await (await app.stack()).refresh());
    });
});

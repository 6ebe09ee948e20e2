import assert from "node:assert/strict";
import { gateFailureOf } from "../../scripts/local/gateOutput";
import { onlyAnswers } from "../support/e2e/ingressClient";
import { appOf } from "./support/app";
import { environment } from "./support/environment";
import { assertFailed, assertSucceeded } from "./support/pulumiRuns";

const steps = [
    { setWeight: 10 },
    { pause: { duration: "30s" } },
    { setWeight: 50 },
    { pause: { duration: "30s" } },
    { setWeight: 100 },
];

describe("a version whose own answers are judged", function () {
    this.timeout("15m");
    const app = appOf("judge");

    it("is promoted when they are good", async () => {
        await app.deploy("v1");
        const run = await app.up("v2", { steps });
        assertSucceeded(run);
    });

    it("is rolled back with 11 % of errors, of which the success rate over both versions shows 1.1 %", async () => {
        const run = await app.up("v3", { steps, env: { FAULT_ERROR_RATE: "0.11" } });
        assertFailed(run);
        assert.match(
            gateFailureOf(run.output) ?? run.output,
            /^rollout e2e-judge\/e2e-judge was aborted by this gate at step \d\/5 \(setWeight (10|50)\): the new version answered \d+ of \d+ requests with 5xx \(\d+(\.\d+)? %\), .* with 99\.9 % confidence after \d+ s; traffic is back on stable .*; fix the image and run pulumi up again/,
        );
        const { ingressUrl } = await environment();
        await onlyAnswers(ingressUrl, app.host, "v2", 100);
    });
});

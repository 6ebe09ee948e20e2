import assert from "node:assert/strict";
import { gateFailureOf } from "../../scripts/local/gateOutput";
import { onlyAnswers } from "../support/e2e/ingressClient";
import { appOf } from "./support/app";
import { environment } from "./support/environment";
import { assertFailed } from "./support/pulumiRuns";

describe("without the judge, a version that answers 40 % of its requests with errors", function () {
    this.timeout("15m");
    const app = appOf("error-rate");

    it("is rolled back by the analysis at 25 % weight", async () => {
        await app.deploy("v1");
        const run = await app.up("v2", {
            judge: "off",
            env: { FAULT_ERROR_RATE: "0.4" },
            steps: [{ setWeight: 25 }, { pause: { duration: "60s" } }, { setWeight: 100 }],
        });
        assertFailed(run);
        assert.match(
            gateFailureOf(run.output) ?? run.output,
            /^rollout e2e-error-rate\/e2e-error-rate aborted at step 1\/3 \(setWeight 25\): success-rate measured \d+(\.\d+)? %.*, must be >= 95; traffic is back on stable/,
        );
        const { ingressUrl } = await environment();
        await onlyAnswers(ingressUrl, app.host, "v1", 100);
    });
});

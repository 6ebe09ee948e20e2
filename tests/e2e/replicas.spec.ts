import assert from "node:assert/strict";
import { gateFailureOf } from "../../scripts/local/gateOutput";
import { sendAtRate } from "../support/e2e/ingressClient";
import { appOf } from "./support/app";
import { environment } from "./support/environment";
import { scalePrometheus } from "./support/prometheus";
import { assertFailed, assertSucceeded } from "./support/pulumiRuns";

const settings = {
    steps: [{ setWeight: 25 }, { pause: { duration: "25s" } }, { setWeight: 100 }],
    initialDelay: "2s",
    interval: "5s",
    consecutiveErrorLimit: "1",
};

describe("two replicas of Prometheus behind one Service", function () {
    this.timeout("20m");
    const app = appOf("replicas");
    after("one replica again", () => scalePrometheus(1));

    it("prove four good versions", async () => {
        await app.deploy("v1");
        await scalePrometheus(2);
        await (await app.traffic()).measured();
        for (const version of ["v2", "v3", "v1", "v2"]) {
            assertSucceeded(await app.up(version, settings));
            const { evidence } = await app.outputs();
            const { shares } = evidence as { shares: { weight: number; canary: number; total: number }[] };
            const [{ canary, total } = { canary: 0, total: 0 }] = shares;
            // At most 60 requests a second, in the pause.
            assert.ok(total >= 100 && total < 60 * 25, JSON.stringify(shares));
            assert.ok(canary > total * 0.1 && canary < total * 0.4, JSON.stringify(shares));
        }
    });

    it("disprove a version whose share is wrong", async () => {
        const { ingressUrl } = await environment();
        const headers = { host: app.host, "x-canary": "always" };
        const stop = sendAtRate(ingressUrl, 40, headers);
        try {
            const run = await app.up("v3", {
                ...settings,
                additionalIngressAnnotations: { "canary-by-header": "x-canary" },
                // Accepted, although it leaves none of these requests out.
                requestsSelector: [{ label: "status_code", operator: "!=", value: "418" }],
            });
            assertFailed(run);
            assert.match(
                gateFailureOf(run.output) ?? run.output,
                /was aborted by this gate at step 1\/3 \(setWeight 25\): canary got \d+ of \d+ requests .* at weight 25, must be /,
            );
        } finally {
            stop();
        }
    });
});

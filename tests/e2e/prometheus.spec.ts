import assert from "node:assert/strict";
import { gateFailureOf } from "../../scripts/local/gateOutput";
import { sendAtRate } from "../support/e2e/ingressClient";
import { statusLines } from "../support/e2e/statusLine";
import { appOf } from "./support/app";
import { environment } from "./support/environment";
import { measuredByIt, removePrometheus, scalePrometheus, startPrometheus, trafficOf } from "./support/prometheus";
import { meddledUpdate } from "./support/meddledUpdate";
import { assertFailed, assertSucceeded } from "./support/pulumiRuns";

const settings = {
    ...measuredByIt,
    steps: [{ setWeight: 25 }, { pause: { duration: "25s" } }, { setWeight: 100 }],
    initialDelay: "2s",
    interval: "5s",
    consecutiveErrorLimit: "1",
};

describe("Prometheus", function () {
    this.timeout("20m");
    const app = appOf("prometheus");
    before("start Prometheus", () => startPrometheus(app.namespace));
    after("remove Prometheus", removePrometheus);

    it("proves four good versions with two replicas behind one Service", async () => {
        await app.deploy("v1", settings);
        await scalePrometheus(2);
        await (await trafficOf(app)).measured();
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

    it("disproves a version whose share is wrong with two replicas", async () => {
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

    it("proves nothing while it is away: an app with advance: proven never gets to the next weight", async () => {
        await scalePrometheus(1);
        let highest = 0;
        const steps = [...settings.steps.slice(0, 2), { setWeight: 50 }, ...settings.steps.slice(1)];
        const up = (onLine: (line: string) => void) =>
            app.up("v3", { ...settings, steps, advance: "proven", gateTimeout: "120s" }, (line) => {
                const [status] = statusLines([{ text: line, at: Date.now() }]);
                highest = Math.max(highest, status?.canary ?? 0);
                onLine(line);
            });
        const run = await meddledUpdate(up, { inPause: () => scalePrometheus(0) });
        assertFailed(run);
        assert.equal(highest, 25);
        assert.match(
            gateFailureOf(run.output) ?? run.output,
            /aborted .*at step 1\/5 \(setWeight 25\): .*traffic is back on stable/,
        );
    });
});

import assert from "node:assert/strict";
import { sendAtRate } from "../support/e2e/ingressClient";
import { appOf } from "./support/app";
import { environment } from "./support/environment";
import { assertFailed, assertSucceeded } from "./support/pulumiRuns";

const settings = {
    // A canary pod, but no weight, in the first pause.
    steps: [
        { setCanaryScale: { replicas: 1 } },
        { pause: { duration: "25s" } },
        { setCanaryScale: { matchTrafficWeight: true } },
        { setWeight: 10 },
        { pause: { duration: "30s" } },
        { setWeight: 100 },
    ],
    additionalIngressAnnotations: { "canary-by-header": "x-canary" },
    initialDelay: "2s",
    interval: "5s",
    // The testers' requests are answered with 404.
    successRatePercent: "10",
};

/** Requests of the testers per second. */
const rate = 20;

describe("testers who choose the new version by a header", function () {
    this.timeout("15m");
    const app = appOf("testers");

    /** Runs `pulumi up` while testers send requests to a path that the app does not have. */
    async function upWithTesters(version: string, more: object) {
        const { ingressUrl } = await environment();
        const headers = { host: app.host, "x-canary": "always" };
        const stop = sendAtRate(`${ingressUrl}/absent`, rate, headers);
        try {
            return await app.up(version, { ...settings, ...more });
        } finally {
            stop();
        }
    }

    it("are rejected while their requests count for the share", async () => {
        await app.deploy("v1");
        const run = await app.up("v2", settings);
        assertFailed(run);
        assert.match(run.output, /additionalIngressAnnotations\.canary-by-header must be absent .* requestsSelector/);
    });

    it("do not abort a good version when their requests are left out", async () => {
        const run = await upWithTesters("v2", {
            requestsSelector: [{ label: "status_code", operator: "!=", value: "404" }],
        });
        assertSucceeded(run);
        const { outcome, evidence } = await app.outputs();
        assert.equal(outcome, "Promoted");
        const { shares, notes = [] } = evidence as { shares: { weight: number; canary: number }[]; notes?: string[] };
        assert.deepEqual(
            shares.map(({ weight }) => weight),
            [0, 10],
        );
        assert.equal(shares[0]?.canary, 0);
        assert.deepEqual(notes, []);
    });

    it("do not abort a good version when a wrong share is noted", async () => {
        const run = await upWithTesters("v3", { onWrongShare: "note" });
        assertSucceeded(run);
        const { outcome, evidence } = await app.outputs();
        assert.equal(outcome, "Promoted");
        const { notes = [] } = evidence as { notes?: string[] };
        assert.deepEqual(
            notes.map((note) => /^NOT VERIFIED: canary got .* at weight (\d+),/.exec(note)?.[1]),
            ["0", "10"],
        );
    });
});

import assert from "node:assert/strict";
import type { Evidence } from "@canary-delivery/components";
import { gateFailureOf } from "../../scripts/local/gateOutput";
import { poll } from "../../scripts/local/poll";
import { appOf } from "./support/app";
import { interruptedUpdate } from "./support/interruptedUpdate";
import { assertFailed, assertSucceeded } from "./support/pulumiRuns";

const settings = {
    steps: [
        { setWeight: 25 },
        { pause: { duration: "20s" } },
        { setWeight: 50 },
        { pause: { duration: "25s" } },
        { setWeight: 100 },
    ],
    initialDelay: "2s",
    interval: "5s",
};

/** Four weights, as in the article: their Events are most of those that the controller sends about one rollout. */
const fourWeights = {
    ...settings,
    steps: [
        ...[10, 25, 50, 75].flatMap((setWeight) => [{ setWeight }, { pause: { duration: "20s" } }]),
        { setWeight: 100 },
    ],
};

describe("a rollout that ends after pulumi up was killed", function () {
    this.timeout("20m");
    const app = appOf("unwatched");

    /** Kills `pulumi up` in the pause at a weight. */
    async function killed(version: string, weight: number, given: Record<string, unknown>): Promise<void> {
        await interruptedUpdate((...observers) => app.up(version, given, ...observers), weight);
        await (await app.stack()).unlock();
    }

    /** Waits until the rollout has ended without a gate; resolves to the pod hash of its version. */
    function endedUnwatched(): Promise<string> {
        return poll("the rollout to end unwatched", 180, async () => {
            const { status } = (await app.get("rollout")) as {
                status: { phase: string; currentPodHash: string; stableRS: string };
            };
            return status.phase === "Healthy" && status.stableRS === status.currentPodHash
                ? status.stableRS
                : undefined;
        });
    }

    before("deploy", () => app.deploy("v1"));

    // First of all, since the controller sends few Events about one rollout after another.
    it("killed in the first of four pauses, is proven by the samples of the steps that nothing watched", async () => {
        await killed("v2", 10, fourWeights);
        await endedUnwatched();
        assertSucceeded(await app.up("v2", fourWeights));
        const { outcome, evidence } = (await app.outputs()) as { outcome: string; evidence: Evidence };
        assert.equal(outcome, "Promoted");
        assert.match(
            JSON.stringify(evidence.notes),
            /the steps before this gate watched are proven by Prometheus' samples/,
        );
        assert.deepEqual(
            evidence.shares?.map(({ weight }) => weight),
            [10, 25, 50, 75],
        );
        assert.ok((evidence.answers?.errors.stable.all ?? 0) > 100);
        assert.ok((evidence.answers?.errors.new.all ?? 0) > 100);
    });

    it("killed in the first pause, proves nothing without requests: the next one fails until the user accepts the version", async () => {
        await killed("v1", 25, settings);
        const hash = await endedUnwatched();
        const uncounted = { ...settings, requestsMetric: "" };
        for (const more of [{}, { onUnobserved: "fail" }]) {
            const run = await app.up("v1", { ...uncounted, ...more });
            assertFailed(run);
            assert.match(
                gateFailureOf(run.output) ?? run.output,
                new RegExp(
                    `not verified: its steps were over when this gate began to watch; Prometheus' samples do not prove them: requestsMetric is empty; .* acceptUnproven to ${hash} `,
                ),
            );
        }
        assertSucceeded(await app.up("v1", { ...uncounted, acceptUnproven: hash }));
        const { outcome, evidence } = await app.outputs();
        assert.equal(outcome, "Unobserved");
        assert.match(JSON.stringify(evidence), /accepted, but not proven: its steps were over/);
    });
});

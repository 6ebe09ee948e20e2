import assert from "node:assert/strict";
import { gateFailureOf } from "../../scripts/local/gateOutput";
import { poll } from "../../scripts/local/poll";
import { canaryIngress, writtenWeights } from "../support/e2e/auditLog";
import { appOf } from "./support/app";
import { environment } from "./support/environment";
import { interruptedUpdate } from "./support/interruptedUpdate";
import { assertSucceeded } from "./support/pulumiRuns";

const settings = {
    advance: "proven",
    steps: [
        { setWeight: 10 },
        { pause: { duration: "25s" } },
        { setWeight: 25 },
        { pause: { duration: "25s" } },
        { setWeight: 100 },
    ],
    initialDelay: "2s",
    interval: "5s",
    gateTimeout: "120s",
};

describe("advance: proven", function () {
    this.timeout("20m");
    const app = appOf("advance");

    /** The weights above 0 that the controller has written since a point in time. */
    async function weightsSince(started: number) {
        const { target } = await environment();
        assert.ok(target.auditLog, "the cluster must have an audit log");
        const written = writtenWeights(target.auditLog, app.namespace, canaryIngress(app.name), started);
        return written.filter(({ weight }) => weight > 0);
    }

    async function assertWeights(started: number, expected: readonly number[]): Promise<void> {
        assert.deepEqual(
            (await weightsSince(started)).map(({ weight }) => weight),
            expected,
        );
    }

    /** Runs `pulumi up`, and does something as soon as the rollout pauses at weight 10; by default kills it. */
    function interrupted(version: string, action?: () => Promise<unknown>) {
        return interruptedUpdate((...observers) => app.up(version, settings, ...observers), 10, action);
    }

    it("goes through every weight of a good version, each after its duration", async () => {
        await app.deploy("v1", settings);
        const started = Date.now();
        const run = await app.up("v2", settings);
        assertSucceeded(run);
        await assertWeights(started, [10, 25, 100]);
        const { outcome, evidence } = await app.outputs();
        assert.equal(outcome, "Promoted");
        const { shares } = evidence as { shares: { weight: number }[] };
        assert.deepEqual(
            shares.map(({ weight }) => weight),
            [10, 25],
        );
        const written = await weightsSince(started);
        const durations = written.slice(1).map(({ at }, index) => at - (written[index]?.at ?? Infinity));
        // The pause's start has whole seconds.
        assert.ok(
            durations.every((milliseconds) => milliseconds > 24_000),
            JSON.stringify(written),
        );
    });

    it("stays at weight 10 when the gate is killed there, and the next update goes on", async () => {
        const started = Date.now();
        await interrupted("v1");
        await (await app.stack()).unlock();
        await poll("a pause that is longer than declared", 90, async () => {
            const { status } = (await app.get("rollout")) as { status: { pauseConditions?: { startTime: string }[] } };
            const [pause] = status.pauseConditions ?? [];
            return Date.now() - Date.parse(pause?.startTime ?? "") > 35_000 || undefined;
        });
        await assertWeights(started, [10]);
        assertSucceeded(await app.up("v1", settings));
        assert.equal((await app.outputs())["outcome"], "RolledBack");
        await assertWeights(started, [10, 25, 100]);
    });

    it("never gets to weight 25 without requests", async () => {
        const scale = (replicas: number) =>
            app.kubectl("scale", `deployment/${app.name}-traffic`, `--replicas=${String(replicas)}`);
        const started = Date.now();
        const run = await interrupted("v3", () => scale(0));
        await assertWeights(started, [10]);
        assert.match(
            gateFailureOf(run.output) ?? run.output,
            /aborted .*at step 1\/5 \(setWeight 10\): .*traffic is back on stable/,
        );
        await scale(1);
    });
});

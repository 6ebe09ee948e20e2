import assert from "node:assert/strict";
import type { Evidence } from "@canary-delivery/components";
import { gateFailureOf } from "../../scripts/local/gateOutput";
import { poll } from "../../scripts/local/poll";
import { gateWrites } from "../support/e2e/auditLog";
import { onlyAnswers } from "../support/e2e/ingressClient";
import { statusLines } from "../support/e2e/statusLine";
import { until } from "../support/until";
import { appOf } from "./support/app";
import { environment } from "./support/environment";
import { descendants, killTree } from "./support/processes";
import { assertFailed, assertSucceeded } from "./support/pulumiRuns";

/** Equal in the interrupted update and in the next one: only the interruption makes the gate run again. */
const settings = {
    steps: [
        { setWeight: 25 },
        { pause: { duration: "20s" } },
        { setWeight: 50 },
        { pause: { duration: "45s" } },
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

describe("an interrupted pulumi up", function () {
    this.timeout("20m");
    const app = appOf("interruptions");

    /** Runs `pulumi up` and interrupts it in the pause at a weight. */
    async function interrupted(
        version: string,
        weight: number,
        interrupt: (pid: number, output: readonly string[]) => Promise<void>,
        given: object = settings,
    ) {
        let pulumi = 0;
        let done: Promise<void> | undefined;
        const output: string[] = [];
        const run = await app.up(
            version,
            { ...given },
            (line) => {
                output.push(line);
                if (line.includes("Paused") && line.includes(`Canary:  ${weight}%`)) {
                    done ??= interrupt(pulumi, output);
                }
            },
            (pid) => {
                pulumi = pid;
            },
        );
        await done;
        assertFailed(run);
        return run;
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

    // First of all, since the controller sends few Events about one rollout after another.
    it("killed in the first of four pauses, is proven by the samples of the steps that nothing watched", async () => {
        await app.deploy("v1");
        await interrupted("v2", 10, killTree, fourWeights);
        await (await app.stack()).unlock();
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

    it("killed at 50 %, is resumed by the next one at the live step, and the weight never decreases", async () => {
        const { target } = await environment();
        const started = Date.now();
        await interrupted("v3", 50, killTree);
        await (await app.stack()).unlock();
        const run = await app.up("v3", settings);
        assertSucceeded(run);
        const weights = statusLines(run.lines).map(({ canary }) => canary);
        assert.equal(weights[0], 50);
        assert.deepEqual(
            weights.slice(0, weights.indexOf(100) + 1),
            [...weights.slice(0, weights.indexOf(100) + 1)].sort((a, b) => a - b),
        );
        assert.equal((await app.outputs())["outcome"], "Promoted");
        if (target.auditLog !== undefined) {
            assert.deepEqual(gateWrites(target.auditLog, app.namespace, app.name, started), []);
        }
    });

    it("killed in the first pause, proves nothing without requests: the next one fails until the user accepts the version", async () => {
        await interrupted("v1", 25, killTree);
        await (await app.stack()).unlock();
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

    it("whose provider process is killed fails at once, and the next one resumes", async () => {
        await interrupted("v2", 50, async (pid) => {
            const provider = (await descendants(pid)).find(({ command }) => command.includes("dynamic-provider"));
            assert.ok(provider);
            process.kill(provider.pid, "SIGKILL");
        });
        const { ingressUrl } = await environment();
        assertSucceeded(await app.up("v2", settings));
        assert.match(String((await app.outputs())["image"]), /:v2$/);
        await onlyAnswers(ingressUrl, app.host, "v2", 50);
    });

    it("by Ctrl-C, pressed twice, leaves the rollout at its step for the next one", async () => {
        await interrupted("v1", 50, async (pid, output) => {
            process.kill(pid, "SIGINT");
            await until("pulumi reports the cancellation", () => output.some((line) => /cancell?ing/i.test(line)));
            process.kill(pid, "SIGINT");
        });
        await (await app.stack()).unlock();
        const run = await app.up("v1", settings);
        assertSucceeded(run);
        assert.equal((await app.outputs())["outcome"], "RolledBack");
        assert.match(String((await app.outputs())["image"]), /:v1$/);
    });
});

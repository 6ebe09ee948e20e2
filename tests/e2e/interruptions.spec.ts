import assert from "node:assert/strict";
import { gateWrites } from "../support/e2e/auditLog";
import { onlyAnswers } from "../support/e2e/ingressClient";
import { statusLines } from "../support/e2e/statusLine";
import { until } from "../support/until";
import { appOf } from "./support/app";
import { environment } from "./support/environment";
import { interruptedUpdate } from "./support/interruptedUpdate";
import { descendants } from "./support/processes";
import { assertSucceeded } from "./support/pulumiRuns";

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

describe("an interrupted pulumi up", function () {
    this.timeout("20m");
    const app = appOf("interruptions");

    /** Runs `pulumi up` and interrupts it in the pause at a weight; by default kills it. */
    function interrupted(version: string, weight: number, interrupt?: (pid: number) => Promise<void>) {
        return interruptedUpdate((...observers) => app.up(version, settings, ...observers), weight, interrupt);
    }

    before("deploy", () => app.deploy("v1"));

    it("killed at 50 %, is resumed by the next one at the live step, and the weight never decreases", async () => {
        const { target } = await environment();
        const started = Date.now();
        await interrupted("v3", 50);
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
        const output: string[] = [];
        const up = (onLine: (line: string) => void, onStart: (pid: number) => void) =>
            app.up(
                "v1",
                settings,
                (line) => {
                    output.push(line);
                    onLine(line);
                },
                onStart,
            );
        await interruptedUpdate(up, 50, async (pid) => {
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

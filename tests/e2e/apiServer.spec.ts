import assert from "node:assert/strict";
import { killApiServer } from "../recording/apiServer";
import { gateWrites } from "../support/e2e/auditLog";
import { appOf } from "./support/app";
import { environment } from "./support/environment";
import { assertSucceeded } from "./support/pulumiRuns";

describe("an API server that crashes while a gate drives", function () {
    this.timeout("15m");
    const app = appOf("api-server");

    it("is waited for: the same pulumi up continues at the live step, and promotes once", async () => {
        await app.deploy("v1");
        const { target } = await environment();
        const started = Date.now();
        let killed = false;
        const run = await app.up(
            "v2",
            {
                steps: [
                    { setWeight: 25 },
                    { pause: { duration: "20s" } },
                    { setWeight: 50 },
                    { pause: {} },
                    { setWeight: 100 },
                ],
                initialDelay: "2s",
                interval: "5s",
            },
            (line) => {
                if (!killed && line.includes("Paused") && line.includes("Canary:  25%")) {
                    killed = true;
                    killApiServer();
                }
            },
        );
        assertSucceeded(run);
        assert.equal(killed, true);
        assert.match(run.output, /Note: .*connection/);
        assert.equal((await app.outputs())["outcome"], "Promoted");
        assert.ok(target.auditLog);
        assert.deepEqual(gateWrites(target.auditLog, app.namespace, app.name, started), [{ pauseConditions: null }]);
    });
});

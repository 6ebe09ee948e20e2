import assert from "node:assert/strict";
import { appOf } from "./support/app";
import { environment } from "./support/environment";
import { assertFailed, assertSucceeded } from "./support/pulumiRuns";

describe("the whole stack", function () {
    this.timeout("15m");
    const app = appOf("lifecycle", { stack: async () => (await environment()).platform, platform: {} });

    it("is destroyed without a trace after an aborted version, and comes up again", async () => {
        const nothingKept = { retainCustomResources: "false" };
        await app.deploy("v1", nothingKept);
        const slow = {
            ...nothingKept,
            env: { FAULT_LATENCY_MS: "600" },
            steps: [{ setWeight: 50 }, { pause: { duration: "20s" } }, { setWeight: 100 }],
            ...{ initialDelay: "2s", interval: "5s", failureLimit: "0", consecutiveErrorLimit: "1" },
        };
        assertFailed(await app.up("v3", slow));
        assert.equal(((await app.get("rollout")) as { status: { phase: string } }).status.phase, "Degraded");
        const { target } = await environment();
        const destroyed = await (await app.stack()).destroy();
        assertSucceeded(destroyed);
        const namespaces = await target.kubectl.run(["get", "namespaces", "--output=name"]);
        for (const ours of ["argo-rollouts", "monitoring", "ingress-nginx", "e2e-"]) {
            assert.ok(!namespaces.includes(ours), namespaces);
        }
        const definitions = await target.kubectl.run(["get", "customresourcedefinitions", "--output=name"]);
        assert.doesNotMatch(definitions, /argoproj\.io|monitoring\.coreos\.com/);

        await app.deploy("v1");
        assert.equal((await app.outputs())["outcome"], "Initial");
    });
});

import assert from "node:assert/strict";
import { gateFailureOf } from "../../scripts/local/gateOutput";
import { onlyAnswers } from "../support/e2e/ingressClient";
import { type App, appOf } from "./support/app";
import { environment } from "./support/environment";
import { assertFailed, assertNothingToDo, assertSucceeded } from "./support/pulumiRuns";

interface AnalysisRun {
    readonly metadata: { readonly creationTimestamp: string };
    readonly status: {
        readonly phase: string;
        readonly metricResults: { readonly name: string; readonly measurements: { readonly value: string }[] }[];
    };
}

describe("two environments on one cluster", function () {
    this.timeout("15m");
    const dev = appOf("dev");
    const staging = appOf("staging");

    /** The p99 latencies that the app's latest AnalysisRun measured, in milliseconds. */
    async function latencies(app: App): Promise<{ phase: string; values: number[] }> {
        const runs = (await app.list("analysisruns")) as unknown as AnalysisRun[];
        const [latest] = runs.sort((a, b) => b.metadata.creationTimestamp.localeCompare(a.metadata.creationTimestamp));
        const measured = latest?.status.metricResults.find(({ name }) => name === "p99-latency")?.measurements ?? [];
        return { phase: latest?.status.phase ?? "", values: measured.map(({ value }) => Number(value.slice(1, -1))) };
    }

    it("share a platform: they read it from the outputs of its stack, and install nothing", async () => {
        await Promise.all([dev.deploy("v1"), staging.deploy("v1")]);
        const stack = await staging.stack();
        const types = (await stack.state()).deployment.resources?.map(({ type }) => type) ?? [];
        assert.ok(types.includes("canary:index:CanaryApp"));
        for (const platform of ["ArgoRollouts", "PrometheusStack", "IngressNginx"]) {
            assert.ok(!types.includes(`canary:index:${platform}`), types.join("\n"));
        }
        await assertNothingToDo(stack);
    });

    it("are updated at once: one rolls back, the other promotes, and neither has the other's values", async () => {
        const { ingressUrl } = await environment();
        // The measurements are the controller's: the judge would be faster.
        const slow = { judge: "off", env: { FAULT_LATENCY_MS: "600" } };
        const [bad, good] = await Promise.all([dev.up("v3", slow), staging.up("v2")]);
        assertFailed(bad);
        assert.match(
            gateFailureOf(bad.output) ?? bad.output,
            /^rollout e2e-dev\/e2e-dev aborted at .*p99-latency measured/,
        );
        assertSucceeded(good);
        assert.equal((await staging.outputs())["outcome"], "Promoted");
        // The outcome of the last successful update.
        assert.equal((await dev.outputs())["outcome"], "Initial");

        const failed = await latencies(dev);
        const promoted = await latencies(staging);
        assert.equal(failed.phase, "Failed");
        assert.equal(promoted.phase, "Successful");
        assert.ok(
            failed.values.some((value) => value >= 500),
            failed.values.join(),
        );
        assert.ok(promoted.values.length > 0 && promoted.values.every((value) => value < 500), promoted.values.join());
        await onlyAnswers(ingressUrl, dev.host, "v1", 50);
        await onlyAnswers(ingressUrl, staging.host, "v2", 50);
    });

    it("are removed one by one, without a change of the other or the platform", async () => {
        assertSucceeded(await (await staging.stack()).destroy());
        const { target, ingressUrl } = await environment();
        const namespaces = await target.kubectl.run(["get", "namespaces", "--output=name"]);
        assert.ok(!namespaces.includes("e2e-staging") && namespaces.includes("argo-rollouts"), namespaces);
        await onlyAnswers(ingressUrl, dev.host, "v1", 50);
    });
});

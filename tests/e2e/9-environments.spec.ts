import assert from "node:assert/strict";
import type { Stack } from "../../scripts/local/stack";
import { refusalOf } from "../../scripts/local/gateOutput";
import { onlyAnswers } from "../support/ingressClient";
import { App, assertFailed, assertNothingToDoIn, assertSucceeded, environment, openStack } from "./environment";

interface AnalysisRun {
    readonly metadata: { readonly creationTimestamp: string };
    readonly status: {
        readonly phase: string;
        readonly metricResults: { readonly name: string; readonly measurements: { readonly value: string }[] }[];
    };
}

describe("two environments on one cluster", function () {
    this.timeout("15m");
    let opened: Promise<Stack> | undefined;
    const secondStack = () => (opened ??= openStack("e2e-staging"));
    const dev = new App("dev");
    const staging = new App("staging", secondStack);

    /** The second uses what the first has installed. */
    const reference = async () => ({
        platform: "reference",
        platformStack: (await environment()).stack.qualifiedName,
    });

    /** The p99 latencies that the app's latest AnalysisRun measured, in milliseconds. */
    async function latencies(app: App): Promise<{ phase: string; values: number[] }> {
        const runs = (await app.list("analysisruns")) as unknown as AnalysisRun[];
        const [latest] = runs.sort((a, b) => b.metadata.creationTimestamp.localeCompare(a.metadata.creationTimestamp));
        const measured = latest?.status.metricResults.find(({ name }) => name === "p99-latency")?.measurements ?? [];
        return { phase: latest?.status.phase ?? "", values: measured.map(({ value }) => Number(value.slice(1, -1))) };
    }

    it("share the platform: the second takes it from the first one's outputs, and installs nothing", async () => {
        await dev.deploy("v1");
        await staging.deploy("v1", await reference());
        const stack = await secondStack();
        const types = (await stack.state()).deployment.resources?.map(({ type }) => type) ?? [];
        assert.ok(types.includes("canary:index:CanaryApp"));
        for (const platform of ["ArgoRollouts", "PrometheusStack", "IngressNginx"]) {
            assert.ok(!types.includes(`canary:index:${platform}`), types.join("\n"));
        }
        await assertNothingToDoIn(stack);
    });

    it("are updated at once: one rolls back, the other promotes, and neither holds the other's values", async () => {
        const { stack, ingressUrl } = await environment();
        const [bad, good] = await Promise.all([
            dev.up("v3", { env: { FAULT_LATENCY_MS: "600" } }),
            reference().then((settings) => staging.up("v2", settings)),
        ]);
        assertFailed(bad);
        assert.match(
            refusalOf(bad.output) ?? bad.output,
            /^rollout e2e-dev\/e2e-dev aborted at .*p99-latency measured/,
        );
        assertSucceeded(good);
        assert.equal((await (await secondStack()).outputs())["outcome"], "Promoted");
        // Of the last update that succeeded.
        assert.equal((await stack.outputs())["outcome"], "Initial");

        const refused = await latencies(dev);
        const promoted = await latencies(staging);
        assert.equal(refused.phase, "Failed");
        assert.equal(promoted.phase, "Successful");
        assert.ok(
            refused.values.some((value) => value >= 500),
            refused.values.join(),
        );
        assert.ok(promoted.values.length > 0 && promoted.values.every((value) => value < 500), promoted.values.join());
        await onlyAnswers(ingressUrl, dev.host, "v1", 50);
        await onlyAnswers(ingressUrl, staging.host, "v2", 50);
    });

    it("go one by one: without the second, the first one's app and platform are as before", async () => {
        assertSucceeded(await (await secondStack()).destroy());
        const { target, ingressUrl } = await environment();
        const namespaces = await target.kubectl.run(["get", "namespaces", "--output=name"]);
        assert.ok(!namespaces.includes("e2e-staging") && namespaces.includes("argo-rollouts"), namespaces);
        await onlyAnswers(ingressUrl, dev.host, "v1", 50);
    });
});

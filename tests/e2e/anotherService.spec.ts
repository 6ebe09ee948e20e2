import assert from "node:assert/strict";
import { gateFailureOf } from "../../scripts/local/gateOutput";
import { poll } from "../../scripts/local/poll";
import { canaryDelivery } from "../../scripts/local/project";
import { askVersion, countVersions, onlyAnswers, shareReached } from "../support/e2e/ingressClient";
import { outputsAlone } from "../support/pulumi/stackOutputs";
import { statusLines } from "../support/e2e/statusLine";
import { CatalogApp } from "./support/catalog";
import { environment, openStack } from "./support/environment";
import { assertFailed, assertNothingToDo, assertSucceeded } from "./support/pulumiRuns";

interface AnalysisRun {
    readonly spec: { readonly metrics: readonly { readonly provider: { prometheus: { query: string } } }[] };
}

interface Rollout {
    readonly metadata: { readonly generation: number };
}

describe("another service's stack, on the shared platform", function () {
    this.timeout("15m");
    let catalog: CatalogApp;

    before(async () => {
        catalog = await CatalogApp.open("v1", "v2");
    });

    after(async () => {
        await catalog.stack.clear();
    });

    it("deploys it, given only the stack of the platform", async () => {
        assertSucceeded(await catalog.up("v1"));
        const { ingressUrl, platform } = await environment();
        await onlyAnswers(catalog.url, catalog.host, "v1", 50);
        // Neither another path nor its metrics are reachable through the ingress.
        assert.equal(await askVersion(ingressUrl, catalog.host), "status 404");
        assert.equal(await askVersion(`${ingressUrl}/internal/metrics`, catalog.host), "status 404");

        const { url, outcome, revision } = await catalog.stack.outputs();
        const { protocol, port } = new URL(String((await platform.outputs())["url"]));
        assert.equal(url, `${protocol}//${catalog.host}${port && `:${port}`}/catalog`);
        assert.deepEqual({ outcome, revision }, { outcome: "Initial", revision: 1 });
    });

    it("promotes a good version through its own path, measured by its own metrics", async () => {
        const { traffic, url, host } = catalog;
        await poll("requests of catalog in Prometheus", 120, async () => {
            const [sample] = await traffic.prometheus('sum(rate(catalog_requests_total{job="catalog"}[20s]))');
            return (sample?.value ?? 0) > 20 || undefined;
        });
        const { failed } = await traffic.k6();
        const shares = new Map<number, ReturnType<typeof shareReached>>();
        let weightNow = 0;
        const run = await catalog.up("v2", {}, (line) => {
            const [status] = statusLines([{ text: line, at: Date.now() }]);
            weightNow = status?.canary ?? weightNow;
            if (status?.status === "Paused" && !shares.has(status.canary)) {
                const weight = status.canary;
                // Enough for weights 20 and 50, and several rounds fit into a pause of 15 s.
                const requests = 150;
                const ask = () => countVersions(url, host, requests);
                const wanted = { version: "v2", weight, requests };
                shares.set(
                    weight,
                    shareReached(ask, wanted, () => weightNow !== weight),
                );
            }
        });
        assertSucceeded(run);
        assert.match(run.output, /Analysis: p99-latency [\d.]+ ms \(< 300\) ok \| success-rate 100 % \(>= 99\) ok/);
        assert.deepEqual([...shares.keys()], [20, 50]);
        for (const [weight, share] of shares) {
            const { reached, count } = await share;
            assert.ok(reached, `${count} of 150 answers from v2 at weight ${weight}`);
        }
        const { outcome, revision } = await catalog.stack.outputs();
        assert.deepEqual({ outcome, revision }, { outcome: "Promoted", revision: 2 });
        assert.equal((await traffic.k6()).failed, failed);
        await onlyAnswers(url, host, "v2", 50);

        const runs = (await catalog.list("analysisruns")) as AnalysisRun[];
        const queries = runs.flatMap(({ spec }) => spec.metrics.map(({ provider }) => provider.prometheus.query));
        assert.match(queries.join("\n"), /catalog_request_duration_ms_bucket.*\n.*catalog_requests_total\{.*code=~/);
        assert.doesNotMatch(queries.join("\n"), /http_request/);
    });

    it("leaves nothing to do for the next preview, up and refresh", () => assertNothingToDo(catalog.stack));

    it("declares nothing on a platform whose outputs have another contract version, and reports that", async () => {
        const { platform } = await environment();
        const other = await openStack("e2e-contract");
        try {
            const changed = { contractVersion: 2 };
            await other.replaceState(outputsAlone(await platform.state(), canaryDelivery.name, other.name, changed));
            const before = (await catalog.get("rollout")) as Rollout;
            const run = await catalog.up("v1", { platformStack: other.qualifiedName });
            assertFailed(run);
            assert.ok(run.output.includes(other.qualifiedName), run.output);
            assert.match(run.output, /contract version 2\b/);
            assert.doesNotMatch(run.output, /^\s+at .*\.(ts|js):\d+/m);
            assert.equal(((await catalog.get("rollout")) as Rollout).metadata.generation, before.metadata.generation);
        } finally {
            await other.forget();
        }
    });

    it("rolls back a slow version by its own threshold, and traffic is back on stable", async () => {
        const run = await catalog.up("v1", { env: { FAULT_LATENCY_MS: "400-900" } });
        assertFailed(run);
        // The judge looks all the time, Argo's analysis at its interval: either may be the first to reject it.
        const judged =
            /was aborted by this gate .*: the new version answered \d+ of \d+ requests slower than 300 ms .*/;
        const analyzed = /aborted .*: p99-latency measured \d+ ms( and \d+ ms)?, must be < 300/;
        const failure = gateFailureOf(run.output) ?? run.output;
        assert.match(failure, new RegExp(`${judged.source}|${analyzed.source}`));
        assert.match(
            failure,
            /^rollout catalog\/catalog .* at step [1-3]\/5 \(setWeight \d+\): .*; traffic is back on stable \(canary weight 0\)/,
        );
        await onlyAnswers(catalog.url, catalog.host, "v2", 50);
    });
});

import assert from "node:assert/strict";
import { assertWitnessed, canaryIngress, writtenWeights } from "../support/e2e/auditLog";
import { onlyAnswers } from "../support/e2e/ingressClient";
import { statusLines } from "../support/e2e/statusLine";
import { committedSettings } from "../unit/infra/stackSettings";
import { type App, appOf } from "./support/app";
import { environment, imageOf, onSharedPlatform } from "./support/environment";
import { assertNothingToDo, assertSucceeded } from "./support/pulumiRuns";

const baseline = imageOf("v1");

/** Settings of the ephemeral environment on this cluster, with these images. */
async function ephemeral(images: { readonly image: string; readonly baseline?: string }) {
    const { target } = await environment();
    return {
        ...committedSettings("ci"),
        ...target.settings,
        ...(await onSharedPlatform()),
        baseline: undefined,
        ...images,
    };
}

interface Rollout {
    readonly metadata: {
        readonly uid: string;
        readonly generation: number;
        readonly annotations: Readonly<Record<string, string>>;
    };
    readonly spec: { readonly template: { readonly spec: { readonly containers: { readonly image: string }[] } } };
}

interface AnalysisRun {
    readonly spec: { readonly metrics: { readonly name: string }[] };
    readonly status: {
        readonly phase: string;
        readonly metricResults: { readonly name: string; readonly measurements: { readonly phase: string }[] }[];
    };
}

/** The Rollout without the fields that its controller keeps changing. */
async function rolloutOf(app: App) {
    const { metadata, spec } = (await app.get("rollout")) as unknown as Rollout;
    const { uid, generation, annotations } = metadata;
    return {
        uid,
        generation,
        image: spec.template.spec.containers[0]?.image,
        revision: annotations["rollout.argoproj.io/revision"],
        marked: annotations["canary-delivery/baseline"] !== undefined,
    };
}

describe("a baseline", function () {
    this.timeout("15m");
    const app = appOf("baseline");

    it("lets one pulumi up canary a version in an empty environment", async () => {
        const started = Date.now();
        const run = await app.up("v2", await ephemeral({ image: imageOf("v2"), baseline }));
        assertSucceeded(run);
        const { target, ingressUrl } = await environment();
        assert.equal((await app.outputs())["outcome"], "Promoted");

        assert.match(run.output, /Baseline: .*rollout e2e-baseline\/e2e-baseline \(\S+:v1\)/);
        assert.match(run.output, /Baseline: Healthy/);
        const lines = statusLines(run.lines);
        const weights = lines.map(({ canary }) => canary).filter((weight, index, all) => weight !== all[index - 1]);
        // The controller may have written the first weight before the gate's first look.
        assert.deepEqual(weights[0] === 0 ? weights.slice(1) : weights, [10, 25, 50, 75, 100, 0]);
        const ready = run.lines.find(({ text }) => text.includes("Baseline: Healthy"));
        assert.ok((ready?.at ?? Infinity) <= (lines[0]?.at ?? 0), "the canary began before its baseline was ready");
        if (target.auditLog !== undefined) {
            const written = writtenWeights(target.auditLog, app.namespace, canaryIngress(app.name), started);
            // The baseline's own canary Ingress begins at weight 0.
            assertWitnessed(lines, written[0]?.weight === 0 ? written.slice(1) : written);
        }

        const { image, revision, marked } = await rolloutOf(app);
        assert.deepEqual({ image, revision, marked }, { image: imageOf("v2"), revision: "2", marked: false });
        await onlyAnswers(ingressUrl, app.host, "v2", 100);
    });

    it("gives the canary one successful AnalysisRun, with every metric", async () => {
        const runs = (await app.list("analysisruns")) as unknown as AnalysisRun[];
        assert.deepEqual(
            runs.map(({ status }) => status.phase),
            ["Successful"],
        );
        for (const { spec, status } of runs) {
            for (const { name } of spec.metrics) {
                const result = status.metricResults.find((one) => one.name === name);
                const good = result?.measurements.filter(({ phase }) => phase === "Successful") ?? [];
                assert.ok(good.length >= 1, `${name} has no good measurement`);
            }
            assert.ok(spec.metrics.length >= 2);
        }
    });

    it("leaves nothing to do for the next preview, up and refresh", async () => assertNothingToDo(await app.stack()));

    it("does nothing if the Rollout exists, whatever image the setting names", async () => {
        const before = await rolloutOf(app);
        const run = await app.up("v2", await ephemeral({ image: imageOf("v2"), baseline: imageOf("v3") }));
        assertSucceeded(run);
        assert.match(run.output, /^\s+\d+ unchanged$/m);
        assert.doesNotMatch(run.output, /^\s+\S+ \d+ (created|updated|replaced|deleted)/m);
        assert.doesNotMatch(run.output, /Baseline:/);
        assert.deepEqual(await rolloutOf(app), before);
    });

    it("is removed without a change of the Rollout when the settings no longer name one", async () => {
        const before = await rolloutOf(app);
        const run = await app.up("v2", await ephemeral({ image: imageOf("v2") }));
        assertSucceeded(run);
        assert.match(run.output, /^\s+- 1 deleted$/m);
        assert.deepEqual(await rolloutOf(app), before);
        const { ingressUrl } = await environment();
        await onlyAnswers(ingressUrl, app.host, "v2", 50);
    });
});

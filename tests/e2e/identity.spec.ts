import assert from "node:assert/strict";
import { gateFailureOf } from "../../scripts/local/gateOutput";
import { poll } from "../../scripts/local/poll";
import { canaryIngress } from "../support/e2e/auditLog";
import { appOf } from "./support/app";
import { imageOf } from "./support/environment";
import { assertFailed, assertSucceeded } from "./support/pulumiRuns";

const settings = {
    steps: [{ setWeight: 50 }, { pause: { duration: "20s" } }, { setWeight: 100 }],
    initialDelay: "2s",
    interval: "5s",
    consecutiveErrorLimit: "1",
};

describe("the version of a verdict", function () {
    this.timeout("15m");
    const app = appOf("identity");

    /** Waits until this version has all traffic. */
    async function promoted(version: string): Promise<void> {
        await poll(`${version} to be promoted`, 180, async () => {
            const { metadata, spec, status } = (await app.get("rollout")) as {
                metadata: { generation: number };
                spec: { template: { spec: { containers: { image: string }[] } } };
                status: { observedGeneration: string; phase: string; currentPodHash: string; stableRS: string };
            };
            const [container] = spec.template.spec.containers;
            // Until then, the status is about the previous version.
            const observed = status.observedGeneration === String(metadata.generation);
            const done = observed && status.phase === "Healthy" && status.currentPodHash === status.stableRS;
            return (done && container?.image === imageOf(version)) || undefined;
        });
    }

    it("is not the one that another client has rolled out before an update of something else", async () => {
        await app.deploy("v1", settings);
        const image = { op: "replace", path: "/spec/template/spec/containers/0/image", value: imageOf("v2") };
        await app.kubectl("patch", "rollout", app.name, "--type=json", `--patch=${JSON.stringify([image])}`);
        await promoted("v2");
        const run = await app.up("v1", { ...settings, p99LatencyMilliseconds: 499 });
        assertFailed(run);
        assert.match(
            gateFailureOf(run.output) ?? run.output,
            /is not what Pulumi applied: its pod template or strategy is another one \(image .*:v2\); /,
        );
        const repaired = await (await app.stack()).up(undefined, ["--refresh"]);
        assertSucceeded(repaired);
        const { outcome, image: served } = await app.outputs();
        assert.equal(outcome, "RolledBack");
        assert.match(String(served), /:v1$/);
    });

    it("is the declared one also when an earlier update was targeted at the gate alone", async () => {
        const stack = await app.configured("v3", settings);
        assertSucceeded(await stack.up(undefined, ["--target", "**RolloutGate**"]));
        assert.match(String((await app.outputs())["image"]), /:v1$/);
        assertSucceeded(await stack.up());
        const { outcome, image, evidence } = await app.outputs();
        assert.equal(outcome, "Promoted");
        assert.match(String(image), /:v3$/);
        const { weights } = evidence as { weights: { weight: number }[] };
        assert.ok(
            weights.some(({ weight }) => weight === 50),
            JSON.stringify(weights),
        );
    });

    it("is measured by the samples of its time when an update was targeted at the Rollout alone", async () => {
        const stack = await app.configured("v1", settings);
        assertSucceeded(await stack.up(undefined, ["--target", "**:Rollout::**"]));
        await promoted("v1");
        const run = await stack.up();
        assertSucceeded(run);
        const late = /canary-delivery-pulumi applied it at \d\d:\d\d:\d\d UTC, \d+ s before this gate began to watch/;
        assert.match(run.output, late);
        const { outcome, evidence } = await app.outputs();
        assert.equal(outcome, "RolledBack");
        assert.match((evidence as { notes: string[] }).notes.join("\n"), late);
    });

    it("is compared with a stable version that another client has rolled out between two updates, and reports it", async () => {
        const { image } = await app.outputs();
        const edited = { op: "replace", path: "/spec/template/spec/containers/0/image", value: imageOf("v2") };
        await app.kubectl("patch", "rollout", app.name, "--type=json", `--patch=${JSON.stringify([edited])}`);
        await promoted("v2");
        const weight = "nginx.ingress.kubernetes.io/canary-weight";
        await app.kubectl("annotate", "ingress", canaryIngress(app.name), "--overwrite", `${weight}=30`);
        assert.match(String(image), /:v1$/);
        const run = await app.up("v3", settings);
        assertSucceeded(run);
        const before =
            /before it, stable was image \S+:v2 \(revision \d+\), which was rolled out without this gate's verification/;
        assert.match(run.output, before);
        const { outcome, evidence } = await app.outputs();
        assert.equal(outcome, "RolledBack");
        assert.match((evidence as { notes: string[] }).notes.join("\n"), before);
        const { metadata } = (await app.get("ingress", canaryIngress(app.name))) as {
            metadata: { annotations: Record<string, string> };
        };
        assert.equal(metadata.annotations[weight], "0");
    });

    it("is not the one whose steps another client changes during the rollout; a refresh restores them", async () => {
        const step = { op: "replace", path: "/spec/strategy/canary/steps/1/pause/duration", value: "1h" };
        let changed: Promise<unknown> | undefined;
        const run = await app.up("v1", settings, (line) => {
            if (line.includes("Paused")) {
                changed ??= app.kubectl(
                    "patch",
                    "rollout",
                    app.name,
                    "--type=json",
                    `--patch=${JSON.stringify([step])}`,
                );
            }
        });
        await changed;
        assertFailed(run);
        assert.match(
            gateFailureOf(run.output) ?? run.output,
            /superseded at step .*; kubectl-patch changed strategy\.canary\.steps at \d\d:\d\d:\d\d UTC, and this gate left it alone; /,
        );
        assertSucceeded(await (await app.stack()).up(undefined, ["--refresh"]));
        const { spec } = (await app.get("rollout")) as { spec: { strategy: { canary: { steps: unknown } } } };
        assert.deepEqual(spec.strategy.canary.steps, settings.steps);
        assert.equal((await app.outputs())["outcome"], "RolledBack");
    });
});

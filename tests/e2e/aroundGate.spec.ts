import assert from "node:assert/strict";
import { gateFailureOf } from "../../scripts/local/gateOutput";
import { canaryIngress } from "../support/e2e/auditLog";
import { appOf } from "./support/app";
import { imageOf } from "./support/environment";
import { meddledUpdate } from "./support/meddledUpdate";
import { assertFailed, assertSucceeded } from "./support/pulumiRuns";
import { promoted } from "./support/promoted";

const settings = {
    steps: [{ setWeight: 50 }, { pause: { duration: "20s" } }, { setWeight: 100 }],
    initialDelay: "2s",
    interval: "5s",
    consecutiveErrorLimit: "1",
};

describe("a version that goes around the gate", function () {
    this.timeout("15m");
    const app = appOf("around-gate");

    it("is measured by the samples of its time when an update was targeted at the Rollout alone", async () => {
        await app.deploy("v1", settings);
        const stack = await app.configured("v2", settings);
        assertSucceeded(await stack.up(undefined, ["--target", "**:Rollout::**"]));
        await promoted(app, "v2");
        const run = await stack.up();
        assertSucceeded(run);
        const late = /canary-delivery-pulumi applied it at \d\d:\d\d:\d\d UTC, \d+ s before this gate began to watch/;
        assert.match(run.output, late);
        const { outcome, evidence } = await app.outputs();
        assert.equal(outcome, "Promoted");
        assert.match((evidence as { notes: string[] }).notes.join("\n"), late);
    });

    it("is compared with a stable version that another client has rolled out between two updates, and reports it", async () => {
        const edited = { op: "replace", path: "/spec/template/spec/containers/0/image", value: imageOf("v3") };
        await app.kubectl("patch", "rollout", app.name, "--type=json", `--patch=${JSON.stringify([edited])}`);
        await promoted(app, "v3");
        const weight = "nginx.ingress.kubernetes.io/canary-weight";
        await app.kubectl("annotate", "ingress", canaryIngress(app.name), "--overwrite", `${weight}=30`);
        const run = await app.up("v1", settings);
        assertSucceeded(run);
        const before =
            /before it, stable was image \S+:v3 \(revision \d+\), which was rolled out without this gate's verification/;
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
        const patch = JSON.stringify([step]);
        const run = await meddledUpdate((onLine) => app.up("v2", settings, onLine), {
            inPause: () => app.kubectl("patch", "rollout", app.name, "--type=json", `--patch=${patch}`),
        });
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

import assert from "node:assert/strict";
import { gateFailureOf } from "../../scripts/local/gateOutput";
import { onlyAnswers } from "../support/e2e/ingressClient";
import { assertWitnessed, canaryIngress, writtenWeights } from "../support/e2e/auditLog";
import { statusLines } from "../support/e2e/statusLine";
import { type App, appOf } from "./support/app";
import { environment } from "./support/environment";
import { assertFailed, assertSucceeded } from "./support/pulumiRuns";

interface ReplicaSet {
    readonly metadata: { readonly labels: Record<string, string> };
    readonly spec: { readonly replicas: number; readonly template: { spec: { containers: { image: string }[] } } };
}

/** The replicas in the specs of an app's ReplicaSets of one version. */
async function replicasOf(app: App, version: string): Promise<number> {
    const sets = (await app.list("replicasets")) as unknown as ReplicaSet[];
    const ofVersion = sets.filter(({ spec }) => spec.template.spec.containers[0]?.image.endsWith(`:${version}`));
    assert.notEqual(ofVersion.length, 0, `no ReplicaSet of ${version}`);
    return ofVersion.reduce((sum, { spec }) => sum + spec.replicas, 0);
}

interface Exported {
    readonly deployment: { readonly resources: { readonly type: string; readonly initErrors?: string[] }[] };
}

/** The gate in the state. */
async function gateState(app: App) {
    const { deployment } = (await (await app.stack()).state()) as Exported;
    return deployment.resources.find(({ type }) => type === "pulumi-nodejs:dynamic/canary:RolloutGate");
}

describe("a slow version", function () {
    this.timeout("15m");
    const app = appOf("rollback", { settings: {} });

    it("fails pulumi up in its first pause with its counts and the threshold, and traffic is back on stable", async () => {
        await app.deploy("v1");
        const { target, ingressUrl } = await environment();
        const before = await app.baseIngress();
        const traffic = await app.traffic();
        const { failed } = await traffic.k6();
        const started = Date.now();
        const run = await app.up("v3", { env: { FAULT_LATENCY_MS: "200-800" } });
        assertFailed(run);
        assert.match(
            gateFailureOf(run.output) ?? run.output,
            /^rollout e2e-rollback\/e2e-rollback was aborted by this gate at step 1\/9 \(setWeight 10\): the new version answered \d+ of \d+ requests slower than 500 ms \(\d+(\.\d+)? %\), .* with 99\.9 % confidence after \d+ s; traffic is back on stable \(canary weight 0\); fix the image and run pulumi up again/,
        );
        await onlyAnswers(ingressUrl, app.host, "v1", 100);
        assert.equal((await traffic.k6()).failed, failed);
        if (target.auditLog !== undefined) {
            const written = writtenWeights(target.auditLog, app.namespace, canaryIngress(app.name), started);
            assertWitnessed(statusLines(run.lines), written);
        }
        assert.deepEqual(await app.baseIngress(), before);
        const canary = (await app.get("ingress", canaryIngress(app.name))) as {
            metadata: { annotations: Record<string, string> };
        };
        assert.equal(canary.metadata.annotations["nginx.ingress.kubernetes.io/canary-weight"], "0");
    });

    it("leaves the gate in the state with its reason, and its ReplicaSet at zero", async () => {
        const gate = await gateState(app);
        assert.match(gate?.initErrors?.join() ?? "", /was aborted by this gate at step/);
        assert.equal(await replicasOf(app, "v3"), 0);
    });

    it("is followed by a good version in the next pulumi up", async () => {
        await app.drained("30s");
        const run = await app.up("v2");
        assertSucceeded(run);
        assert.equal((await app.outputs())["outcome"], "Promoted");
        assert.equal((await gateState(app))?.initErrors, undefined);
    });
});

import assert from "node:assert/strict";
import { change } from "../../../../components/src/cli/change";
import { abortion, type Plan, promotion, retrial, undoing } from "../../../../components/src/cli/rollout/change";
import type { ReadRollout } from "../../../../components/src/cli/rollout/readRollout";
import { type CommandCluster, commandCluster, exitCodeOfRejection, name, pausedAtFirstWeight } from "./cluster";

describe("the commands that change a Rollout", () => {
    let cluster: CommandCluster;
    beforeEach(async () => {
        cluster = await commandCluster();
    });
    afterEach(async () => {
        await cluster.server.stop();
    });
    const run = (plan: (read: ReadRollout) => Plan, format: "json" | "text" = "text") =>
        change(cluster.api, "x", name, plan, format, cluster.print);
    const promote = (full = false) => run((read) => promotion(read, full));
    const abort = () => run(abortion);
    const retry = () => run(retrial);
    const undo = (revision?: number) => run((read) => undoing(read, revision));
    const nothingSent = () => {
        assert.ok(cluster.server.requests.every(({ method }) => method === "GET"));
    };

    describe("promote", () => {
        it("ends a pause by its conditions alone, as Argo's plugin does", async () => {
            pausedAtFirstWeight(cluster);
            await promote();
            assert.deepEqual(cluster.rollout.patches, [{ pauseConditions: null }]);
            assert.match(cluster.lines[0] ?? "", /was promoted at step 1\/9 \(setWeight 10\)$/);
        });

        it("skips a step that is no pause by its index", async () => {
            cluster.rollout.declare("v2");
            cluster.rollout.observe();
            cluster.rollout.setWeight(25, 2);
            await promote();
            assert.equal(cluster.rollout.patches[0]?.["currentStepIndex"], 3);
        });

        it("--full skips everything", async () => {
            pausedAtFirstWeight(cluster);
            await promote(true);
            assert.deepEqual(cluster.rollout.patches, [{ promoteFull: true }]);
        });

        it("also ends a pause by spec.paused", async () => {
            cluster.rollout.pauseByHand(true);
            await promote();
            assert.deepEqual(cluster.rollout.patches, []);
            const [{ body, contentType } = {}] = cluster.server.requests.filter(({ method }) => method === "PATCH");
            assert.deepEqual([body, contentType], [{ spec: { paused: false } }, "application/merge-patch+json"]);
        });

        it("applies to the state that was read: after another client's write it reads again", async () => {
            pausedAtFirstWeight(cluster);
            cluster.server.faultNext({ method: "PATCH", status: 409 });
            await promote();
            assert.deepEqual(cluster.rollout.patches, [{ pauseConditions: null }]);
            const [first] = cluster.server.requests.filter(({ method }) => method === "PATCH");
            const version = (first?.body as { metadata: { resourceVersion: string } }).metadata.resourceVersion;
            assert.match(version, /^\d+$/);
            assert.equal(first?.query["fieldManager"], "canary-delivery-cli");
        });

        it("has nothing to do for a promoted version, and does not promote an aborted one", async () => {
            await promote();
            assert.match(cluster.lines[0] ?? "", /^nothing to do: rollout .* is fully promoted already$/);
            pausedAtFirstWeight(cluster);
            cluster.rollout.abort();
            assert.equal(await exitCodeOfRejection(promote(true)), 1);
            nothingSent();
        });
    });

    describe("abort and retry", () => {
        it("set and reset the abort in the status", async () => {
            pausedAtFirstWeight(cluster);
            await abort();
            cluster.rollout.abort();
            await abort();
            await retry();
            assert.deepEqual(cluster.rollout.patches, [{ abort: true }, { abort: false }]);
            assert.match(cluster.lines.join("\n"), /was aborted at step 1\/9.*\nnothing to do: .*\n.* was retried/);
        });

        it("fail, and have nothing to do, for a promoted version", async () => {
            assert.equal(await exitCodeOfRejection(abort()), 1);
            await retry();
            assert.match(cluster.lines[0] ?? "", /^nothing to do: .* is not aborted$/);
            nothingSent();
        });
    });

    it("do nothing while the controller has not observed a change", async () => {
        cluster.rollout.declare("v2");
        for (const command of [promote, () => promote(true), abort, retry]) {
            await assert.rejects(command(), /has a change that its controller has not observed yet: try again$/);
        }
        nothingSent();
    });

    describe("undo", () => {
        beforeEach(() => {
            pausedAtFirstWeight(cluster);
            cluster.rollout.promote();
            // The patch itself is compared.
            cluster.server.onApply = (_collection, _name, body, current) => current ?? body;
        });

        it("copies the previous revision's pod template, without what the controller has added to it", async () => {
            const { replicaSets } = cluster.rollout.paths;
            const old = structuredClone(cluster.server.get(replicaSets, `${name.name}-hash1`));
            assert.ok(old);
            const { template } = old["spec"] as { template: { metadata: { labels: Record<string, string> } } };
            const declared = structuredClone(template);
            Object.assign(template.metadata.labels, { "rollouts-pod-template-hash": "hash1", role: "stable" });
            const ephemeral = JSON.stringify({ labels: { role: "stable" } });
            const annotations = old.metadata["annotations"] as Record<string, string>;
            old.metadata["annotations"] = { ...annotations, "rollout.argoproj.io/ephemeral-metadata": ephemeral };
            cluster.server.put(replicaSets, old);
            await undo();
            const [{ body, contentType } = {}] = cluster.server.requests.filter(({ method }) => method === "PATCH");
            assert.equal(contentType, "application/json-patch+json");
            const [version, replaced] = body as { path: string; value: unknown }[];
            assert.equal(version?.path, "/metadata/resourceVersion");
            assert.deepEqual([replaced?.path, replaced?.value], ["/spec/template", declared]);
            assert.match(cluster.lines[0] ?? "", /was set back to revision 1$/);
        });

        it("names the stack that puts its declared version back", async () => {
            const { rollouts } = cluster.rollout.paths;
            const live = cluster.server.get(rollouts, name.name);
            assert.ok(live);
            const { annotations } = live.metadata as { annotations?: Record<string, string> };
            const stack = { ...annotations, "canary-delivery/stack": "acme/shop/dev" };
            cluster.server.put(rollouts, { ...live, metadata: { ...live.metadata, annotations: stack } });
            await undo(1);
            assert.match(cluster.lines[0] ?? "", /set back to revision 1; acme\/shop\/dev declares another version: /);
        });

        it("has nothing to do for the current revision, and fails for one that does not exist", async () => {
            await undo(2);
            assert.match(cluster.lines[0] ?? "", /^nothing to do: .* has the pod template of revision 2 already$/);
            await assert.rejects(undo(9), /has no revision 9; its revisions are 1, 2$/);
            nothingSent();
        });
    });

    it("print a JSON document", async () => {
        pausedAtFirstWeight(cluster);
        await run(abortion, "json");
        const { sentence, ...rest } = JSON.parse(cluster.lines[0] ?? "") as Record<string, unknown>;
        assert.deepEqual(rest, { version: 1, command: "x", rollout: name, changed: true });
        assert.match(String(sentence), /was aborted/);
    });
});

import assert from "node:assert/strict";
import { status } from "../../../../components/src/cli/status";
import { keepVerdict, type KeptVerdict } from "../../../../components/src/gate/cluster/verdictHistory";
import { type CommandCluster, commandCluster, exitCodeOfRejection, name, pausedAtFirstWeight } from "./cluster";

describe("canary-delivery status", () => {
    let cluster: CommandCluster;
    beforeEach(async () => {
        cluster = await commandCluster();
    });
    afterEach(async () => {
        await cluster.server.stop();
    });
    const run = (json = false) => status(cluster.api, name, json, cluster.print);
    const keep = (verdict: Partial<KeptVerdict>) =>
        keepVerdict(
            cluster.api,
            { namespace: name.namespace, rolloutName: name.name, uid: cluster.rollout.uid },
            {
                ...{ at: "2026-03-01T06:00:00Z", outcome: "Initial", success: true, revision: 1, podHash: "hash1" },
                ...{ image: "v1", sentence: "", measurements: {}, ...verdict },
            },
        );

    it("shows the steps, weights, pods and measurements of a version in progress, which is unproven", async () => {
        pausedAtFirstWeight(cluster);
        cluster.rollout.analyse("Running", { "p99-latency": ["41", "250", "480"] });
        assert.equal(await run(), 4);
        const text = cluster.lines.join("\n");
        assert.match(text, /^demo\/ops-hardening-demo {2}Paused: CanaryPauseStep/);
        assert.match(text, /^steps +✓10% ▶30s ·25% ·1m ·50% ·1m ·75% ·30s ·100%$/m);
        assert.match(text, /^time +(30|29)s left in this pause; the pauses after it take 2m30s$/m);
        assert.match(text, /^weight +███░{27} canary 10 %, stable 90 %$/m);
        assert.match(text, /^pods +new 2 of 2 available, stable 2$/m);
        assert.match(text, /^p99-latency +480 ms \(< 500\) ok {2}▂▅█$/m);
        assert.match(text, /rollout demo\/ops-hardening-demo is Paused at step 1\/9 \(setWeight 10\): revision 2, v2/);
    });

    it("prints the same as one JSON document with a version", async () => {
        pausedAtFirstWeight(cluster);
        cluster.rollout.analyse("Running", { "p99-latency": ["41"] });
        await run(true);
        assert.equal(cluster.lines.length, 1);
        const document = JSON.parse(cluster.lines[0] ?? "") as Record<string, unknown>;
        const { version, rollout, standing, phase, newVersion, stableVersion, step, weight, pods } = document;
        assert.deepEqual(
            { version, rollout, standing, phase, newVersion, stableVersion, step, weight, pods },
            {
                ...{ version: 1, rollout: name, standing: "inProgress", phase: "Paused", step: 1 },
                newVersion: { podHash: "hash2", revision: 2, image: "v2" },
                stableVersion: { podHash: "hash1" },
                weight: { routed: 10, status: 10 },
                pods: { desired: 2, new: 2, stable: 2 },
            },
        );
        const [metric] = document["metrics"] as { name: string; threshold: object; measurements: object[] }[];
        assert.deepEqual([metric?.name, metric?.threshold], ["p99-latency", { operator: "<", limit: 500 }]);
        assert.equal(metric?.measurements.length, 1);
    });

    it("succeeds for a Healthy version without a verdict, and with a good one", async () => {
        assert.equal(await run(), 0);
        await keep({});
        assert.equal(await run(), 0);
        assert.match(cluster.lines.join("\n"), /^verdict +Initial$/m);
    });

    it("reports a version that the controller has not observed as in progress, whatever the one before is", async () => {
        cluster.rollout.declare("v2");
        assert.equal(await run(), 4);
    });

    it("reports a Healthy version as unproven if its last verdict is a failure", async () => {
        await keep({ outcome: "Unproven", success: false, sentence: "too few requests" });
        assert.equal(await run(), 4);
        assert.match(cluster.lines.join("\n"), /^verdict +Unproven: too few requests$/m);
    });

    it("ignores verdicts about another revision, and those that may not be read", async () => {
        await keep({ revision: 7, success: false });
        assert.equal(await run(), 0);
        await keep({ success: false });
        cluster.server.forbid("/api/v1/namespaces/demo/configmaps");
        assert.equal(await run(), 0);
    });

    it("fails for an aborted version, with the cause and the traffic", async () => {
        pausedAtFirstWeight(cluster);
        cluster.rollout.abort("metric p99-latency assessed Failed");
        cluster.rollout.returnTraffic();
        assert.equal(await run(), 1);
        const sentence = cluster.lines.at(-1) ?? "";
        assert.match(sentence, /aborted.*p99-latency.*; traffic is back on stable \(canary weight 0\)$/);
    });

    it("is unproven while an inconclusive analysis holds the rollout", async () => {
        pausedAtFirstWeight(cluster);
        cluster.rollout.holdInconclusive();
        assert.equal(await run(), 4);
        assert.match(cluster.lines.at(-1) ?? "", /held by an inconclusive analysis/);
    });

    it("rejects a Rollout that does not exist as wrong usage, and one that may not be read as unreachable", async () => {
        const missing = status(cluster.api, { ...name, name: "other" }, false, cluster.print);
        assert.equal(await exitCodeOfRejection(missing), 2);
        cluster.server.forbid(cluster.rollout.paths.rollouts);
        assert.equal(await exitCodeOfRejection(run()), 5);
        assert.deepEqual(cluster.lines, []);
    });
});

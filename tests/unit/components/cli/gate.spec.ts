import assert from "node:assert/strict";
import { CommandError } from "../../../../components/src/cli/exitCodes";
import { gate, gateCommand, gateInputs, type GateOptions } from "../../../../components/src/cli/gate";
import { keepVerdict, readVerdicts } from "../../../../components/src/gate/cluster/verdictHistory";
import { type CommandCluster, commandCluster, name } from "./cluster";

const usual: GateOptions = {
    ...{ onPause: "promote", onInconclusive: "fail", onStableDown: "fail", onTimeout: "abort" },
    ...{ acceptUnproven: "", prometheusUrl: "", timeout: 60 },
};

describe("the command gate", () => {
    let cluster: CommandCluster;
    beforeEach(async () => {
        cluster = await commandCluster();
    });
    afterEach(async () => {
        await cluster.server.stop();
    });

    const inputsOf = (options: Partial<GateOptions> = {}) =>
        gateInputs(name, { kubeconfig: cluster.server.kubeconfig, context: "fake", ...usual, ...options });
    const run = (options: Partial<GateOptions> = {}, progress: string[] = cluster.lines) =>
        gate(inputsOf(options), options.json === true, cluster.print, (line) => progress.push(line));
    const verdicts = () => readVerdicts(cluster.api, { namespace: name.namespace, rolloutName: name.name });

    it("accepts no version whose steps ran before it without proof", async () => {
        cluster.rollout.declare("v2");
        cluster.rollout.observe();
        cluster.rollout.promote();
        assert.equal(await run(), 4);
        assert.match(cluster.lines.at(-1) ?? "", /^rollout demo\/ops-hardening-demo is Healthy, but not verified: /);
        assert.match(cluster.lines.join("\n"), /Note: the shares and answers of the versions are not measured: /);
    });

    it("ends with 1 after an abort, and again as long as nothing has changed", async () => {
        cluster.rollout.declare("v2");
        cluster.rollout.observe();
        cluster.rollout.setWeight(10, 0);
        cluster.rollout.abort();
        cluster.rollout.returnTraffic();
        assert.equal(await run(), 1);
        assert.match(cluster.lines.at(-1) ?? "", / aborted/);
        assert.equal(await run(), 1);
        assert.match(cluster.lines.at(-1) ?? "", / is still aborted.*run this command again/);
    });

    it("knows a version that it has verified by its kept verdict", async () => {
        assert.equal(await run(), 0);
        assert.match(cluster.lines.at(-1) ?? "", / ended as Initial: revision 1, v1, /);
        const [kept] = await verdicts();
        assert.deepEqual([kept?.state?.outcome, kept?.state?.podHash], ["Initial", "hash1"]);
        assert.equal(await run(), 0, cluster.lines.join("\n"));
        assert.equal((await verdicts()).length, 1);
    });

    it("accepts no version because Pulumi found it there", async () => {
        cluster.rollout.declare("v2");
        cluster.rollout.observe();
        cluster.rollout.promote();
        const adopted = { outcome: "Adopted", podHash: "hash2", revision: 2, evidence: {} };
        const version = { revision: 2, podHash: "hash2", image: "v2", sentence: "", measurements: {} };
        const verdict = { at: "2026-01-02T03:04:00.000Z", outcome: "Adopted", success: true, ...version };
        const { namespace, name: rolloutName } = name;
        await keepVerdict(cluster.api, { namespace, rolloutName, uid: "u" }, { ...verdict, state: adopted });
        assert.equal(await run(), 4);
    });

    it("prints the verdict alone as JSON, and its lines elsewhere", async () => {
        cluster.rollout.declare("v2");
        cluster.rollout.observe();
        cluster.rollout.promote();
        const progress: string[] = [];
        assert.equal(await run({ json: true }, progress), 4);
        assert.equal(cluster.lines.length, 1);
        const { version, rollout, ending, exitCode, code, evidence } = JSON.parse(cluster.lines[0] ?? "") as Record<
            string,
            unknown
        >;
        assert.deepEqual([version, rollout, ending, exitCode, code], [1, name, "unproven", 4, "Unobserved"]);
        assert.ok(evidence);
        assert.ok(progress.length > 0);
    });

    it("ends with 5 where the cluster denies it", async () => {
        cluster.server.serve(cluster.rollout.paths.rollouts, () => ({ status: 403, json: { message: "forbidden" } }));
        assert.equal(await run(), 5);
        assert.match(cluster.lines.at(-1) ?? "", /forbidden/);
    });

    it("rejects bad options with one error that names all of them", () => {
        assert.throws(
            () => inputsOf({ prometheusAddress: "monitoring:9090", requestsMetric: "a b", timeout: 100_000 }),
            (error) =>
                error instanceof CommandError &&
                error.ending === "usage" &&
                ["prometheusAddress", "requestsMetric", "timeoutSeconds"].every((option) =>
                    error.message.includes(`${option} must be`),
                ),
        );
    });

    it("has the gate's defaults", async () => {
        const command = gateCommand().exitOverride();
        let options: unknown;
        command.action((_, given) => {
            options = given;
        });
        await command.parseAsync(["demo/shop", "--context", "x"], { from: "user" });
        const { kubeconfig } = options as { readonly kubeconfig: string };
        assert.deepEqual(options, { ...usual, kubeconfig, context: "x", timeout: 3600 });
    });
});

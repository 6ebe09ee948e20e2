import assert from "node:assert/strict";
import { tmpdir } from "node:os";
import { defaults, providerVersion } from "../../components/src/gate/model/inputs";
import type { RolloutGateState } from "../../components/src/gate/state";
import { providerOf } from "../../components/src/runtime";
import { providerStub } from "../../components/src/provider/dynamicResource";
import { FakeApiServer } from "../support/apiServer/fakeApiServer";
import { definitionsPath, establishDefinitions, fakeManifest } from "../support/apiServer/fakeDefinitions";
import { FakeRollout } from "../support/rollout/fakeRollout";
import { SerializedProvider, type Call } from "../support/pulumi/serializedProvider";
import { until } from "../support/until";

/** The providers as they are stored in the state, each call in a bare process. */
describe("serialized providers", function () {
    // Each call is its own process, and a healthy rollout is accepted after 3 s.
    this.timeout(60_000);

    let gate: SerializedProvider;
    let definitions: SerializedProvider;
    let server: FakeApiServer;
    let rollout: FakeRollout;

    before(async () => {
        gate = await SerializedProvider.of(providerStub("RolloutGate"));
        definitions = await SerializedProvider.of(providerStub("CustomResourceDefinitions"));
    });

    after(async () => {
        await gate.remove();
        await definitions.remove();
    });

    beforeEach(async () => {
        server = await FakeApiServer.start();
        rollout = new FakeRollout(server);
    });

    afterEach(async () => {
        await server.stop();
    });

    const inputs = (trigger = "one", timeoutSeconds = 20) => ({
        ...defaults,
        // No Prometheus here to count requests by.
        requestsMetric: "",
        job: "ops-hardening-demo",
        prometheusAddress: "http://prometheus.monitoring:9090",
        kubeconfig: server.kubeconfig,
        kubeContext: "fake",
        namespace: "demo",
        rolloutName: "ops-hardening-demo",
        trigger,
        timeoutSeconds,
        providerVersion,
        __provider: "code",
    });
    const sees = (call: Call, text: string) =>
        until(`"${text}" is printed after:\n${call.lines.join("\n")}`, () => call.lines.some((l) => l.includes(text)));

    for (const name of ["RolloutGate", "RolloutBaseline", "ConfigurationRetention", "CustomResourceDefinitions"]) {
        it(`${name}: is a stub of at most 3 kB, of which a state holds two, without library or secret`, async () => {
            const stub = await SerializedProvider.of(providerStub(name));
            try {
                assert.ok(stub.text.length <= 3_000, `${stub.text.length} characters`);
                assert.deepEqual(stub.text.match(/require\([^)]*\)/g), null);
                const checked = await stub.call("check", {}, {}).answer;
                assert.deepEqual(Object.keys(checked.value as object), ["inputs", "failures"], checked.error?.message);
            } finally {
                await stub.remove();
            }
        });
    }

    it("without the package: one line names it and what to run", async () => {
        const { error } = await gate.callIn(tmpdir(), "check", {}, {}).answer;
        assert.match(
            error?.message ?? "",
            /^RolloutGate needs the npm package @canary-delivery\/components, 0\.2\.0 or newer, in the program's folder: [^\n]+; run npm install there and pulumi again$/,
        );
    });

    it("with an older package: one line names both versions", async () => {
        const newer = { ...inputs(), providerVersion: "1000" };
        for (const [method, ...args] of [
            ["read", "demo/web", newer],
            ["diff", "demo/web", newer, inputs()],
            ["update", "demo/web", newer, inputs()],
            ["delete", "demo/web", newer],
        ] as const) {
            const { error } = await gate.call(method, ...args).answer;
            assert.equal(
                error?.message,
                "rollout gate demo/web was written by a newer @canary-delivery/components (provider version 1000, the " +
                    `installed package knows ${providerVersion}); install the version that wrote it, or a newer one`,
            );
        }
    });

    it("with a package that lacks the provider: one line reports it", () => {
        assert.throws(() => providerOf("RolloutJudge"), {
            message:
                "the installed @canary-delivery/components has no RolloutJudge; install the version that wrote the state, or a newer one",
        });
    });

    it("gate: a first deploy, then a canary that is rolled back, then the same one again", async () => {
        rollout.declare("v1");
        const first = gate.call("create", inputs());
        await until("the gate watches", () => server.watches > 0);
        rollout.observe();
        await sees(first, "Step: 0/9");
        rollout.promote();
        const created = (await first.answer).value as { id: string; outs: RolloutGateState };
        assert.equal(created.id, "demo/ops-hardening-demo");
        assert.equal(created.outs.outcome, "Initial");
        assert.equal(created.outs.podHash, "hash1");
        assert.deepEqual(created.outs.evidence?.["notes"], [
            "first deploy: canary steps and analysis were skipped, there is no stable version to compare with; set verifyInitial to measure it once by the same analysis, or baseline to canary it against another image",
        ]);

        rollout.declare("v3");
        const second = gate.call("update", created.id, created.outs, inputs("two"));
        await until("the gate watches", () => server.watches > 0);
        rollout.observe();
        await sees(second, "Step: 0/9");
        rollout.setWeight(10, 1);
        rollout.pause(1);
        await sees(second, "Canary:  10% | Stable:  90% | Step: 1/9");
        rollout.analyse("Failed", { "p99-latency": ["743!", "743!"] }, { "p99-latency": "Failed" });
        rollout.abort("Background analysis phase error/failed");
        rollout.returnTraffic();
        const { error } = await second.answer;
        const words =
            "rollout demo/ops-hardening-demo aborted at step 1/9 (setWeight 10): p99-latency measured 743 ms twice, must be < 500; traffic is back on stable (canary weight 0); fix the image and run pulumi up again";
        assert.equal(error?.message, words);
        assert.deepEqual(error.reasons, [words]);
        assert.equal(error.id, created.id);
        assert.equal(error.properties?.["outcome"], "Aborted");
        assert.equal(error.properties["trigger"], "two");
        assert.equal(error.properties["__provider"], "code");
        assert.ok(!JSON.stringify(error).includes("a-secret-token"));

        const third = gate.call("update", created.id, error.properties, inputs("two"));
        assert.match((await third.answer).error?.message ?? "", / is still aborted at step 1\/9 \(setWeight 10\): /);

        rollout.declare("v1");
        const fourth = gate.call("update", created.id, error.properties, inputs("one"));
        await until("the gate watches", () => server.watches > 0);
        rollout.observe({ currentStepIndex: 9 });
        rollout.promote();
        const back = (await fourth.answer).value as { outs: RolloutGateState };
        assert.equal(back.outs.outcome, "FastRolledBack");
    });

    it("gate: its own deadline, and a read that sees another version", async () => {
        rollout.deployFirst("v1");
        rollout.declare("v2");
        const late = gate.call("create", { ...inputs("one", 5), onTimeout: "fail" });
        await until("the gate watches", () => server.watches > 0);
        rollout.observe();
        const { error } = await late.answer;
        assert.equal(error?.properties?.["outcome"], "TimedOut");
        const read = await gate.call("read", "demo/ops-hardening-demo", error.properties).answer;
        const same = read.value as { props: unknown; inputs: Record<string, unknown> };
        assert.deepEqual(same.props, error.properties);
        assert.equal(same.inputs["trigger"], "one");
        rollout.declare("v9");
        rollout.observe();
        const drifted = await gate.call("read", "demo/ops-hardening-demo", error.properties).answer;
        const { props } = drifted.value as { props: RolloutGateState };
        assert.deepEqual([props.outcome, props.podHash, props.revision, props.image], ["Superseded", "hash3", 3, "v9"]);
    });

    it("gate: ends with its process when no one reads its lines any more", async () => {
        rollout.deployFirst("v1");
        rollout.declare("v2");
        const call = gate.call("create", { ...inputs(), heartbeatSeconds: 1 });
        await until("the gate watches", () => server.watches > 0);
        rollout.observe();
        await sees(call, "Step: 0/9");
        call.deafen();
        assert.equal(await call.ended, 1);
    });

    it("definitions: create, and delete", async () => {
        const source = await fakeManifest();
        try {
            establishDefinitions(server, "later");
            const wanted = {
                ...inputs(),
                ...source.manifest,
                names: ["rollouts.argoproj.io"],
                retainOnDelete: false,
                providerVersion: "2",
            };
            const { value } = await definitions.call("create", wanted).answer;
            const { outs } = value as { outs: { generations: unknown } };
            assert.deepEqual(outs.generations, { "rollouts.argoproj.io": 1 });
            assert.deepEqual(await definitions.call("delete", "id", outs).answer, {});
            assert.equal(server.get(definitionsPath, "rollouts.argoproj.io"), undefined);
        } finally {
            await source.remove();
        }
    });
});

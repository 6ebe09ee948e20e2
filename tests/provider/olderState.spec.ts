import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { defaults, providerVersion, type RolloutGateInputs } from "../../components/src/gate/model/inputs";
import { rolloutGateProvider as provider } from "../../components/src/gate/provider";
import type { RolloutGateState } from "../../components/src/gate/state";
import { FakeApiServer } from "../support/fakeApiServer";
import { FakeRollout } from "../support/fakeRollout";
import { SerializedProvider } from "../support/serializedProvider";

interface ExportedGate {
    readonly type: string;
    readonly id: string;
    readonly inputs: RolloutGateInputs;
    readonly outputs: RolloutGateState & { readonly __provider: string };
    readonly initErrors?: string[];
}

/** States that the first form of the gate wrote, exported from a real run. */
describe("state of the first gate", () => {
    let server: FakeApiServer;
    let rollout: FakeRollout;

    beforeEach(async () => {
        server = await FakeApiServer.start();
        rollout = new FakeRollout(server);
    });

    afterEach(async () => {
        await server.stop();
    });

    async function exported(name: "good" | "failed"): Promise<ExportedGate> {
        const file = join(__dirname, "..", "fixtures", "state", `rolloutGate-1-${name}.json`);
        const { deployment } = JSON.parse(await readFile(file, "utf8")) as {
            deployment: { resources: ExportedGate[] };
        };
        const gate = deployment.resources.find((candidate) => candidate.type.endsWith(":RolloutGate"));
        assert.ok(gate);
        return gate;
    }

    const here = <T extends RolloutGateInputs>(state: T): T => ({
        ...state,
        kubeconfig: server.kubeconfig,
        kubeContext: "fake",
    });

    it("tells what happened", async () => {
        const good = await exported("good");
        assert.equal(good.type, "pulumi-nodejs:dynamic/canary:RolloutGate");
        assert.equal(good.id, "demo/ops-hardening-demo");
        assert.equal(good.outputs.outcome, "Promoted");
        const failed = await exported("failed");
        assert.equal(failed.outputs.outcome, "Aborted");
        assert.match(failed.initErrors?.[0] ?? "", /p99-latency measured 743 ms twice, must be < 500/);
    });

    for (const name of ["good", "failed"] as const) {
        it(`${name}: its own code still reads and deletes, in a bare process`, async () => {
            const gate = await exported(name);
            const code = await SerializedProvider.ofText(gate.outputs.__provider);
            try {
                rollout.deployFirst("v1");
                const read = await code.call("read", gate.id, here(gate.outputs)).answer;
                const { props } = read.value as { props: RolloutGateState };
                assert.equal(props.outcome, "Superseded");
                assert.deepEqual(await code.call("delete", gate.id, here(gate.outputs)).answer, {});
            } finally {
                await code.remove();
            }
        });
    }

    it("is compared by today's code: a good one is done, a failed one is not", async () => {
        const good = await exported("good");
        assert.deepEqual(await provider.diff?.(good.id, good.outputs, good.inputs), { changes: false, replaces: [] });
        const failed = await exported("failed");
        assert.deepEqual(await provider.diff?.(failed.id, failed.outputs, failed.inputs), {
            changes: true,
            replaces: [],
        });
    });

    it("is updated by today's code: a failed one proceeds with a fixed version", async () => {
        const failed = await exported("failed");
        rollout.deployFirst("v1");
        const news = here({
            ...defaults,
            ...failed.inputs,
            job: "ops-hardening-demo",
            prometheusAddress: "http://prometheus.monitoring:9090",
            trigger: "fixed",
            providerVersion,
        });
        const { outs } = (await provider.update?.(failed.id, here(failed.outputs), news)) ?? {};
        assert.equal(outs?.outcome, "Initial");
        assert.equal(outs.podHash, "hash1");
        await provider.delete?.(failed.id, outs);
    });
});

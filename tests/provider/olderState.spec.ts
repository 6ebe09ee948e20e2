import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { defaults, providerVersion, type RolloutGateInputs } from "../../components/src/gate/model/inputs";
import { rolloutGateProvider as provider } from "../../components/src/gate/provider";
import type { RolloutGateState } from "../../components/src/gate/state";
import { definitionsPath } from "../../components/src/platform/customResourceDefinitions/crd";
import {
    type DefinitionsInputs,
    providerVersion as definitionsVersion,
} from "../../components/src/platform/customResourceDefinitions/inputs";
import {
    definitionsProvider as definitions,
    type DefinitionsState,
} from "../../components/src/platform/customResourceDefinitions/provider";
import { FakeApiServer } from "../support/apiServer/fakeApiServer";
import { FakeRollout } from "../support/rollout/fakeRollout";
import { SerializedProvider } from "../support/pulumi/serializedProvider";

interface Exported<Inputs, State> {
    readonly type: string;
    readonly id: string;
    readonly inputs: Inputs;
    readonly outputs: State & { readonly __provider: string };
    readonly initErrors?: string[];
}
type ExportedGate = Exported<RolloutGateInputs, RolloutGateState>;

async function exported<T extends { readonly type: string }>(file: string, type: string): Promise<T> {
    const text = await readFile(join(__dirname, "..", "fixtures", "state", `${file}.json`), "utf8");
    const { deployment } = JSON.parse(text) as { deployment: { resources: T[] } };
    const found = deployment.resources.find((candidate) => candidate.type.endsWith(`:${type}`));
    assert.ok(found);
    return found;
}

/** States that older versions of the gate wrote, exported from real runs: the first, and the last that held its code. */
for (const [version, latency] of [
    ["rolloutGate-1", "743 ms twice"],
    ["stack-0.1.0", "702 ms and 768 ms"],
] as const)
    describe(`state of an older gate, ${version}`, () => {
        let server: FakeApiServer;
        let rollout: FakeRollout;

        beforeEach(async () => {
            server = await FakeApiServer.start();
            rollout = new FakeRollout(server);
        });

        afterEach(async () => {
            await server.stop();
        });

        const gateOf = (name: "good" | "failed") => exported<ExportedGate>(`${version}-${name}`, "RolloutGate");

        const here = <T extends RolloutGateInputs>(state: T): T => ({
            ...state,
            kubeconfig: server.kubeconfig,
            kubeContext: "fake",
        });

        it("has its message", async () => {
            const good = await gateOf("good");
            assert.equal(good.type, "pulumi-nodejs:dynamic/canary:RolloutGate");
            assert.equal(good.id, "demo/ops-hardening-demo");
            assert.equal(good.outputs.outcome, "Promoted");
            const failed = await gateOf("failed");
            assert.equal(failed.outputs.outcome, "Aborted");
            assert.ok(failed.initErrors?.[0]?.includes(`p99-latency measured ${latency}, must be < 500`));
        });

        for (const name of ["good", "failed"] as const) {
            it(`${name}: its own code still reads and deletes, in a bare process`, async () => {
                const gate = await gateOf(name);
                const code = await SerializedProvider.of(gate.outputs.__provider);
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
            const good = await gateOf("good");
            assert.deepEqual(await provider.diff(good.id, good.outputs, good.inputs), {
                changes: false,
                replaces: [],
            });
            const failed = await gateOf("failed");
            assert.deepEqual(await provider.diff(failed.id, failed.outputs, failed.inputs), {
                changes: true,
                replaces: [],
            });
        });

        it("is read by today's code, without the inputs that it lacks, which show as a change", async () => {
            const { id, outputs, inputs } = await gateOf("good");
            rollout.deployFirst("v1");
            const { props } = await provider.read(id, here(outputs));
            assert.ok(props);
            assert.deepEqual([props.requestsSelector, props.onWrongShare], [undefined, undefined]);
            const { requestsSelector, onWrongShare } = defaults;
            const change = { changes: true, replaces: [] };
            assert.deepEqual(await provider.diff(id, outputs, { ...inputs, requestsSelector }), change);
            assert.deepEqual(await provider.diff(id, outputs, { ...inputs, onWrongShare }), change);
        });

        it("is updated by today's code: a failed one proceeds with a fixed version", async () => {
            const failed = await gateOf("failed");
            rollout.deployFirst("v1");
            const news = here({
                ...defaults,
                ...failed.inputs,
                job: "ops-hardening-demo",
                prometheusAddress: "http://prometheus.monitoring:9090",
                trigger: "fixed",
                providerVersion,
            });
            const { outs } = await provider.update(failed.id, here(failed.outputs), news);
            assert.equal(outs?.outcome, "Initial");
            assert.equal(outs.podHash, "hash1");
            await provider.delete(failed.id, outs);
        });
    });

describe("state of older definitions, stack-0.1.0", () => {
    it("is read, compared and deleted by today's code", async () => {
        const { id, inputs, outputs } = await exported<Exported<DefinitionsInputs, DefinitionsState>>(
            "stack-0.1.0-good",
            "CustomResourceDefinitions",
        );
        const server = await FakeApiServer.start();
        try {
            const state = { ...outputs, kubeconfig: server.kubeconfig, kubeContext: "fake" };
            for (const [name, generation] of Object.entries(state.generations ?? {})) {
                server.put(definitionsPath, { metadata: { name, generation } });
            }
            assert.deepEqual((await definitions.read(id, state)).props, state);
            assert.deepEqual(await definitions.diff(id, outputs, inputs), { changes: false, replaces: [] });
            const upgraded = { ...inputs, providerVersion: definitionsVersion };
            assert.deepEqual(await definitions.diff(id, outputs, upgraded), { changes: true, replaces: [] });
            await definitions.delete(id, state);
            assert.equal(server.get(definitionsPath, "rollouts.argoproj.io"), undefined);
        } finally {
            await server.stop();
        }
    });
});

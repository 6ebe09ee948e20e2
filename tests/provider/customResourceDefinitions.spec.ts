import assert from "node:assert/strict";
import { establishDefinitions as establish } from "../../components/src/platform/customResourceDefinitions/cluster";
import type { DefinitionsInputs } from "../../components/src/platform/customResourceDefinitions/inputs";
import {
    definitionsProvider as provider,
    type DefinitionsState,
} from "../../components/src/platform/customResourceDefinitions/provider";
import { connect } from "../../components/src/kubernetes";
import { ownerAnnotation } from "../../components/src/ownership";
import { FakeApiServer } from "../support/apiServer/fakeApiServer";
import { definitionsPath, establishDefinitions, fakeManifest } from "../support/apiServer/fakeDefinitions";

const owner = "organization/shop/dev";
const rollouts = "rollouts.argoproj.io";
const analysisRuns = "analysisruns.argoproj.io";

describe("custom resource definitions on a fake API server", () => {
    let server: FakeApiServer;
    let source: Awaited<ReturnType<typeof fakeManifest>>;
    let inputs: DefinitionsInputs;

    beforeEach(async () => {
        server = await FakeApiServer.start();
        source = await fakeManifest();
        establishDefinitions(server, "later");
        inputs = {
            kubeconfig: server.kubeconfig,
            kubeContext: "fake",
            ...source.manifest,
            names: [rollouts, analysisRuns],
            retainOnDelete: false,
            owner,
            providerVersion: "1",
        };
    });

    afterEach(async () => {
        await server.stop();
        await source.remove();
    });

    async function create(): Promise<DefinitionsState> {
        return (await provider.create(inputs)).outs as DefinitionsState;
    }

    it("applies the wanted ones with its own field manager and waits until they are established", async () => {
        const state = await create();
        const patches = server.requests.filter((request) => request.method === "PATCH");
        assert.deepEqual(
            patches.map((patch) => [patch.path, patch.contentType, patch.query]),
            [rollouts, analysisRuns].map((name) => [
                `${definitionsPath}/${name}`,
                "application/apply-patch+yaml",
                { fieldManager: "canary-delivery", force: "true" },
            ]),
        );
        assert.equal((patches[0]?.body as Record<string, unknown>)["status"], undefined);
        assert.deepEqual(state, {
            ...inputs,
            generations: { [analysisRuns]: 1, [rollouts]: 1 },
            appliedGenerations: { [analysisRuns]: 1, [rollouts]: 1 },
        });
    });

    it("has no diff without a change, and one for another hash, name or provider version", async () => {
        const state = await create();
        const changes = async (change: Partial<DefinitionsInputs>) =>
            (await provider.diff("id", state, { ...inputs, ...change })).changes;
        assert.equal(await changes({}), false);
        assert.equal(await changes({ sha256: "0".repeat(64) }), true);
        assert.equal(await changes({ names: [rollouts] }), true);
        assert.equal(await changes({ providerVersion: "2" }), true);
        const replaced = await provider.diff("id", state, { ...inputs, kubeContext: "other", kubeconfig: "/moved" });
        assert.deepEqual(replaced.replaces, ["kubeContext"]);
    });

    it("shows a hand edit and a removed definition as drift, and applies them again", async () => {
        const state = await create();
        const [live] = [server.get(definitionsPath, rollouts)];
        assert.ok(live);
        server.put(definitionsPath, { ...live, metadata: { ...live.metadata, generation: 2 }, spec: { edited: true } });
        server.remove(definitionsPath, analysisRuns);
        const read = await provider.read("id", state);
        const drifted = read.props as DefinitionsState;
        assert.deepEqual(drifted.generations, { [rollouts]: 2 });
        assert.equal((await provider.diff("id", drifted, inputs)).changes, true);
        const updated = (await provider.update("id", drifted, inputs)).outs as DefinitionsState;
        assert.deepEqual(updated.generations, { [analysisRuns]: 1, [rollouts]: 3 });
        assert.equal((await provider.diff("id", updated, inputs)).changes, false);
    });

    it("keeps state and read equal when nothing changed", async () => {
        const state = await create();
        assert.deepEqual((await provider.read("id", state)).props, state);
    });

    it("removes definitions that are no longer named, and all on delete unless `retain` is set", async () => {
        const state = await create();
        const updated = (await provider.update("id", state, { ...inputs, names: [rollouts] })).outs as DefinitionsState;
        assert.equal(server.get(definitionsPath, analysisRuns), undefined);
        await provider.delete("id", { ...updated, retainOnDelete: true });
        assert.ok(server.get(definitionsPath, rollouts));
        await provider.delete("id", updated);
        assert.equal(server.get(definitionsPath, rollouts), undefined);
        await provider.delete("id", updated);
    });

    describe("that exist", () => {
        const live = (name: string) =>
            ((server.get(definitionsPath, name)?.metadata.annotations ?? {}) as Record<string, string | undefined>)[
                ownerAnnotation
            ];
        const put = (name: string, annotations: Record<string, string> = {}) => {
            server.put(definitionsPath, { metadata: { name, annotations } });
        };
        const theirs = "2 objects exist and are not of stack organization/shop/dev, nothing was changed:";

        it("and are not the stack's are left as they are, and all listed", async () => {
            put(rollouts);
            put(analysisRuns, { [ownerAnnotation]: "organization/shop/prod" });
            await assert.rejects(create(), (error: Error) => {
                const lines = error.message.split("\n");
                assert.deepEqual(lines.slice(0, 3), [
                    theirs,
                    `  CustomResourceDefinition ${analysisRuns}, of stack organization/shop/prod`,
                    `  CustomResourceDefinition ${rollouts}`,
                ]);
                return !("properties" in error);
            });
            assert.ok(server.requests.every(({ method }) => method === "GET"));
        });

        it("and are the stack's are applied again", async () => {
            put(rollouts, { [ownerAnnotation]: owner });
            await create();
            assert.equal(live(rollouts), owner);
            assert.equal(live(analysisRuns), owner);
        });

        it("and are in the state of an earlier version get the stack's name, and no others that an update adds", async () => {
            put(rollouts);
            const older = { ...inputs, owner: undefined, names: [rollouts], providerVersion: "2", generations: {} };
            const before = older as unknown as DefinitionsState;
            put(analysisRuns);
            const added: unknown = await provider.update("id", before, inputs).catch((thrown: unknown) => thrown);
            // Otherwise the next update would take them for its own.
            assert.deepEqual((added as { properties: DefinitionsState }).properties.names, [rollouts]);
            assert.equal(live(rollouts), undefined);
            await provider.update("id", before, { ...inputs, names: [rollouts] });
            assert.equal(live(rollouts), owner);
            assert.equal(live(analysisRuns), undefined);
        });

        it("and were kept by a version without the annotation get the stack's name", async () => {
            const managedFields = [{ manager: "canary-delivery", operation: "Apply" }];
            server.put(definitionsPath, { metadata: { name: rollouts, managedFields } });
            await create();
            assert.equal(live(rollouts), owner);
        });

        it("and were retained are free for another stack", async () => {
            const state = await create();
            put(analysisRuns, { [ownerAnnotation]: "organization/shop/prod" });
            await provider.delete("id", { ...state, retainOnDelete: true });
            assert.equal(live(rollouts), "none");
            assert.equal(live(analysisRuns), "organization/shop/prod");
            await provider.create({ ...inputs, names: [rollouts], owner: "organization/shop/other" });
            assert.equal(live(rollouts), "organization/shop/other");
        });

        it("and are retained do not block the removal if the cluster is gone", async () => {
            const state = await create();
            const gone = { ...state, kubeconfig: "/nowhere", retainOnDelete: true };
            await provider.delete("id", gone);
        });
    });

    it("keeps names that are no longer wanted until an update has removed them", async () => {
        const state = await create();
        const fewer = { ...inputs, names: [rollouts] };
        const failure = async (news: DefinitionsInputs) => {
            const error: unknown = await provider.update("id", state, news).catch((thrown: unknown) => thrown);
            return (error as { properties: DefinitionsState }).properties;
        };
        assert.deepEqual((await failure({ ...fewer, sha256: "0".repeat(64) })).names, [rollouts, analysisRuns]);
        server.failNext(403);
        const failed = await failure(fewer);
        assert.deepEqual(failed, { ...fewer, names: [rollouts, analysisRuns], generations: {} });
        // A refresh clears the engine's memory of the failure.
        const refreshed = (await provider.read("id", failed)).props as DefinitionsState;
        assert.equal((await provider.diff("id", refreshed, fewer)).changes, true);
        assert.ok(server.get(definitionsPath, analysisRuns));
        const updated = (await provider.update("id", refreshed, fewer)).outs as DefinitionsState;
        assert.equal(server.get(definitionsPath, analysisRuns), undefined);
        assert.deepEqual(updated.names, [rollouts]);
        assert.equal((await provider.diff("id", updated, fewer)).changes, false);
    });

    it("names definitions that a manifest lacks, before it accesses the cluster", async () => {
        await assert.rejects(provider.create({ ...inputs, names: [rollouts, "nothings.argoproj.io"] }), {
            message: `manifest ${inputs.url} has no CustomResourceDefinition nothings.argoproj.io; it has ${rollouts}, ${analysisRuns}`,
        });
        assert.deepEqual(server.requests, []);
    });

    it("gives up at its deadline with the condition that is missing", async () => {
        establishDefinitions(server, "never");
        const api = await connect(inputs);
        server.put(definitionsPath, {
            metadata: { name: rollouts },
            status: { conditions: [{ type: "NamesAccepted", status: "False", message: "rollouts is taken" }] },
        });
        await assert.rejects(establish(api, [rollouts], 50), {
            message: `CustomResourceDefinition ${rollouts}: NamesAccepted is False: rollouts is taken (waited at most 0.05 s)`,
        });
    });

    it("checks everything at once and leaves unknowns alone", async () => {
        const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
        const bad = { ...inputs, kubeconfig: "token: a-secret", kubeContext: "", sha256: "x", names: [] };
        const failures = (await provider.check({} as DefinitionsInputs, bad)).failures ?? [];
        assert.deepEqual(
            failures.map((failure) => failure.property),
            ["kubeconfig", "kubeContext", "sha256", "names"],
        );
        const unknowns = Object.fromEntries(Object.keys(inputs).map((key) => [key, unknown]));
        const result = await provider.check({} as DefinitionsInputs, unknowns as unknown as DefinitionsInputs);
        assert.deepEqual(result.failures, []);
    });
});

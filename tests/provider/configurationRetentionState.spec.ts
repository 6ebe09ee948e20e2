import assert from "node:assert/strict";
import type { ConfigurationRetentionInputs } from "../../components/src/app/configuration/inputs";
import {
    configurationRetentionProvider as provider,
    type ConfigurationRetentionState,
} from "../../components/src/app/configuration/provider";
import { providerStub } from "../../components/src/provider/dynamicResource";
import { FakeApiServer } from "../support/apiServer/fakeApiServer";
import {
    config,
    configMaps,
    failureOf,
    FakeConfiguration,
    PrintedConfiguration,
    replicaSets,
    retentionInputs,
    rollouts,
    secrets,
    stateOf,
} from "../support/apiServer/fakeConfiguration";
import { SerializedProvider } from "../support/pulumi/serializedProvider";

const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Failures keep the state and name the next action; changes are detected. */
describe("the state of a configuration retention", function () {
    this.timeout("30s");
    let serialized: SerializedProvider;
    let server: FakeApiServer;
    let app: FakeConfiguration;
    let printed: PrintedConfiguration;
    let inputs: ConfigurationRetentionInputs;

    before(async () => {
        serialized = await SerializedProvider.of(providerStub("ConfigurationRetention"));
    });

    after(async () => {
        await serialized.remove();
    });

    beforeEach(async () => {
        server = await FakeApiServer.start();
        app = new FakeConfiguration(server);
        printed = new PrintedConfiguration();
        inputs = retentionInputs(server);
    });

    afterEach(async () => {
        printed.release();
        await server.stop();
    });

    it("gives up after repeated conflicts", async () => {
        app.put(configMaps, "a");
        server.faultNext({ method: "DELETE", status: 409 }, 100);
        const { message } = await failureOf(provider.create(inputs));
        assert.match(message, /was not tidied up: DELETE .*: 409 .*; run pulumi up again$/);
        assert.equal(server.requests.filter(({ method }) => method === "DELETE").length, 10);
    });

    it("prints each removal as it happens, also if the next one fails", async () => {
        app.put(configMaps, "ab");
        server.faultNext({ method: "DELETE", path: config("b"), status: 403 });
        await failureOf(provider.create(inputs));
        assert.deepEqual(printed.lines, [`Configuration: ConfigMap ${config("a")} removed, nothing needs it`]);
    });

    it("names the missing permission, and stays in the state until an update has it", async () => {
        app.put(secrets, "ac");
        server.forbid(secrets);
        const { error } = await serialized.call("create", { ...inputs, __provider: "code" }).answer;
        const sentence =
            "the earlier configuration of rollout demo/web was not tidied up: " +
            'kubeContext "fake" needs permission to list secrets in namespace demo ' +
            `(GET ${secrets}: 403 injected 403); the Rollout was left as it is; run pulumi up again`;
        assert.equal(error?.message, sentence);
        assert.deepEqual(error.reasons, [sentence]);
        assert.equal(error.id, "demo/web");
        const failed = error.properties as unknown as ConfigurationRetentionState;
        assert.deepEqual(failed, { ...stateOf(inputs, { swept: false }), __provider: "code" });
        assert.equal((await provider.diff("demo/web", failed, inputs)).changes, true);
        server.forbid(secrets, false);
        // A refresh clears the engine's memory of the failure.
        const refreshed = (await provider.read("demo/web", failed)).props as ConfigurationRetentionState;
        assert.equal((await provider.diff("demo/web", refreshed, inputs)).changes, true);
        const { value } = await serialized.call("update", "demo/web", refreshed, inputs).answer;
        const { outs: updated } = value as { outs: ConfigurationRetentionState };
        assert.equal(app.left(secrets), "c");
        assert.equal((await provider.diff("demo/web", updated, inputs)).changes, false);
    });

    it("names each permission that it needs", async () => {
        app.put(configMaps, "a");
        app.need(replicaSets, "web-1", "b");
        app.need(rollouts, "web", "b");
        const rows: [string, string, string][] = [
            [configMaps, "GET", "list configmaps"],
            [rollouts, "GET", "get rollouts"],
            [replicaSets, "GET", "list replicasets"],
            [configMaps, "DELETE", "delete configmaps"],
        ];
        for (const [path, method, permission] of rows) {
            server.faultNext({ path, method, status: 403 });
            const { message } = await failureOf(provider.create(inputs));
            assert.ok(message.includes(`kubeContext "fake" needs permission to ${permission} in namespace demo (`));
        }
        await provider.create(inputs);
        assert.equal(app.left(configMaps), "");
    });

    it("keeps the names of objects that may remain after a failure", async () => {
        app.put(configMaps, "abc");
        const old = stateOf(inputs, { configMapName: config("b"), keptConfigMaps: [config("a")] });
        server.faultNext({ method: "DELETE", status: 403 });
        const news = { ...inputs, configMapName: "" };
        const { properties } = await failureOf(provider.update("demo/web", old, news));
        assert.deepEqual(properties?.keptConfigMaps, [config("b"), config("a")]);
        const updated = (await provider.update("demo/web", properties, news)).outs;
        assert.deepEqual([app.left(configMaps), updated?.keptConfigMaps], ["", []]);
    });

    it("names the cluster that does not answer, and stays in the state", async () => {
        await server.close();
        const updated = await failureOf(provider.update("demo/web", stateOf(inputs), inputs));
        const unreachable = /cannot reach the cluster of kubeContext "fake" \(http:\/\/127\.0\.0\.1:\d+\): /;
        assert.match(updated.message, unreachable);
        assert.match(updated.message, /; the Rollout was left as it is; run pulumi up again$/);
        assert.equal(updated.properties?.swept, false);
        const deleted = await failureOf(provider.delete("demo/web", stateOf(inputs)));
        assert.match(deleted.message, unreachable);
        assert.match(deleted.message, /^the configuration of rollout demo\/web was not removed: .*; try again, or /);
        await server.listen();
    });

    it("names the request of a deletion that was denied", async () => {
        app.put(configMaps, "c");
        server.forbid(configMaps);
        const { error } = await serialized.call("delete", "demo/web", stateOf(inputs)).answer;
        assert.equal(
            error?.message,
            "the configuration of rollout demo/web was not removed: " +
                'kubeContext "fake" needs permission to list configmaps in namespace demo ' +
                `(GET ${configMaps}: 403 injected 403); try again, or ` +
                "remove by hand the ConfigMaps and Secrets in namespace demo whose labels name it",
        );
        assert.doesNotMatch(JSON.stringify(error), /a-secret/);
    });

    it("reads the remaining earlier objects, and itself unchanged if these are the kept ones", async () => {
        app.put(configMaps, "abc");
        app.put(secrets, "c");
        const kept = stateOf(inputs, { keptConfigMaps: [config("a"), config("b")] });
        assert.deepEqual(await provider.read("demo/web", kept), { id: "demo/web", props: kept, inputs });
        server.remove(configMaps, config("a"));
        const read = (await provider.read("demo/web", kept)).props as ConfigurationRetentionState;
        assert.deepEqual(read, { ...kept, keptConfigMaps: [config("b")] });
        assert.equal((await provider.diff("demo/web", read, inputs)).changes, false);
        assert.match((await failureOf(provider.read("demo/web", undefined))).message, /cannot be imported/);
    });

    it("shows a change for another content, another app, a moved kubeconfig, new code and work that is left", async () => {
        const rows: [Partial<Record<keyof ConfigurationRetentionState, unknown>>, boolean, string[]][] = [
            [{}, false, []],
            [{ namespace: "other" }, true, ["namespace"]],
            [{ rolloutName: "other" }, true, ["rolloutName"]],
            [{ kubeContext: "other" }, true, ["kubeContext"]],
            [{ kubeconfig: "/moved" }, true, []],
            [{ configMapName: config("d") }, true, []],
            [{ secretName: "" }, true, []],
            [{ providerVersion: "2" }, true, []],
            // An unknown name may be another one, which does not require a replacement.
            [{ namespace: unknown, configMapName: unknown }, true, []],
        ];
        for (const [changed, changes, replaces] of rows) {
            const news = { ...inputs, ...changed } as ConfigurationRetentionInputs;
            assert.deepEqual(await provider.diff("demo/web", stateOf(inputs), news), { changes, replaces });
        }
        for (const swept of [false, undefined]) {
            assert.equal((await provider.diff("demo/web", { ...stateOf(inputs), swept }, inputs)).changes, true);
        }
    });

    it("checks everything at once, and leaves unknowns alone", async () => {
        const check = async (news: unknown) =>
            (await provider.check({} as ConfigurationRetentionInputs, news as ConfigurationRetentionInputs)).failures ??
            [];
        const failures = await check({
            kubeconfig: "token: a-secret",
            kubeContext: "",
            namespace: "Demo",
            rolloutName: "",
            configMapName: "a b",
            providerVersion: "1",
        });
        assert.deepEqual(
            failures.map(({ property, reason }) => [property, reason.slice(0, reason.lastIndexOf(", got"))]).slice(1),
            [
                ["kubeContext", "kubeContext must be the name of a context"],
                ["namespace", "namespace must be the name of a namespace"],
                ["rolloutName", "rolloutName must be the name of a Rollout"],
                ["configMapName", "configMapName must be the name of a ConfigMap, or empty"],
                ["secretName", "secretName must be the name of a Secret, or empty"],
            ],
        );
        assert.doesNotMatch(JSON.stringify(failures), /a-secret/);
        assert.deepEqual(await check(inputs), []);
        assert.deepEqual(await check({ ...inputs, configMapName: "", secretName: "" }), []);
        assert.deepEqual(await check(Object.fromEntries(Object.keys(inputs).map((key) => [key, unknown]))), []);
    });
});

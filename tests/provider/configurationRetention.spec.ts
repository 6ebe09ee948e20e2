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
    FakeConfiguration,
    labels,
    PrintedConfiguration,
    replicaSets,
    retentionInputs,
    rollouts,
    secret,
    secrets,
    stateOf,
} from "../support/apiServer/fakeConfiguration";
import { SerializedProvider } from "../support/pulumi/serializedProvider";

/** Create and update run serialized, in a bare process; the other methods are called directly. */
describe("configuration retention on a fake API server", function () {
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

    const sent = (method: string) => server.requests.filter((request) => request.method === method);

    it("removes objects that are neither current nor needed, prints that, and keeps only names", async () => {
        app.put(configMaps, "abc");
        app.put(secrets, "abc");
        app.need(replicaSets, "web-1", "b");
        const unneeded = [server.get(configMaps, config("a")), server.get(secrets, secret("a"))];
        const call = serialized.call("create", { ...inputs, __provider: "code" });
        const answer = await call.answer;
        assert.deepEqual(answer.value, {
            id: "demo/web",
            outs: {
                ...inputs,
                __provider: "code",
                keptConfigMaps: [config("b")],
                keptSecrets: [secret("b")],
                swept: true,
            },
        });
        assert.deepEqual([app.left(configMaps), app.left(secrets)], ["bc", "bc"]);
        assert.deepEqual(
            sent("DELETE").map(({ path, body }) => [path, body]),
            [`${configMaps}/${config("a")}`, `${secrets}/${secret("a")}`].map((path, index) => {
                const { uid, resourceVersion } = unneeded[index]?.metadata ?? {};
                assert.ok(uid !== undefined && resourceVersion !== undefined);
                const preconditions = { uid, resourceVersion };
                return [path, { apiVersion: "v1", kind: "DeleteOptions", preconditions }];
            }),
        );
        assert.deepEqual(
            call.lines.map((line) => line.replace(/^\[\d\d:\d\d:\d\d\] /, "")),
            [
                `Configuration: ConfigMap ${config("a")} removed, nothing needs it`,
                `Configuration: Secret ${secret("a")} removed, nothing needs it`,
            ],
        );
        assert.doesNotMatch(JSON.stringify(answer), /YS1zZWNyZXQ|a-secret/);
    });

    it("keeps the objects of every ReplicaSet in the history, and of the Rollout's own template", async () => {
        app.put(configMaps, "abc");
        app.put(secrets, "abc");
        app.need(replicaSets, "web-1", "a");
        app.need(rollouts, "web", "b");
        const outs = (await provider.create(inputs)).outs as ConfigurationRetentionState;
        assert.deepEqual([app.left(configMaps), app.left(secrets)], ["abc", "abc"]);
        assert.deepEqual(outs.keptConfigMaps, [config("a"), config("b")]);
        // Out of the history, it is removed with the next change.
        server.remove(replicaSets, "web-1");
        const next = { ...inputs, configMapName: config("d"), secretName: secret("d") };
        app.put(configMaps, "d");
        app.put(secrets, "d");
        app.need(replicaSets, "web-3", "c");
        const updated = (await provider.update("demo/web", outs, next)).outs;
        assert.deepEqual([app.left(configMaps), app.left(secrets)], ["bcd", "bcd"]);
        assert.deepEqual(updated?.keptSecrets, [secret("b"), secret("c")]);
    });

    it("ignores another app's objects, and objects with other names", async () => {
        app.put(configMaps, "a", { labels: { ...labels, "app.kubernetes.io/name": "other" } });
        app.put(configMaps, "b", { labels: { "app.kubernetes.io/name": "web" } });
        app.put(configMaps, "d", { name: "web-config-production" });
        app.put(secrets, "d", { name: "web-secret-of-mine" });
        await provider.create(inputs);
        await provider.delete("demo/web", stateOf(inputs));
        assert.deepEqual(sent("DELETE"), []);
    });

    it("lists only the kinds that the app has or had: without secrets, it needs no permission to list them", async () => {
        const lists = () => server.requests.splice(0).map(({ path }) => path);
        await provider.create({ ...inputs, secretName: "" });
        assert.deepEqual(lists(), [configMaps]);
        await provider.create({ ...inputs, configMapName: "", secretName: "" });
        assert.deepEqual(lists(), []);

        app.put(secrets, "c");
        app.need(replicaSets, "web-1", "c");
        const without = { ...inputs, secretName: "" };
        const first = (await provider.update("demo/web", stateOf(inputs), without)).outs;
        assert.deepEqual(first?.keptSecrets, [secret("c")]);
        server.remove(replicaSets, "web-1");
        const second = (await provider.update("demo/web", first, { ...without, configMapName: config("d") })).outs;
        assert.deepEqual([app.left(secrets), second?.keptSecrets], ["", []]);
    });

    it("reads again after a conflict with another client, and keeps what is needed by then", async () => {
        app.put(configMaps, "ab");
        server.serve(`${configMaps}/${config("a")}`, () => {
            app.need(replicaSets, "web-1", "a");
            return { status: 409, json: { message: "the UID in the precondition does not match" } };
        });
        const { keptConfigMaps } = (await provider.create(inputs)).outs as ConfigurationRetentionState;
        assert.deepEqual(keptConfigMaps, [config("a")]);
        assert.equal(app.left(configMaps), "a");
    });

    it("accepts that another client removed it first", async () => {
        app.put(configMaps, "a");
        server.faultNext({ method: "DELETE", status: 404 });
        assert.equal(((await provider.create(inputs)).outs as ConfigurationRetentionState).swept, true);
    });

    it("removes everything when the Rollout is gone, whatever ReplicaSets are left", async () => {
        app.put(configMaps, "abc");
        app.put(secrets, "bc");
        app.need(replicaSets, "web-1", "c");
        const call = serialized.call("delete", "demo/web", stateOf(inputs));
        assert.equal((await call.answer).error, undefined);
        assert.deepEqual([app.left(configMaps), app.left(secrets)], ["", ""]);
        assert.equal(call.lines.length, 5);
        await provider.delete("demo/web", stateOf(inputs));

        app.put(configMaps, "c");
        app.need(rollouts, "web", "c", { deletionTimestamp: "2026-01-01T00:00:00Z" });
        await provider.delete("demo/web", stateOf(inputs));
        assert.equal(app.left(configMaps), "");
    });

    it("keeps the objects of a live Rollout and its ReplicaSets when it is deleted alone", async () => {
        app.put(configMaps, "abc");
        app.put(secrets, "c");
        app.need(replicaSets, "web-1", "b");
        app.need(rollouts, "web", "c");
        const call = serialized.call("delete", "demo/web", stateOf(inputs));
        assert.equal((await call.answer).error, undefined);
        assert.deepEqual([app.left(configMaps), app.left(secrets)], ["bc", "c"]);
        const text = call.lines.join("\n");
        assert.match(text, new RegExp(`ConfigMap ${config("a")} removed, nothing needs it`));
        assert.match(text, new RegExp(`ConfigMap ${config("b")} stays, ReplicaSet web-1 needs it`));
        assert.match(text, new RegExp(`Secret ${secret("c")} stays, Rollout web needs it`));
    });

    it("has nothing to do if the namespace is gone", async () => {
        for (const collection of [configMaps, secrets, replicaSets, rollouts]) {
            server.serve(collection, () => ({ status: 404, json: { message: 'namespaces "demo" not found' } }));
        }
        const deleted = await serialized.call("delete", "demo/web", stateOf(inputs)).answer;
        assert.equal(deleted.error, undefined);
        const { keptConfigMaps } = (await provider.create(inputs)).outs as ConfigurationRetentionState;
        assert.deepEqual(keptConfigMaps, []);
    });
});

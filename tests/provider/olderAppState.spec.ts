import assert from "node:assert/strict";
import {
    type RolloutBaselineInputs,
    providerVersion as baselineVersion,
} from "../../components/src/app/baseline/inputs";
import { type RolloutBaselineState, rolloutBaselineProvider } from "../../components/src/app/baseline/provider";
import {
    type ConfigurationRetentionInputs,
    providerVersion as retentionVersion,
} from "../../components/src/app/configuration/inputs";
import {
    configurationRetentionProvider,
    type ConfigurationRetentionState,
} from "../../components/src/app/configuration/provider";
import { FakeApiServer } from "../support/apiServer/fakeApiServer";
import { FakeBaseline, rolloutsPath } from "../support/apiServer/fakeBaseline";
import { configMaps, labels, secrets } from "../support/apiServer/fakeConfiguration";
import { type Exported, exported } from "../support/pulumi/exportedState";

const file = "app-0.1.0-good";
const unchanged = { changes: false, replaces: [] };
const changed = { changes: true, replaces: [] };

/** States that 0.1.0 wrote for an app with files, a secret variable and a baseline, exported from a live stack. */
describe("state of older app resources, app-0.1.0", () => {
    let server: FakeApiServer;
    const here = <T extends object>(state: T): T => ({
        ...state,
        kubeconfig: server.kubeconfig,
        kubeContext: "fake",
    });

    beforeEach(async () => {
        server = await FakeApiServer.start();
    });
    afterEach(async () => {
        await server.stop();
    });

    it("a baseline is compared, read, updated and deleted by today's code", async () => {
        const provider = rolloutBaselineProvider;
        const { id, inputs, outputs } = await exported<Exported<RolloutBaselineInputs, RolloutBaselineState>>(
            file,
            "RolloutBaseline",
        );
        const rollout = new FakeBaseline(server);
        rollout.declare("localhost/web:v2");
        const news = { ...inputs, providerVersion: baselineVersion };
        assert.deepEqual(await provider.diff(id, outputs, inputs), unchanged);
        assert.deepEqual(await provider.diff(id, outputs, news), changed);
        assert.deepEqual((await provider.read(id, here(outputs))).props, here(outputs));
        const { outs } = await provider.update(id, here(outputs), here(news));
        assert.deepEqual([outs?.deployed, outs?.ready, outs?.providerVersion], [true, true, baselineVersion]);
        await provider.delete(id, here(outputs));
        // The Rollout is no baseline any more: it is the program's.
        assert.equal(rollout.image, "localhost/web:v2");
        assert.equal(rollout.applications, 0);
    });

    it("a retention is compared, read, updated and deleted by today's code", async () => {
        const provider = configurationRetentionProvider;
        const { id, inputs, outputs } = await exported<
            Exported<ConfigurationRetentionInputs, ConfigurationRetentionState>
        >(file, "ConfigurationRetention");
        const { configMapName, secretName } = inputs;
        server.put(rolloutsPath, { metadata: { name: "web" } });
        const put = (collection: string, name: string) => {
            server.put(collection, { metadata: { name, uid: `uid-${name}`, labels } });
        };
        put(configMaps, configMapName);
        put(secrets, secretName);
        assert.deepEqual(await provider.diff(id, outputs, inputs), unchanged);
        assert.deepEqual(await provider.diff(id, outputs, { ...inputs, providerVersion: retentionVersion }), changed);
        assert.deepEqual((await provider.read(id, here(outputs))).props, here(outputs));

        put(configMaps, "web-config-0000000000");
        const news = { ...inputs, configMapName: "web-config-0000000000", providerVersion: retentionVersion };
        const { outs } = await provider.update(id, here(outputs), here(news));
        assert.deepEqual([outs?.swept, outs?.keptConfigMaps, outs?.keptSecrets], [true, [], []]);
        assert.equal(server.get(configMaps, configMapName), undefined);
        assert.ok(server.get(secrets, secretName));

        await provider.delete(id, here(outputs));
        assert.equal(server.get(secrets, secretName), undefined);
    });
});

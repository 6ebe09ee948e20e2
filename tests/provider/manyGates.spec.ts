import assert from "node:assert/strict";
import { defaults, providerVersion, referenceDefaults } from "../../components/src/gate/model/inputs";
import { rolloutGateProvider } from "../../components/src/gate/provider";
import { FakeApiServer } from "../support/apiServer/fakeApiServer";
import { FakeRollout } from "../support/rollout/fakeRollout";
import { until } from "../support/until";
import { good } from "./canaryWalk";

const names = Array.from({ length: 12 }, (_, index) => `shop-${String(index + 1)}`);

/** The gates of one update, which run in one process. */
describe("twelve gates in one update", () => {
    let server: FakeApiServer;
    let rollouts: FakeRollout[];

    beforeEach(async () => {
        server = await FakeApiServer.start();
        rollouts = names.map((name, index) => new FakeRollout(server, name, `uid-${String(index)}`));
        for (const rollout of rollouts) {
            rollout.deployFirst();
            rollout.declare("localhost/ops-hardening-demo:v2");
        }
    });

    afterEach(async () => {
        await server.stop();
    });

    function gateOf(rolloutName: string): Promise<unknown> {
        const inputs = {
            ...{ ...defaults, ...referenceDefaults, requestsMetric: "", providerVersion },
            ...{ kubeconfig: server.kubeconfig, kubeContext: "fake", namespace: "demo", rolloutName },
            ...{ job: rolloutName, prometheusAddress: "http://prometheus:9090", timeoutSeconds: 20, trigger: "v2" },
        };
        return rolloutGateProvider.create(inputs).then(
            ({ outs }) => outs?.outcome,
            (error: unknown) => (error as Error).message,
        );
    }

    function step(rollout: FakeRollout): void {
        rollout.observe();
        rollout.analyse("Running", good);
        rollout.setWeight(10, 1);
        rollout.pause(1);
    }

    const watchesOf = () =>
        server.requests.filter(({ query }) => query["watch"] === "1").map(({ path }) => path.split("/").pop() ?? "");

    it("watch each kind of their namespace once, and each decides on its own Rollout", async () => {
        const outcomes = Promise.all(names.map(gateOf));
        const kinds = ["analysisruns", "events", "ingresses", "pods", "replicasets", "rollouts", "services"];
        await until("all kinds are watched", () => server.watches === kinds.length);
        assert.deepEqual(watchesOf().sort(), kinds);
        for (const rollout of rollouts) {
            step(rollout);
        }
        rollouts[4]?.abort('metric "success-rate" assessed Failed');
        rollouts[4]?.returnTraffic();
        for (const [index, rollout] of rollouts.entries()) {
            if (index !== 4) {
                for (const [at, weight] of [25, 50, 75, 100].entries()) {
                    rollout.setWeight(weight, 2 * at + 3);
                }
                rollout.promote();
                rollout.analyse("Successful", good);
            }
        }
        const ended = await outcomes;
        assert.deepEqual(ended.filter((outcome) => outcome === "Promoted").length, 11, JSON.stringify(ended));
        assert.match(String(ended[4]), /^rollout demo\/shop-5 aborted/);
        assert.deepEqual(watchesOf().sort(), kinds);
        await until("no watch is left", () => server.watches === 0);
    });

    it("which begin later, list what there is then, and share the watches of the others", async () => {
        const first = gateOf("shop-1");
        await until("the first one watches", () => server.watches === 7);
        const kinds = /\/(rollouts|replicasets|analysisruns|services|pods|events|ingresses)$/;
        const lists = () =>
            server.requests.filter(({ path, query }) => query["watch"] === undefined && kinds.test(path)).length;
        const before = lists();
        const last = gateOf("shop-12");
        // Its two Services by name, each for itself.
        await until("the last one has listed", () => lists() === before + 8);
        for (const rollout of [rollouts[0], rollouts[11]]) {
            rollout?.observe();
            rollout?.abort('metric "success-rate" assessed Failed');
            rollout?.returnTraffic();
        }
        assert.match(String(await first), /^rollout demo\/shop-1 aborted/);
        assert.match(String(await last), /^rollout demo\/shop-12 aborted/);
        assert.deepEqual([lists(), watchesOf().length], [before + 8, 7]);
    });
});

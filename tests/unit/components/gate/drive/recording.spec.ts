import assert from "node:assert/strict";
import { connect, type watch } from "../../../../../components/src/kubernetes";
import { clusterOf } from "../../../../../components/src/gate/cluster/cluster";
import { systemClock } from "../../../../../components/src/gate/model/clock";
import type { Ports } from "../../../../../components/src/gate/drive/drive";
import { defaults } from "../../../../../components/src/gate/model/inputs";
import { FakeApiServer } from "../../../../support/apiServer/fakeApiServer";
import { FakeRollout } from "../../../../support/rollout/fakeRollout";
import { record } from "../../../../support/recording/recorder";
import { compacted, deedsOf, type Recording, type Take } from "../../../../support/recording/recording";
import { packed, textOf, unpacked } from "../../../../support/recording/recordingFile";
import { replay } from "../../../../support/recording/replay";
import { until } from "../../../../support/until";

const gate = {
    ...defaults,
    requestsMetric: "",
    // The fake's measurements have no time.
    minMeasurements: 0,
    namespace: "demo",
    rolloutName: "ops-hardening-demo",
    job: "ops-hardening-demo",
    timeoutSeconds: 20,
};

/** Writes a take to a file's text and reads it back. */
function asFiled(take: Take): Recording {
    const recording = { ...take, scenario: "", describes: "", controller: "", end: { metadata: { name: "" } } };
    const filed = JSON.parse(textOf(recording)) as Recording;
    return { ...filed, events: unpacked(filed.events) };
}

const words = ({ decisions }: Pick<Take, "decisions">) => decisions.map(({ decision }) => decision);

describe("a recording of a gate", function () {
    let server: FakeApiServer;
    let rollout: FakeRollout;
    let take: Take;
    let filed: Recording;

    /** Records a rollout with one open-ended pause that the gate promotes, and a lost connection in between. */
    before(async () => {
        server = await FakeApiServer.start();
        rollout = new FakeRollout(server);
        rollout.steps = [{ setWeight: 10 }, { pause: {} }, { setWeight: 100 }];
        rollout.deployFirst("v1");
        rollout.declare("v2");
        rollout.observe();
        const api = await connect({ kubeconfig: server.kubeconfig, kubeContext: "fake" });
        const portsOf = (watchCollection: typeof watch): Ports => ({
            cluster: clusterOf(api, gate.namespace, gate.rolloutName, watchCollection),
            metrics: { samples: () => Promise.resolve([]), values: () => Promise.resolve([]) },
            verify: () => Promise.resolve(),
            clock: systemClock(),
            log: () => undefined,
        });
        let received = 0;
        const taking = record(gate, undefined, portsOf, () => (received += 1));
        await until("the gate has read everything once", () => received >= 8);
        server.dropWatches();
        rollout.setWeight(10, 0);
        rollout.analyse("Running", { "p99-latency": ["41"], "success-rate": ["100"] });
        const patched = new Promise<void>((resolve) => {
            server.onStatusPatched(() => {
                resolve();
            });
        });
        rollout.pause(1);
        rollout.analyse("Running", { "p99-latency": ["41", "42"], "success-rate": ["100", "100"] });
        await patched;
        rollout.resume(2);
        rollout.setWeight(100, 3);
        rollout.analyse("Successful", { "p99-latency": ["41", "42"], "success-rate": ["100", "100"] });
        rollout.promote();
        take = await taking;
        filed = asFiled(take);
    });

    after(async () => {
        await server.stop();
    });

    it("contains every decision, and the request that followed", () => {
        assert.equal(take.outcome, "Promoted", take.sentence);
        assert.deepEqual(deedsOf(take), ["promote: everything is proven (pause)", "succeed Promoted"]);
        assert.deepEqual(
            take.actions.map(({ action, answer }) => [action, answer]),
            [["write", "applied"]],
        );
    });

    it("is unchanged by a file that stores only changes", () => {
        assert.deepEqual(filed.events, take.events);
        const changes = packed(take.events).filter(
            ({ type, collection }) => type === "MODIFIED" && collection === "rollouts",
        );
        assert.notEqual(changes.length, 0);
        assert.doesNotMatch(JSON.stringify(changes), /"template"/);
    });

    it("leads to the same decisions and requests in a replay", async () => {
        const again = await replay(filed);
        assert.deepEqual(again.strayed, []);
        assert.deepEqual(words(again), words(take));
        assert.equal(again.outcome, take.outcome);
        assert.equal(again.sentence, take.sentence);
    });

    it("reports requests that were not recorded", async () => {
        const again = await replay({ ...filed, actions: [] });
        assert.match(again.strayed.join(), /^it asks for: write .*pauseConditions/);
    });

    it("reports recorded requests that the gate no longer sends", async () => {
        const again = await replay({ ...filed, gate: { ...filed.gate, onPause: "wait" } });
        assert.match(again.strayed.join(), /^it did not ask for: write /);
    });

    it("ends differently if the controller does", async () => {
        const events = filed.events.filter(({ collection }) => collection !== "ingresses");
        const again = await replay({ ...filed, events });
        assert.notEqual(again.outcome, "Promoted");
    });
});

describe("an object of a recording", () => {
    it("lacks fieldsV1 and null values, and nothing else", () => {
        const time = "2026-03-01T06:02:46Z";
        const object = {
            metadata: {
                name: "a",
                resourceVersion: "7",
                managedFields: [
                    { manager: "m", operation: "Apply", time, fieldsType: "FieldsV1", fieldsV1: { f: {} } },
                ],
            },
            spec: { empty: [], none: null, list: [{ none: null, zero: 0 }] },
        };
        assert.deepEqual(compacted(object), {
            metadata: {
                name: "a",
                resourceVersion: "7",
                managedFields: [{ manager: "m", operation: "Apply", time }],
            },
            spec: { empty: [], list: [{ zero: 0 }] },
        });
    });
});

import assert from "node:assert/strict";
import {
    historyName,
    keepVerdict,
    readVerdicts,
    type KeptState,
    type KeptVerdict,
} from "../../components/src/gate/cluster/verdictHistory";
import { noteOfKeeping } from "../../components/src/gate/report/keptVerdict";
import { connect } from "../../components/src/kubernetes";
import { FakeApiServer } from "../support/apiServer/fakeApiServer";
import { sample } from "../support/report/sample";

const configMaps = "/api/v1/namespaces/shop/configmaps";
const subject = { namespace: "shop", rolloutName: "cart", uid: "uid-1" };
const verdict = (revision: number): KeptVerdict => ({
    ...{ at: "2026-01-02T03:04:00.000Z", outcome: "Promoted", success: true, revision, podHash: "abc" },
    ...{ image: "cart:2", sentence: "x".repeat(5_000), measurements: { "p99-latency": "12 ms" } },
});

const state: KeptState = { outcome: "Aborted", podHash: "abc", revision: 2, evidence: {} };

describe("the verdicts about a Rollout", () => {
    let server: FakeApiServer;
    const api = () => connect({ kubeconfig: server.kubeconfig, kubeContext: "fake" });

    beforeEach(async () => {
        server = await FakeApiServer.start();
    });

    afterEach(async () => {
        await server.stop();
    });

    it("are kept in a ConfigMap that belongs to it, the oldest first", async () => {
        assert.deepEqual(await readVerdicts(await api(), subject), []);
        await keepVerdict(await api(), subject, verdict(1));
        await keepVerdict(await api(), subject, verdict(2));
        const kept = await readVerdicts(await api(), subject);
        assert.deepEqual(
            kept.map(({ revision }) => revision),
            [1, 2],
        );
        const owners = server.get(configMaps, historyName("cart"))?.metadata["ownerReferences"];
        assert.deepEqual(owners, [{ apiVersion: "argoproj.io/v1alpha1", kind: "Rollout", name: "cart", uid: "uid-1" }]);
    });

    it("stay small: the newest 50, with the begin of their sentences", async () => {
        for (let revision = 1; revision <= 53; revision++) {
            await keepVerdict(await api(), subject, verdict(revision));
        }
        const kept = await readVerdicts(await api(), subject);
        assert.deepEqual([kept.length, kept[0]?.revision, kept.at(-1)?.revision], [50, 4, 53]);
        assert.equal(kept[0]?.sentence.length, 2_000);
    });

    it("bound measurements, which are any text of a metric's source: 30 of 150 characters on one line", async () => {
        const values = Array.from(
            { length: 40 },
            (_, index) => [`metric-${index}`, `a\n${"b".repeat(5_000)}`] as const,
        );
        await keepVerdict(await api(), subject, { ...verdict(1), measurements: Object.fromEntries(values) });
        const [kept] = await readVerdicts(await api(), subject);
        assert.deepEqual(
            Object.entries(kept?.measurements ?? {}),
            values.slice(0, 30).map(([metric]) => [metric, `a ${"b".repeat(147)}…`]),
        );
    });

    it("of two gates at once are both kept", async () => {
        await keepVerdict(await api(), subject, verdict(1));
        const connection = await api();
        await Promise.all([2, 3, 4].map((revision) => keepVerdict(connection, subject, verdict(revision))));
        const kept = await readVerdicts(connection, subject);
        assert.deepEqual(kept.map(({ revision }) => revision).sort(), [1, 2, 3, 4]);
    });

    it("replace content that is no list", async () => {
        server.put(configMaps, { metadata: { name: historyName("cart") }, data: { "verdicts.json": "{" } });
        await keepVerdict(await api(), subject, verdict(1));
        assert.equal((await readVerdicts(await api(), subject)).length, 1);
    });

    it("are not kept without the permission, and a note has the reason", async () => {
        server.serve(configMaps, () => ({ status: 403, json: { message: "configmaps is forbidden" } }));
        assert.match(
            (await noteOfKeeping(await api(), sample, state, "uid-1")) ?? "",
            /^this verdict is not in the history: ConfigMap cart-verdicts cannot be written: .*forbidden/,
        );
    });

    it("have the last measurement of each metric", async () => {
        assert.equal(await noteOfKeeping(await api(), sample, state, "uid-1"), undefined);
        const [kept] = await readVerdicts(await api(), subject);
        assert.deepEqual(kept?.measurements, { "p99-latency": "NaN" });
        assert.deepEqual(
            [kept.outcome, kept.image, kept.sentence],
            ["Aborted", "registry.example.com/cart:2", sample.sentence],
        );
    });

    it("have the gate's state, the newest alone", async () => {
        await noteOfKeeping(await api(), sample, state, "uid-1");
        await noteOfKeeping(await api(), sample, { ...state, revision: 3 }, "uid-1");
        const kept = await readVerdicts(await api(), subject);
        assert.deepEqual(
            kept.map((one) => one.state),
            [undefined, { ...state, revision: 3 }],
        );
    });
});

import assert from "node:assert/strict";
import { apiError } from "../../../../../components/src/kubernetes";
import { evaluateConnectivity, type Connectivity } from "../../../../../components/src/gate/decision/connectivity";
import { fail, wait, type Decision } from "../../../../../components/src/gate/decision/types";
import { defaults, type GatePolicy } from "../../../../../components/src/gate/model/inputs";
import { emptyHistory, type RolloutHistory } from "../../../../../components/src/gate/history/history";
import { gracePeriodsFor } from "../../../../../components/src/gate/model/gracePeriods";

const unreachable = apiError("ClusterUnreachable", "cannot reach the cluster");
const forbidden = apiError("Forbidden", "GET rollouts: 403 not allowed");
const waits = ({ message }: Error) => wait({ kind: "outage", message });
const fails = ({ message }: Error) => fail("ClusterFailed", "Unproven", [{ kind: "clusterError", message }]);

/** Returns the decision at this second, apart from the rollout, of a gate that started at 0 and has 100 s. */
function decisionAt(
    { synced = true, outage }: Partial<Connectivity>,
    second: number,
    { history = {}, policy = {} }: { history?: Partial<RolloutHistory>; policy?: Partial<GatePolicy> } = {},
): Decision | undefined {
    const given = { ...defaults, timeoutSeconds: 100, ...policy };
    return evaluateConnectivity(
        { synced, outage },
        {
            observation: undefined,
            history: { ...emptyHistory(0, undefined), ...history },
            policy: given,
            gracePeriods: gracePeriodsFor(given.timeoutSeconds),
            now: second * 1000,
        },
    );
}

const since = (error: Error, second: number) => ({ error, since: second * 1000 });

describe("a gate without a connection to the cluster", () => {
    it("decides nothing while every watch is connected, also beyond its deadline", () => {
        assert.equal(decisionAt({ outage: undefined }, 1), undefined);
        assert.equal(decisionAt({ outage: undefined }, 1_000), undefined);
    });

    it("waits for 3 s after every watch is back, except at its very end", () => {
        const again = { history: { reconnectedAt: 50_000 } };
        const held = wait({ kind: "reconnected" });
        assert.deepEqual(decisionAt({}, 52.9, again), held);
        assert.equal(decisionAt({}, 53, again), undefined);
        const flapping = { history: { reconnectedAt: 159_000 } };
        assert.deepEqual(decisionAt({}, 159.9, flapping), held);
        assert.equal(decisionAt({}, 160, flapping), undefined);
    });

    it("waits for a first answer until its deadline", () => {
        const silent = { synced: false, outage: undefined };
        assert.deepEqual(decisionAt(silent, 99.9), wait({ kind: "noAnswerYet" }));
        const findings = [{ kind: "clusterSilent", seconds: 100 }] as const;
        assert.deepEqual(decisionAt(silent, 100), fail("ClusterFailed", "Unproven", findings));
    });

    it("gives up on a cluster that has never answered after 15 s, or at an earlier deadline", () => {
        const never = { synced: false, outage: since(unreachable, 5) };
        assert.deepEqual(decisionAt(never, 19.9), waits(unreachable));
        assert.deepEqual(decisionAt(never, 20), fails(unreachable));
        const short = { policy: { timeoutSeconds: 10 } };
        assert.deepEqual(decisionAt(never, 14.9, short), waits(unreachable));
        assert.deepEqual(decisionAt(never, 15, short), fails(unreachable));
    });

    it("fails at once on a 403 at the start", () => {
        const never = { synced: false, outage: since(forbidden, 5) };
        assert.deepEqual(decisionAt(never, 5), fails(forbidden));
    });

    it("waits 15 s on a 403 from a cluster that has answered before", () => {
        const restarted = { outage: since(forbidden, 5) };
        assert.deepEqual(decisionAt(restarted, 19.9), waits(forbidden));
        assert.deepEqual(decisionAt(restarted, 20), fails(forbidden));
    });

    for (const [name, end, circumstances] of [
        ["until its deadline if it only fails then", 100, { policy: { onTimeout: "fail" } }],
        ["60 s longer if it has to abort at the deadline", 160, {}],
        [
            "until its deadline at least if it has requested an abort before",
            100,
            { history: { abort: { code: "NotProven", findings: [], at: -30_000 } } },
        ],
        [
            "for 120 s after its abort, whatever `onTimeout` is",
            130,
            { history: { abort: { code: "NotProven", findings: [], at: 10_000 } }, policy: { onTimeout: "fail" } },
        ],
        [
            "for 120 s after the abort of its deadline",
            220,
            { history: { abort: { code: "TimedOut", findings: [], at: 100_000 } } },
        ],
    ] as const) {
        it(`waits for a cluster that has answered before ${name}`, () => {
            const away = { outage: since(unreachable, 5) };
            assert.deepEqual(decisionAt(away, end - 0.1, circumstances), waits(unreachable));
            assert.deepEqual(decisionAt(away, end, circumstances), fails(unreachable));
        });
    }
});

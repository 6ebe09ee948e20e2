import assert from "node:assert/strict";
import { apiError } from "../../../../../components/src/kubernetes";
import { evaluateConnectivity, type Connectivity } from "../../../../../components/src/gate/decision/connectivity";
import { defaults, type GatePolicy } from "../../../../../components/src/gate/model/inputs";
import { emptyHistory, type RolloutHistory } from "../../../../../components/src/gate/history/history";
import { gracePeriodsFor } from "../../../../../components/src/gate/model/gracePeriods";
import { inWords } from "./decisions";

const unreachable = apiError("ClusterUnreachable", "cannot reach the cluster");
const refused = apiError("Forbidden", "GET rollouts: 403 not allowed");
const waits = "wait: the cluster does not answer: ";
const fails = "fail ClusterFailed (Unproven): ";

/** What a gate that has begun at 0 and has 100 s decides at this second, before it looks at the rollout. */
function judged(
    { synced = true, outage }: Partial<Connectivity>,
    second: number,
    { history = {}, policy = {} }: { history?: Partial<RolloutHistory>; policy?: Partial<GatePolicy> } = {},
): string {
    const given = { ...defaults, timeoutSeconds: 100, ...policy };
    const decision = evaluateConnectivity(
        { synced, outage },
        {
            observation: undefined,
            history: { ...emptyHistory(0, undefined), ...history },
            policy: given,
            gracePeriods: gracePeriodsFor(given.timeoutSeconds),
            now: second * 1000,
        },
    );
    return decision === undefined ? "nothing" : inWords(decision);
}

const since = (error: Error, second: number) => ({ error, since: second * 1000 });

describe("what a gate decides that does not hear the cluster", () => {
    it("nothing where it hears everything, also beyond its deadline", () => {
        assert.equal(judged({ outage: undefined }, 1), "nothing");
        assert.equal(judged({ outage: undefined }, 1_000), "nothing");
    });

    it("nothing for 3 s after it hears everything again, but for its last decision", () => {
        const again = { history: { reconnectedAt: 50_000 } };
        const wait = "wait: the cluster is heard again, and what happened meanwhile is on its way";
        assert.equal(judged({}, 52.9, again), wait);
        assert.equal(judged({}, 53, again), "nothing");
        const flapping = { history: { reconnectedAt: 159_000 } };
        assert.equal(judged({}, 159.9, flapping), wait);
        assert.equal(judged({}, 160, flapping), "nothing");
    });

    it("waits for a first answer, until its deadline", () => {
        const silent = { synced: false, outage: undefined };
        assert.equal(judged(silent, 99.9), "wait: the cluster has not answered yet");
        assert.equal(judged(silent, 100), `${fails}it did not answer within 100 s`);
    });

    it("gives a cluster that has never answered up after 15 s, or at an earlier deadline", () => {
        const never = { synced: false, outage: since(unreachable, 5) };
        assert.equal(judged(never, 19.9), `${waits}cannot reach the cluster`);
        assert.equal(judged(never, 20), `${fails}cannot reach the cluster`);
        const short = { policy: { timeoutSeconds: 10 } };
        assert.equal(judged(never, 14.9, short), `${waits}cannot reach the cluster`);
        assert.equal(judged(never, 15, short), `${fails}cannot reach the cluster`);
    });

    it("takes a refusal at the beginning for the answer", () => {
        const never = { synced: false, outage: since(refused, 5) };
        assert.equal(judged(never, 5), `${fails}GET rollouts: 403 not allowed`);
    });

    it("waits 15 s with a refusal of a cluster that has answered before", () => {
        const restarted = { outage: since(refused, 5) };
        assert.equal(judged(restarted, 19.9), `${waits}GET rollouts: 403 not allowed`);
        assert.equal(judged(restarted, 20), `${fails}GET rollouts: 403 not allowed`);
    });

    for (const [name, end, circumstances] of [
        ["until its deadline where it only fails then", 100, { policy: { onTimeout: "fail" } }],
        ["60 s longer where it has to abort at the deadline", 160, {}],
        [
            "until its deadline at least where it has asked for an abort before",
            100,
            { history: { abort: { code: "NotProven", findings: [], at: -30_000 } } },
        ],
        [
            "for 120 s after its abort, whatever is to happen at the deadline",
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
            assert.equal(judged(away, end - 0.1, circumstances), `${waits}cannot reach the cluster`);
            assert.equal(judged(away, end, circumstances), `${fails}cannot reach the cluster`);
        });
    }
});

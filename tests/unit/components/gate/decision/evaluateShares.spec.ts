import assert from "node:assert/strict";
import { defaults } from "../../../../../components/src/gate/model/inputs";
import { evaluateShares } from "../../../../../components/src/gate/decision/evaluatePause";
import { emptyHistory } from "../../../../../components/src/gate/history/history";
import type { Pause, ShareResult } from "../../../../../components/src/gate/history/pauses";
import { gracePeriodsFor } from "../../../../../components/src/gate/model/gracePeriods";
import { inWords } from "./decisions";

const policy = { ...defaults, timeoutSeconds: 1800 };
const gracePeriods = gracePeriodsFor(1800);
const counts = { canary: 50, total: 100, lowest: 1, highest: 20 };
const unknown: ShareResult = {
    kind: "unknown",
    problem: { kind: "noAnswer", message: "Prometheus does not answer" },
    since: 30_000,
};
const abort = "abort NotProven: canary got 50 of 100 requests (50 %) at weight 10, must be 1 % to 20 %";

/** What an answer that came after the pause, half a minute later, means. */
function judged(shareResult: ShareResult | undefined, change: Partial<Pause> = {}): string {
    const pause: Pause = { stepIndex: 1, weight: 10, startedAt: 0, clusterStartedAt: 0, seconds: 30, endedAt: 30_000 };
    const pauses = [{ ...pause, ...(shareResult === undefined ? {} : { shareResult, measuredAt: 30_000 }), ...change }];
    const history = { ...emptyHistory(0, undefined), pauses };
    const decision = evaluateShares({ observation: undefined, history, policy, gracePeriods, now: 60_000 });
    return decision === undefined ? "nothing" : inWords(decision);
}

describe("what the share of a pause that is over calls for", () => {
    for (const [name, shareResult, change, expected] of [
        ["its share was right", { kind: "within", ...counts }, {}, "nothing"],
        ["its share was wrong", { kind: "outside", ...counts }, {}, abort],
        ["somebody cut it short: that share need not be proven", undefined, { cutShort: true }, "nothing"],
        ["somebody cut it short while Prometheus was silent", unknown, { cutShort: true }, "nothing"],
        [
            "somebody cut it short while Prometheus was asked: wrong is wrong",
            { kind: "outside", ...counts },
            { cutShort: true },
            abort,
        ],
        ["nobody has asked yet", undefined, {}, "measure the requests of step 1"],
        [
            "Prometheus was silent about a timed one",
            unknown,
            {},
            "abort NotProven: the requests at weight 10 could not be counted: Prometheus does not answer",
        ],
        [
            "the API server did not let Prometheus be asked for 44 s: it is asked again",
            {
                kind: "unknown",
                problem: { kind: "noAnswer", message: "cannot reach the cluster" },
                since: 16_000,
                unasked: true,
            },
            {},
            "measure the requests of step 1",
        ],
        [
            "the API server did not let Prometheus be asked for 45 s",
            {
                kind: "unknown",
                problem: { kind: "noAnswer", message: "cannot reach the cluster" },
                since: 15_000,
                unasked: true,
            },
            {},
            "abort NotProven: the requests at weight 10 could not be counted: cannot reach the cluster",
        ],
        [
            "an open-ended one that somebody ended at once: wrong may be late",
            { kind: "outside", ...counts },
            { seconds: undefined, cutShort: true, measuredAt: 12_000 },
            "nothing",
        ],
        ["an open-ended one that this gate promoted", { kind: "within", ...counts }, { seconds: undefined }, "nothing"],
    ] as const) {
        it(`${name} -> ${expected}`, () => {
            assert.equal(judged(shareResult, change), expected);
        });
    }

    it("is asked for within the pause, from when the new weight is everywhere", () => {
        const pauses = [{ stepIndex: 1, weight: 10, startedAt: 5_000, clusterStartedAt: 0, seconds: 30 }];
        const history = { ...emptyHistory(0, undefined), pauses };
        const at = (now: number, endedAt?: number) =>
            evaluateShares({
                observation: undefined,
                history: {
                    ...history,
                    pauses: pauses.map((pause) => (endedAt === undefined ? pause : { ...pause, endedAt })),
                },
                policy,
                gracePeriods,
                now,
            });
        assert.equal(at(32_999), undefined);
        assert.deepEqual(at(33_000), { kind: "measure", stepIndex: 1, from: 9_000, until: 33_000 });
        assert.deepEqual(at(40_000, 35_000), { kind: "measure", stepIndex: 1, from: 9_000, until: 35_000 });
    });
});

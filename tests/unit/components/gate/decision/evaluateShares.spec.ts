import assert from "node:assert/strict";
import { defaults, type GatePolicy } from "../../../../../components/src/gate/model/inputs";
import { evaluateShares } from "../../../../../components/src/gate/decision/evaluatePause";
import { abort, type Decision } from "../../../../../components/src/gate/decision/types";
import { emptyHistory } from "../../../../../components/src/gate/history/history";
import type { Pause, ShareResult } from "../../../../../components/src/gate/history/pauses";
import type { CountProblem } from "../../../../../components/src/gate/model/finding";
import { gracePeriodsFor } from "../../../../../components/src/gate/model/gracePeriods";

const policy = { ...defaults, timeoutSeconds: 1800 };
const gracePeriods = gracePeriodsFor(1800);
const counts = { canary: 50, total: 100, lowest: 1, highest: 20 };
const within = { kind: "within", ...counts } as const;
const outside = { kind: "outside", ...counts } as const;
const silent = { kind: "noAnswer", message: "Prometheus does not answer" } as const;
const unreachable = { kind: "noAnswer", message: "cannot reach the cluster" } as const;
const unknown: ShareResult = { kind: "unknown", problem: silent, since: 30_000 };
const unaskedSince = (since: number): ShareResult => ({ kind: "unknown", problem: unreachable, since, unasked: true });
const disproved = abort("NotProven", [{ kind: "share", weight: 10, share: outside }]);
const uncounted = (problem: CountProblem) => abort("NotProven", [{ kind: "uncounted", weight: 10, problem }]);
const measure: Decision = { kind: "measure", stepIndex: 1, from: 4_000, until: 30_000 };

/** Returns the decision on an answer that arrived half a minute after the pause. */
function decisionOn(
    shareResult: ShareResult | undefined,
    change: Partial<Pause> = {},
    by: GatePolicy = policy,
): Decision | undefined {
    const pause: Pause = { stepIndex: 1, weight: 10, startedAt: 0, clusterStartedAt: 0, seconds: 30, endedAt: 30_000 };
    const pauses = [{ ...pause, ...(shareResult === undefined ? {} : { shareResult, measuredAt: 30_000 }), ...change }];
    const history = { ...emptyHistory(0, undefined), pauses };
    return evaluateShares({ observation: undefined, history, policy: by, gracePeriods, now: 60_000 });
}

describe("the share of an ended pause", () => {
    const rows: [name: string, shareResult?: ShareResult, change?: Partial<Pause>, expected?: Decision][] = [
        ["right: nothing", within],
        ["wrong: abort", outside, {}, disproved],
        ["a user cut the pause short, so its share need not be proven: nothing", undefined, { cutShort: true }],
        ["a user cut the pause short while Prometheus was silent: nothing", unknown, { cutShort: true }],
        ["a user cut the pause short, and the measured share is wrong: abort", outside, { cutShort: true }, disproved],
        ["not measured yet: measure", undefined, {}, measure],
        ["Prometheus was silent about a timed pause: abort", unknown, {}, uncounted(silent)],
        ["the API server has blocked the query for 44 s: measure again", unaskedSince(16_000), {}, measure],
        ["the API server has blocked the query for 45 s: abort", unaskedSince(15_000), {}, uncounted(unreachable)],
        [
            "wrong in an open-ended pause that a user ended at once, which nginx may have applied late: nothing",
            outside,
            { seconds: undefined, cutShort: true, measuredAt: 12_000 },
        ],
        ["an open-ended pause that this gate promoted: nothing", within, { seconds: undefined }],
    ];
    for (const [name, shareResult, change, expected] of rows) {
        it(name, () => {
            assert.deepEqual(decisionOn(shareResult, change), expected);
        });
    }

    it("aborts nothing if a wrong share is only noted, wherever it was measured", () => {
        const noted = { ...policy, onWrongShare: "note" } as const;
        for (const change of [{}, { cutShort: true }, { seconds: undefined }]) {
            assert.equal(decisionOn(outside, change, noted), undefined, JSON.stringify(change));
        }
        assert.deepEqual(decisionOn(unknown, {}, noted), uncounted(silent));
    });

    it("aborts on a wrong share that is all that shows the weight, whatever would be noted", () => {
        const noted = { ...policy, onWrongShare: "note", onTooFewRequests: "note" } as const;
        const routing = { source: "status", split: "random", propagationMs: 10_000 } as const;
        assert.deepEqual(decisionOn(outside, { routing }, noted), disproved);
        const few = { kind: "tooFew", ...counts } as const;
        const tooFew = abort("NotProven", [{ kind: "share", weight: 10, share: few }]);
        assert.deepEqual(decisionOn(few, { routing }, noted), tooFew);
        assert.equal(decisionOn(few, { routing: { ...routing, source: "object" } }, noted), undefined);
    });

    it("is measured within the pause, from the time at which the new weight is everywhere", () => {
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

import assert from "node:assert/strict";
import {
    evaluateJudgement,
    evaluateLook,
    unjudged,
} from "../../../../../components/src/gate/decision/evaluateJudgement";
import type { ObservedSituation } from "../../../../../components/src/gate/decision/situation";
import { judgementAtLook, type Judgement } from "../../../../../components/src/gate/history/judgement";
import type { RolloutHistory } from "../../../../../components/src/gate/history/history";
import type { CountProblem, Finding } from "../../../../../components/src/gate/model/finding";
import type { JudgeInputs } from "../../../../../components/src/gate/model/judgeInputs";
import type { GatePolicy } from "../../../../../components/src/gate/model/inputs";
import type { Observation } from "../../../../../components/src/gate/observation/observe";
import { judgeInputs } from "../../../../support/gate/judgeInputs";
import { pausedAt } from "../../../../support/simulation/plays";
import { Simulation } from "../../../../support/simulation/simulation";
import { declareSecond } from "./decisions";

interface Given {
    readonly judge?: Partial<JudgeInputs>;
    readonly policy?: Partial<GatePolicy>;
    readonly observation?: Partial<Observation>;
    readonly history?: Partial<RolloutHistory>;
}

/** A version in the first pause, at weight 10, that a gate has watched from the start. */
function situation({ judge, policy, observation, history }: Given = {}): ObservedSituation {
    const simulation = new Simulation({ judge: { ...judgeInputs, ...judge }, ...policy });
    declareSecond(simulation);
    simulation.watch();
    pausedAt(simulation);
    assert.ok(simulation.observation);
    const { gracePeriods, now } = simulation;
    return {
        observation: { ...simulation.observation, ...observation },
        history: { ...simulation.history, ...history },
        ...{ policy: simulation.policy, gracePeriods, now },
    };
}

const none = { all: 0, bad: 0 };
const some = { all: 100, bad: 0 };

/** A judgement with these answers of both signals. */
function judgement(answers: { new: typeof none; stable: typeof none }, more: Partial<Judgement> = {}): Judgement {
    const begun = judgementAtLook(undefined, judgeInputs, 0);
    const { errors, latency } = begun.evidence;
    return {
        ...begun,
        evidence: { errors: { ...errors, total: answers }, latency: { ...latency, total: answers } },
        ...more,
    };
}

const idle = judgement({ new: none, stable: some });
const problem: CountProblem = { kind: "noAnswer", message: "timeout" };
const unreadable = judgement({ new: some, stable: some }, { unreadable: { errors: problem, latency: problem } });
/** The last weight's pause, after which no other follows. */
const last = { stepIndex: 1, steps: [{ setWeight: 10, percent: 10 }, { pauseSeconds: 30 }], weight: 10 };

describe("a version that no signal judged", () => {
    const signals = (given: Given) =>
        unjudged(situation({ observation: last, ...given })).map((finding) =>
            finding.kind === "notJudged" ? `${finding.signal}: ${finding.problem.kind}` : finding.kind,
        );

    it("has the reason of each signal in its last pause", () => {
        assert.deepEqual(signals({ history: { judgement: idle } }), ["errors: noAnswers", "latency: noAnswers"]);
        assert.deepEqual(signals({}), ["errors: noLook", "latency: noLook"]);
        assert.deepEqual(signals({ history: { judgement: unreadable } }), ["errors: noAnswer", "latency: noAnswer"]);
    });

    it("is none where one signal was judged, or judged by its threshold alone", () => {
        for (const judged of [
            judgement({ new: some, stable: some }),
            judgement({ new: some, stable: none }),
            judgement({ new: some, stable: some }, { unreadable: { latency: problem } }),
        ]) {
            assert.deepEqual(signals({ history: { judgement: judged } }), []);
        }
    });

    it("is none without a judge, and where the judge decides nothing", () => {
        const history = { judgement: idle };
        assert.deepEqual(signals({ history, policy: { requestsMetric: "" } }), []);
        const note = "note";
        assert.deepEqual(signals({ history, judge: { onWorseThanStable: note, onOverThreshold: note } }), []);
        assert.equal(signals({ history, judge: { onWorseThanStable: note } }).length, 2);
        assert.equal(signals({ history, judge: { onOverThreshold: note } }).length, 2);
    });

    it("is accepted without requests where too few are, or a wrong share is, but not where they cannot be read", () => {
        for (const policy of [{ onTooFewRequests: "note" }, { onWrongShare: "note" }] as const) {
            assert.deepEqual(signals({ policy, history: { judgement: idle } }), []);
            assert.equal(signals({ policy, history: { judgement: unreadable } }).length, 2);
        }
    });

    it("is none before the last pause, without a weight, or where this gate saw only the end", () => {
        const history = { judgement: idle };
        const later = [...last.steps, { setWeight: 50 }, { openEnded: true }];
        assert.deepEqual(signals({ history, observation: { ...last, steps: later } }), []);
        const followed = [...last.steps, { setWeight: 50 }];
        assert.equal(signals({ history, observation: { ...last, steps: followed } }).length, 2);
        assert.deepEqual(signals({ history, observation: { ...last, weight: 0 } }), []);
        assert.deepEqual(signals({ history, observation: { ...last, weight: undefined } }), []);
        assert.deepEqual(signals({ history: { ...history, watched: false } }), []);
        assert.deepEqual(signals({ history: { ...history, joinedStep: 2 } }), []);
    });

    it("is one of a gate that begins in the first pause, unless a warm-up takes an unknown part of it", () => {
        const history = { judgement: idle, joinedStep: 1 };
        assert.equal(signals({ history }).length, 2);
        assert.deepEqual(signals({ history, judge: { warmupSeconds: 1 } }), []);
        assert.equal(signals({ history: { judgement: idle }, judge: { warmupSeconds: 1 } }).length, 2);
    });
});

describe("the abort by the judge", () => {
    const bad: Extract<Finding, { kind: "badAnswers" }> = {
        ...{ kind: "badAnswers", signal: "errors", rejection: "worse", threshold: 0.05, seconds: 9 },
        ...{ new: { all: 100, bad: 50 }, stable: some },
    };
    const low: Finding = { kind: "lowPower", signal: "errors", threshold: 0.05, requestsPerSecond: 1 };
    const blind = { kind: "highestBucket", metric: "m", highest: 100, threshold: 300 } as const;
    const aborts = (given: Given) => {
        const decision = evaluateJudgement(situation(given));
        return decision?.kind === "write" && decision.write.kind === "abort" ? decision.write.findings : decision;
    };

    it("is by a verdict whose action it is", () => {
        const verdict = (action: "abort" | "note") => ({ rejection: "worse", action, finding: bad }) as const;
        const of = (...actions: ("abort" | "note")[]) =>
            aborts({
                history: { judgement: judgement({ new: some, stable: some }, { verdicts: actions.map(verdict) }) },
            });
        assert.deepEqual(of("abort"), [bad]);
        assert.deepEqual(of("note", "abort"), [bad]);
        assert.equal(of("note"), undefined);
        assert.equal(of(), undefined);
    });

    it("is for a threshold above every bucket, and for too little power where it is required", () => {
        const power = { findings: [low, { kind: "unknownTraffic", problem } as const], at: 0 };
        assert.deepEqual(aborts({ history: { judgement: judgement({ new: some, stable: some }, { blind }) } }), [
            blind,
        ]);
        assert.deepEqual(aborts({ history: { power }, judge: { requirePower: true } }), [low]);
        assert.equal(aborts({ history: { power } }), undefined);
        assert.equal(aborts({ judge: { requirePower: true } }), undefined);
        assert.equal(
            aborts({ history: { power }, judge: { requirePower: true }, policy: { requestsMetric: "" } }),
            undefined,
        );
    });
});

describe("the judge's looks", () => {
    const look = (given: Given) => evaluateLook(situation(given));
    const power = { findings: [], at: 0 };
    const { now } = situation();
    const serving = now - 20_000;
    const snapshot = (scrapeMs: number) => ({ scrapeMs, at: now - 4000, pods: new Map(), scraped: {} });
    const looked = (given: Given = {}) =>
        look({ ...given, history: { power, since: { serving }, judgement: undefined, pauses: [], ...given.history } });

    it("begin when the new version serves, after the warm-up", () => {
        assert.equal(looked()?.kind, "judge");
        assert.equal(looked({ history: { since: {} } }), undefined);
        assert.equal(looked({ judge: { warmupSeconds: 20 } })?.kind, "judge");
        assert.equal(looked({ judge: { warmupSeconds: 21 } }), undefined);
        assert.equal(looked({ policy: { requestsMetric: "" } }), undefined);
    });

    it("follow each other by the scrape interval, and by the shortest time where a rejection waits", () => {
        const after = (ms: number, more: Partial<Judgement> = {}) =>
            looked({ history: { judgement: judgement({ new: some, stable: some }, { at: now - ms, ...more }) } })?.kind;
        assert.deepEqual([after(1999), after(2000)], [undefined, "judge"]);
        assert.deepEqual(
            [500, 3000, 60_000].map((scrapeMs) =>
                [1999, 2000, 2999, 3000, 4999, 5000].map(
                    (ms) => after(ms, { snapshot: snapshot(scrapeMs) }) !== undefined,
                ),
            ),
            [
                [false, true, true, true, true, true],
                [false, false, false, true, true, true],
                [false, false, false, false, false, true],
            ],
        );
        const suspected = { errors: ["worse"], latency: [] } as const;
        assert.equal(after(2000, { snapshot: snapshot(60_000), suspected }), "judge");
    });

    it("count from the last snapshot, or from the end of the warm-up of pods that came later", () => {
        const since = (given: Given) => {
            const decision = looked(given);
            return decision?.kind === "judge" ? decision.since - now : decision;
        };
        const before = { ...judgement({ new: some, stable: some }), since: now - 60_000, at: now - 9000 };
        assert.equal(since({ history: { judgement: before, since: { serving: now - 80_000 } } }), -60_000);
        assert.equal(since({ history: { judgement: { ...before, snapshot: snapshot(2000) } } }), -4000);
        assert.equal(since({ history: { judgement: before }, judge: { warmupSeconds: 5 } }), -15_000);
        assert.equal(since({}), 0);
        const pause = (ms: number, ended = false) => {
            const [open] = situation().history.pauses;
            assert.ok(open);
            return { ...open, startedAt: now + ms, ...(ended ? { endedAt: now } : {}) };
        };
        assert.equal(since({ history: { pauses: [pause(-50_000, true), pause(-8000)] } }), -8000);
        assert.equal(since({ history: { pauses: [pause(-8000)] }, judge: { warmupSeconds: 5 } }), 0);
        assert.equal(since({ history: { pauses: [pause(-200_000)] } }), -90_000);
        assert.equal(since({ history: { pauses: [pause(3000)] } }), 0);
    });

    it("come after the forecast, which is made once, and again for unknown traffic where power is required", () => {
        assert.equal(look({ history: { power: undefined } })?.kind, "forecast");
        const forecast = (history: Partial<RolloutHistory>, requirePower = true) =>
            looked({ history, judge: { requirePower } })?.kind === "forecast";
        assert.equal(forecast({ power: undefined, watched: false }), false);
        assert.equal(forecast({ power: undefined, firstStableHash: "" }), false);
        const unknown = (ms: number) => ({ findings: [{ kind: "unknownTraffic", problem } as const], at: now - ms });
        assert.equal(forecast({ power: unknown(10_000) }), true);
        assert.equal(forecast({ power: unknown(9999) }), false);
        assert.equal(forecast({ power: unknown(10_000) }, false), false);
        assert.equal(forecast({ power: { findings: [], at: 0 } }), false);
        const low: Finding = { kind: "lowPower", signal: "errors", threshold: 0.05, requestsPerSecond: 1 };
        assert.equal(forecast({ power: { findings: [low], at: 0 } }), false);
        assert.equal(forecast({ power: { findings: [low, ...unknown(0).findings], at: 0 } }), true);
    });
});

import assert from "node:assert/strict";
import { judgementAtLook, type Judgement, type Verdict } from "../../../../../components/src/gate/history/judgement";
import type { Answers, Signal } from "../../../../../components/src/gate/model/answers";
import { describeJudgement } from "../../../../../components/src/gate/report/power";
import { judgeInputs } from "../../../../support/gate/judgeInputs";

const none: Answers = { all: 0, bad: 0 };

/** A judgement with these answers of the new and of the stable version, by signal. */
function judgement(answers: Partial<Record<Signal, [Answers, Answers]>>, more: Partial<Judgement> = {}): Judgement {
    const begun = judgementAtLook(undefined, judgeInputs, 0);
    const of = (signal: Signal) => {
        const [one, stable] = answers[signal] ?? [none, none];
        return { ...begun.evidence[signal], total: { new: one, stable } };
    };
    return { ...begun, evidence: { errors: of("errors"), latency: of("latency") }, ...more };
}

const good: [Answers, Answers] = [
    { all: 400, bad: 0 },
    { all: 4000, bad: 4 },
];
const bad: [Answers, Answers] = [
    { all: 412, bad: 31 },
    { all: 3709, bad: 4 },
];
const verdict: Verdict = {
    ...{ rejection: "worse", action: "abort" },
    finding: {
        ...{ kind: "badAnswers", signal: "errors", rejection: "worse", threshold: 0.05, seconds: 18 },
        ...{ new: bad[0], stable: bad[1] },
    },
};
const silence = { kind: "noAnswer", message: "Prometheus answers 503" } as const;
const rejected =
    "the new version answered 31 of 412 requests with 5xx (7.5 %), the stable version 4 of 3709 (0.1 %): worse with 99.9 % confidence after 18 s";

describe("the sentences of a judgement", () => {
    it("are one before an answer was counted", () => {
        assert.deepEqual(describeJudgement(judgement({})), ["no answer of either version was counted yet"]);
    });

    it("have the answers of each signal, and what they show", () => {
        const [errors, latency, ...more] = describeJudgement(judgement({ errors: good, latency: good }));
        assert.match(
            errors ?? "",
            /^the new version answered 0 of 400 requests with 5xx .*: not rejected; these requests show [\d.]+ % errors or more, with 99 %$/,
        );
        assert.match(
            latency ?? "",
            /^the new version answered 0 of 400 requests slower than 300 ms .*: not rejected; /,
        );
        assert.deepEqual(more, []);
    });

    it("have a rejection by one signal, and the answers of the other", () => {
        const [errors, latency] = describeJudgement(judgement({ errors: bad, latency: good }, { verdicts: [verdict] }));
        assert.equal(errors, rejected);
        assert.match(latency ?? "", /: not rejected; /);
    });

    it("have the reason of a signal that the metrics do not show, and a rejection in spite of it", () => {
        const unreadable = { errors: silence, latency: silence };
        const [errors, latency] = describeJudgement(judgement({ errors: bad }, { verdicts: [verdict], unreadable }));
        assert.equal(errors, rejected);
        assert.match(latency ?? "", /^latencies were not judged: .*503$/);
    });

    it("end with Prometheus' silence, after what was counted", () => {
        const sentences = describeJudgement(judgement({ errors: good, latency: good }, { unanswered: silence }));
        assert.equal(sentences.length, 3);
        assert.match(sentences.at(-1) ?? "", /^the last look failed: .*503$/);
        assert.equal(describeJudgement(judgement({}, { unanswered: silence })).length, 2);
    });
});

import { nothingSeen, policyOf, rejections, withAnswers, type Rejection, type SignalEvidence } from "../judge/judge";
import type { Signal } from "../model/answers";
import type { CountProblem, Finding } from "../model/finding";
import type { JudgeInputs } from "../model/judgeInputs";
import { answersBetween, type AnswersSnapshot, type Hashes } from "../traffic/answers";

/** The judge's view of a version's answers; times are by this gate's clock, in milliseconds. */
export interface Judgement {
    readonly judge: JudgeInputs;
    /** The first look, and the last one. */
    readonly since: number;
    readonly at: number;
    /** The last look that was answered; undefined before. */
    readonly snapshot?: AnswersSnapshot;
    readonly evidence: Readonly<Record<Signal, SignalEvidence>>;
    /** The reason why the last look saw nothing. */
    readonly problem?: CountProblem;
}

/** A look's result. */
export type Look =
    | { readonly kind: "counted"; readonly snapshot: AnswersSnapshot }
    | { readonly kind: "unknown"; readonly problem: CountProblem };

/** A rejection of the new version, and the gate's action. */
export interface Verdict {
    readonly rejection: Rejection;
    readonly action: "abort" | "note";
    readonly finding: Extract<Finding, { kind: "badAnswers" }>;
}

/** The signals in the order in which they are reported. */
const signals = ["errors", "latency"] as const satisfies readonly Signal[];

/** Returns the judgement when a look begins. */
export function judgementAtLook(before: Judgement | undefined, judge: JudgeInputs, now: number): Judgement {
    const evidence = { errors: nothingSeen, latency: nothingSeen };
    return { judge, since: now, evidence, ...before, at: now };
}

/** Returns the judgement after a look. */
export function judgementAfter(before: Judgement, look: Look, hashes: Hashes): Judgement {
    if (look.kind === "unknown") {
        return { ...before, problem: look.problem };
    }
    const { judge, since, at, evidence: known } = before;
    const { snapshot } = look;
    if (before.snapshot === undefined) {
        return { judge, since, at, snapshot, evidence: known };
    }
    const between = answersBetween(before.snapshot, snapshot, hashes);
    const evidence = { ...known };
    for (const signal of signals) {
        evidence[signal] = withAnswers(evidence[signal], between[signal], policyOf(signal, judge));
    }
    return { judge, since, at, snapshot, evidence };
}

/** Returns the rejections of the new version so far. */
export function verdictsOf(judgement: Judgement | undefined): Verdict[] {
    if (judgement === undefined) {
        return [];
    }
    const { judge, since, at, evidence } = judgement;
    return signals.flatMap((signal) => {
        const { total } = evidence[signal];
        const { threshold } = policyOf(signal, judge);
        const seconds = Math.round((at - since) / 1000);
        const bound = signal === "latency" ? { bound: judge.latencyBound } : {};
        return rejections(evidence[signal]).map((rejection) => ({
            rejection,
            action: rejection === "worse" ? judge.onWorseThanStable : judge.onOverThreshold,
            finding: { kind: "badAnswers", signal, rejection, ...total, threshold, seconds, ...bound },
        }));
    });
}

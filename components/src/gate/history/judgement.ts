import type { AnswersOfStep } from "../judge/detectable";
import { detectableFaults, type Forecast } from "../judge/forecast";
import {
    judgedSignals,
    nothingSeen,
    policyOf,
    rejections,
    withAnswers,
    type Rejection,
    type SignalEvidence,
} from "../judge/judge";
import { type DetectableFaults, type Signal, signals } from "../model/answers";
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
    /** The reasons why the last look did not show a signal. */
    readonly unreadable: Readonly<Partial<Record<Signal, CountProblem>>>;
}

/** The power of the pauses: the faults that they will show, absent while they are unknown. */
export interface Power {
    readonly forecast?: Forecast;
    /** Reasons why it is too low. */
    readonly findings: readonly Finding[];
}

/** A look's result. */
export type Look =
    | {
          readonly kind: "counted";
          readonly snapshot: AnswersSnapshot;
          readonly unreadable: Judgement["unreadable"];
      }
    | { readonly kind: "unknown"; readonly problem: CountProblem };

/** A rejection of the new version, and the gate's action. */
export interface Verdict {
    readonly rejection: Rejection;
    readonly action: "abort" | "note";
    readonly finding: Extract<Finding, { kind: "badAnswers" }>;
}

/** Returns the judgement when a look begins. */
export function judgementAtLook(before: Judgement | undefined, judge: JudgeInputs, now: number): Judgement {
    const evidence = { errors: nothingSeen, latency: nothingSeen };
    return { judge, since: now, evidence, unreadable: {}, ...before, at: now };
}

/** Returns the judgement after a look. */
export function judgementAfter(before: Judgement, look: Look, hashes: Hashes): Judgement {
    if (look.kind === "unknown") {
        return { ...before, unreadable: { errors: look.problem, latency: look.problem } };
    }
    const { snapshot, unreadable } = look;
    if (before.snapshot === undefined) {
        return { ...before, snapshot, unreadable };
    }
    const { judge, evidence: known } = before;
    const between = answersBetween(before.snapshot, snapshot, hashes);
    const evidence = { ...known };
    for (const signal of signals) {
        evidence[signal] = withAnswers(evidence[signal], between[signal], policyOf(signal, judge));
    }
    return { ...before, snapshot, unreadable, evidence };
}

/** Returns the signals that were not judged, or only by their threshold, and why. */
export function notJudged({ judge, evidence, unreadable }: Judgement): Finding[] {
    return judgedSignals(judge).flatMap((signal): Finding[] => {
        const { total } = evidence[signal];
        const idle = total.new.all === 0 ? "new" : total.stable.all === 0 ? "stable" : undefined;
        return idle === undefined
            ? []
            : [{ kind: "notJudged", signal, problem: unreadable[signal] ?? { kind: "noAnswers", version: idle } }];
    });
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

/** Returns the least faults that the requests of a step show, next to a stable version as bad as it was so far. */
export function detectableIn(step: AnswersOfStep, { judge, evidence }: Judgement): DetectableFaults {
    const base = (signal: Signal) => {
        const { all, bad } = evidence[signal].total.stable;
        return all === 0 ? 0 : bad / all;
    };
    return detectableFaults([step], { errors: base("errors"), latency: base("latency") }, judge, "counted");
}

import type { AnswersOfStep } from "../judge/detectable";
import { detectableFaults, type Forecast } from "../judge/forecast";
import {
    confirmed,
    judgedSignals,
    nothingSeen,
    policyOf,
    rejections,
    withAnswers,
    type Rejection,
    type SignalEvidence,
} from "../judge/judge";
import { type DetectableFaults, type Signal, signals, wholeAnswers } from "../model/answers";
import type { CountProblem, Finding } from "../model/finding";
import { longestWindowMs } from "../model/gracePeriods";
import type { JudgeInputs } from "../model/judgeInputs";
import { answersBetween, type AnswersSnapshot, type Hashes } from "../traffic/answers";

/** The judge's view of a version's answers; times are by this gate's clock, in milliseconds. */
export interface Judgement {
    readonly judge: JudgeInputs;
    /** The time from which answers count, and the last look. */
    readonly since: number;
    readonly at: number;
    /** The last look that was answered; undefined before. */
    readonly snapshot?: AnswersSnapshot;
    readonly evidence: Readonly<Record<Signal, SignalEvidence>>;
    /** The rejections by the evidence of the last look. */
    readonly suspected: Readonly<Record<Signal, readonly Rejection[]>>;
    /** The rejections that have ever counted: later answers do not take one back. */
    readonly verdicts: readonly Verdict[];
    /** The reasons why a signal cannot be judged, by the last look that was answered. */
    readonly unreadable: Readonly<Partial<Record<Signal, CountProblem>>>;
    /** The reason why the last look was not answered; absent if it was. */
    readonly unanswered?: CountProblem | undefined;
    /** The threshold of latencies that no version can exceed; absent if there is none. */
    readonly blind?: Blind;
}

/** A threshold above every bucket of the histogram. */
export type Blind = Extract<Finding, { kind: "highestBucket" }>;

/** The power of the pauses: the faults that they will show, absent while they are unknown. */
export interface Power {
    readonly forecast?: Forecast;
    /** Reasons why it is too low. */
    readonly findings: readonly Finding[];
    /** The time of the query. */
    readonly at: number;
}

/** A look's result. */
export type Look =
    | {
          readonly kind: "counted";
          readonly snapshot: AnswersSnapshot;
          /** Snapshots that looks before it would have taken, in order, at their times. */
          readonly earlier?: readonly { readonly at: number; readonly snapshot: AnswersSnapshot }[];
          readonly unreadable: Judgement["unreadable"];
          readonly blind?: Blind;
      }
    | { readonly kind: "unknown"; readonly problem: CountProblem };

/** A rejection of the new version, and the gate's action. */
export interface Verdict {
    readonly rejection: Rejection;
    readonly action: "abort" | "note";
    readonly finding: Extract<Finding, { kind: "badAnswers" }>;
}

/**
 * Returns the judgement when a look begins.
 *
 * @param since the time from which the first look counts
 */
export function judgementAtLook(
    before: Judgement | undefined,
    judge: JudgeInputs,
    now: number,
    since = now,
): Judgement {
    const evidence = { errors: nothingSeen, latency: nothingSeen };
    const suspected = { errors: [], latency: [] };
    return { judge, since, evidence, suspected, verdicts: [], unreadable: {}, ...before, at: now };
}

/**
 * Returns the judgement after a look.
 *
 * @param weightSince the time since which the weight has not changed
 */
export function judgementAfter(known: Judgement, look: Look, hashes: Hashes, weightSince = -Infinity): Judgement {
    const blind = (look.kind === "counted" ? look.blind : undefined) ?? known.blind;
    const before = { ...known, unanswered: undefined, ...(blind && { blind }) };
    if (look.kind === "unknown") {
        const { problem } = look;
        const after = { ...before, unanswered: problem };
        return before.snapshot === undefined ? { ...after, unreadable: { errors: problem, latency: problem } } : after;
    }
    const { snapshot, earlier = [], unreadable } = look;
    const looks = [...earlier, { at: known.at, snapshot }];
    return looks.reduce<Judgement>(
        (judgement, one) => counted({ ...judgement, at: one.at }, one.snapshot, unreadable, hashes, weightSince),
        before,
    );
}

/** Returns the judgement after the answers until one more snapshot. */
function counted(
    before: Judgement,
    snapshot: AnswersSnapshot,
    unreadable: Judgement["unreadable"],
    hashes: Hashes,
    weightSince: number,
): Judgement {
    if (before.snapshot === undefined) {
        return { ...before, snapshot, unreadable };
    }
    const elapsedMs = snapshot.at - before.snapshot.at;
    if (elapsedMs <= 0) {
        return { ...before, unreadable };
    }
    // Answers of a long time with several weights cannot be compared: both versions may have been better in one of them.
    if (elapsedMs > longestWindowMs && weightSince > before.snapshot.at) {
        return { ...before, snapshot, unreadable };
    }
    const between = answersBetween(before.snapshot, snapshot, hashes);
    const evidence = { ...before.evidence };
    const suspected = { ...before.suspected };
    const verdicts = [...before.verdicts];
    for (const signal of signals.filter((one) => unreadable[one] === undefined)) {
        evidence[signal] = withAnswers(evidence[signal], between[signal], policyOf(signal, before.judge));
        const now = rejections(evidence[signal]);
        const known = verdicts.filter(({ finding }) => finding.signal === signal).map(({ rejection }) => rejection);
        const fresh = confirmed(suspected[signal], now).filter((rejection) => !known.includes(rejection));
        verdicts.push(...fresh.map((rejection) => verdictOf({ ...before, evidence }, signal, rejection)));
        suspected[signal] = now;
    }
    return { ...before, snapshot, unreadable, evidence, suspected, verdicts };
}

function verdictOf({ judge, since, at, evidence }: Judgement, signal: Signal, rejection: Rejection): Verdict {
    const { threshold } = policyOf(signal, judge);
    const bound = signal === "latency" ? { bound: judge.latencyBound } : {};
    const seconds = Math.round((at - since) / 1000);
    return {
        rejection,
        action: rejection === "worse" ? judge.onWorseThanStable : judge.onOverThreshold,
        finding: {
            ...{ kind: "badAnswers", signal, rejection, threshold, seconds, ...bound },
            ...wholeAnswers(evidence[signal].total),
        },
    };
}

/** Returns the signals that were not judged, or only by their threshold, and why. */
export function notJudged({ judge, evidence, unreadable }: Judgement): Finding[] {
    return judgedSignals(judge).flatMap((signal): Finding[] => {
        const { total } = evidence[signal];
        const idle = total.new.all === 0 ? "new" : total.stable.all === 0 ? "stable" : undefined;
        const problem = unreadable[signal] ?? (idle && ({ kind: "noAnswers", version: idle } as const));
        return problem === undefined ? [] : [{ kind: "notJudged", signal, problem }];
    });
}

/** Returns the same, also where the judge of a policy never looked. */
export function notJudgedBy(
    judgement: Judgement | undefined,
    { judge, requestsMetric }: { readonly judge?: JudgeInputs; readonly requestsMetric: string },
): Finding[] {
    if (judge === undefined || judgement !== undefined) {
        return judgement === undefined ? [] : notJudged(judgement);
    }
    const problem = requestsMetric === "" ? ({ kind: "noCounter" } as const) : ({ kind: "noLook" } as const);
    return judgedSignals(judge).map((signal) => ({ kind: "notJudged", signal, problem }));
}

/** Returns the rejections of the new version so far. */
export function verdictsOf(judgement: Judgement | undefined): readonly Verdict[] {
    return judgement?.verdicts ?? [];
}

/** True when the next look may confirm a rejection. */
export function isSuspected({ suspected }: Judgement): boolean {
    return signals.some((signal) => suspected[signal].length > 0);
}

/** Returns the least faults that the requests of a step show, next to a stable version as bad as it was so far. */
export function detectableIn(step: AnswersOfStep, { judge, evidence, unreadable }: Judgement): DetectableFaults {
    const base = (signal: Signal) => {
        const { all, bad } = evidence[signal].total.stable;
        return all === 0 ? 0 : bad / all;
    };
    const faults = detectableFaults([step], { errors: base("errors"), latency: base("latency") }, judge, "counted");
    return Object.fromEntries(Object.entries(faults).filter(([signal]) => unreadable[signal as Signal] === undefined));
}

import { type BothAnswers, noAnswers, type Signal, signals, sumOf } from "../model/answers";
import type { JudgeInputs } from "../model/judgeInputs";
import { logEvidence, noEvidence, withCounts, type LogRatios } from "./eProcess";

/** Error probability of a whole rollout: over all signals, tests, looks and steps. */
export const errorProbability = 0.001;

/** The tests that share it: two for each of two signals. */
const tests = 4;

/** The e-value from which a test rejects the new version. */
export const rejectingEvidence = tests / errorProbability;

/** The evidence about one signal so far. */
export interface SignalEvidence {
    readonly total: BothAnswers;
    /** New against stable. */
    readonly worse: LogRatios;
    /** The new version against the threshold. */
    readonly over: LogRatios;
}

/** A test that rejects the new version: it is worse than the stable one, or over the threshold. */
export type Rejection = "worse" | "over";

/** The threshold of a signal, 0 to 1, and {@link JudgeInputs.designEffect}. */
export interface SignalPolicy {
    readonly threshold: number;
    readonly designEffect: number;
}

/** The evidence before the first answer. */
export const nothingSeen: SignalEvidence = {
    total: { new: noAnswers, stable: noAnswers },
    worse: noEvidence,
    over: noEvidence,
};

/** Returns the signals that have a metric. */
export function judgedSignals({ latencyMetric }: Pick<JudgeInputs, "latencyMetric">): readonly Signal[] {
    return signals.filter((signal) => signal === "errors" || latencyMetric !== "");
}

/** Returns the policy of a signal. */
export function policyOf(signal: Signal, { maxErrorShare, maxSlowShare, designEffect = 1 }: JudgeInputs): SignalPolicy {
    return { threshold: signal === "errors" ? maxErrorShare : maxSlowShare, designEffect };
}

/**
 * Adds the answers of a time in which the share of the requests was constant.
 *
 * New against stable: if the versions are equal, each bad answer comes from the new one with the probability of its
 * share of all answers. That share is measured, so that neither the weight nor its changes matter.
 */
export function withAnswers(before: SignalEvidence, both: BothAnswers, policy: SignalPolicy): SignalEvidence {
    const { threshold, designEffect } = policy;
    const all = both.new.all + both.stable.all;
    const good = both.new.all - both.new.bad;
    return {
        total: { new: sumOf(before.total.new, both.new), stable: sumOf(before.total.stable, both.stable) },
        worse: withCounts(
            before.worse,
            both.new.bad,
            both.stable.bad,
            all === 0 ? 0 : both.new.all / all,
            designEffect,
        ),
        over: withCounts(before.over, both.new.bad, good, threshold, designEffect),
    };
}

/** Returns the tests that reject the new version; empty while it is not bad for certain. */
export function rejections({ worse, over }: SignalEvidence): readonly Rejection[] {
    const needed = Math.log(rejectingEvidence);
    return [
        ...(logEvidence(worse) >= needed ? (["worse"] as const) : []),
        ...(logEvidence(over) >= needed ? (["over"] as const) : []),
    ];
}

/**
 * Returns the rejections that count. A comparison counts once it holds at two looks: a fault of both versions that begins
 * between two scrapes may show in one of them first.
 */
export function confirmed(before: readonly Rejection[], now: readonly Rejection[]): readonly Rejection[] {
    return now.filter((rejection) => rejection === "over" || before.includes(rejection));
}

import type { BothAnswers } from "../../../components/src/gate/model/answers";
import {
    confirmed,
    nothingSeen,
    type Rejection,
    rejections,
    type SignalPolicy,
    withAnswers,
} from "../../../components/src/gate/judge/judge";
import { lookSeconds, type Looks } from "./traffic";

/** A rule of a verdict: the second at which it rejects the new version, or undefined. */
export type Rule = (looks: Looks, policy: SignalPolicy) => number | undefined;

/** The rules that are compared, by name. */
export const rules = {
    judge: judgeRule,
    article: articleRule,
    flagger: flaggerRule,
    fisher: fisherRule,
    kayenta: kayentaRule,
} as const satisfies Readonly<Record<string, Rule>>;

/** The judge, without the analysis. */
export function judgeRule(looks: Looks, policy: SignalPolicy): number | undefined {
    let evidence = nothingSeen;
    let before: readonly Rejection[] = [];
    const index = looks.findIndex((both) => {
        evidence = withAnswers(evidence, both, policy);
        const now = rejections(evidence);
        const counting = confirmed(before, now);
        before = now;
        return counting.length > 0;
    });
    return secondOf(index);
}

/**
 * The article's analysis: the share of errors of both versions together, over 2 min, is too high at two measurements; one
 * every 30 s.
 */
function articleRule(looks: Looks, { threshold }: SignalPolicy): number | undefined {
    return secondOfFailures(looks, { every: 30, window: 120, failures: 2 }, ({ new: one, stable }) =>
        exceeds(one.bad + stable.bad, one.all + stable.all, threshold),
    );
}

/** Flagger, as its documentation configures it: the canary alone, every minute over one minute, rejected at the fifth failed check. */
function flaggerRule(looks: Looks, { threshold }: SignalPolicy): number | undefined {
    return secondOfFailures(looks, { every: 60, window: 60, failures: 5 }, ({ new: one }) =>
        exceeds(one.bad, one.all, threshold),
    );
}

/** One exact test of Fisher at the end of the step, one-sided, with an error probability of 0.1 %. */
function fisherRule(looks: Looks): number | undefined {
    const { new: one, stable } = totalOf(looks);
    const p = hypergeometricTail(one.bad, one.all, one.bad + stable.bad, one.all + stable.all);
    return p <= 0.001 ? looks.length * lookSeconds : undefined;
}

/**
 * Kayenta's judge at the end of the step: the shares of errors of each 10 s as two samples, which differ if the 95 %
 * confidence interval of their shift (Mann-Whitney) is above a quarter of its estimate (Hodges-Lehmann).
 */
function kayentaRule(looks: Looks): number | undefined {
    const each = 10 / lookSeconds;
    const intervals = Array.from({ length: Math.ceil(looks.length / each) }, (_, index) =>
        totalOf(looks.slice(index * each, (index + 1) * each)),
    );
    const shares = (version: "new" | "stable") =>
        intervals.flatMap(({ [version]: { all, bad } }) => (all === 0 ? [] : [bad / all]));
    const [one, stable] = [shares("new"), shares("stable")];
    const shifts = one.flatMap((share) => stable.map((other) => share - other)).sort((a, b) => a - b);
    const pairs = one.length * stable.length;
    const deviation = Math.sqrt((pairs * (one.length + stable.length + 1)) / 12);
    const lowest = shifts[Math.max(0, Math.floor(pairs / 2 - 1.96 * deviation))] ?? 0;
    const estimate = shifts[Math.floor(pairs / 2)] ?? 0;
    return lowest > Math.abs(estimate) / 4 && lowest > 0 ? looks.length * lookSeconds : undefined;
}

function secondOf(index: number): number | undefined {
    return index === -1 ? undefined : (index + 1) * lookSeconds;
}

function exceeds(bad: number, all: number, threshold: number): boolean {
    return all > 0 && bad / all > threshold;
}

/** Returns the second of the last of some failed checks. */
function secondOfFailures(
    looks: Looks,
    { every, window, failures }: { readonly every: number; readonly window: number; readonly failures: number },
    fails: (both: BothAnswers) => boolean,
): number | undefined {
    const failed = looks.flatMap((_, index) => {
        const second = (index + 1) * lookSeconds;
        const recent = looks.slice(Math.max(0, index + 1 - window / lookSeconds), index + 1);
        return second % every === 0 && fails(totalOf(recent)) ? second : [];
    });
    return failed[failures - 1];
}

function totalOf(looks: Looks): BothAnswers {
    const sum = (of: (both: BothAnswers) => number) => looks.reduce((total, both) => total + of(both), 0);
    return {
        new: { all: sum((both) => both.new.all), bad: sum((both) => both.new.bad) },
        stable: { all: sum((both) => both.stable.all), bad: sum((both) => both.stable.bad) },
    };
}

/** Returns the probability of at least `bad` bad ones among `some` of `all` answers, of which `allBad` are bad. */
function hypergeometricTail(bad: number, some: number, allBad: number, all: number): number {
    const most = Math.min(some, allBad);
    let sum = 0;
    for (let k = bad; k <= most; k += 1) {
        sum += Math.exp(logChoose(allBad, k) + logChoose(all - allBad, some - k) - logChoose(all, some));
    }
    return Math.min(1, sum);
}

function logChoose(n: number, k: number): number {
    return k < 0 || k > n ? -Infinity : logFactorial(n) - logFactorial(k) - logFactorial(n - k);
}

const logFactorials: number[] = [0];

function logFactorial(n: number): number {
    for (let k = logFactorials.length; k <= n; k += 1) {
        logFactorials.push((logFactorials[k - 1] ?? 0) + Math.log(k));
    }
    return logFactorials[n] ?? 0;
}

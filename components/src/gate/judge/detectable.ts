import { binomialBounds } from "../traffic/binomial";
import { nothingSeen, rejections, withAnswers, type SignalPolicy } from "./judge";

/** The largest fault that is looked for: a version that answers nothing well. */
const everything = 1;

/**
 * Tail probabilities of the new version's bad answers, too few, and of the stable one's, too many; undefined: the mean.
 * With these the versions of the benchmark whose share is the least detectable one are rejected with 99 %: see
 * docs/benchmarks/verdicts.md.
 */
const deviations = [
    { few: 0.006, many: undefined },
    { few: 0.04, many: 0.03 },
] as const;

/** Expected requests are the mean of a Poisson distribution; counted ones are exact. */
export type Certainty = "expected" | "counted";

/** A request as this number of independent parts has the variance of a Poisson distribution. */
const parts = 1000;

/** Numbers of answers that each version will have, or had, at one weight. */
export interface AnswersOfStep {
    readonly new: number;
    readonly stable: number;
}

/**
 * Returns the smallest share of bad answers, 0 to 1, that is rejected with 99 % after the answers of these steps, to a
 * twentieth of itself; undefined if not even a version whose answers are all bad would be.
 *
 * @param base the share of bad answers of the stable version, 0 to 1
 */
export function leastDetectable(
    steps: readonly AnswersOfStep[],
    base: number,
    policy: SignalPolicy,
    certainty: Certainty,
): number | undefined {
    const seen = (share: number) => isDetected(steps, base, share, policy, certainty);
    if (!seen(everything)) {
        return undefined;
    }
    let [missed, found] = [0, everything];
    while (found - missed > found / 20) {
        const middle = (missed + found) / 2;
        [missed, found] = seen(middle) ? [missed, middle] : [middle, found];
    }
    return found;
}

/** True if the version is rejected even with as few bad answers as it has in the worst of 100 cases. */
function isDetected(
    steps: readonly AnswersOfStep[],
    base: number,
    share: number,
    policy: SignalPolicy,
    certainty: Certainty,
): boolean {
    const total = (version: "new" | "stable") => steps.reduce((sum, step) => sum + step[version], 0);
    // Causes that each make several answers bad are fewer, and deviate more.
    const { designEffect } = policy;
    const few = (all: number, tail: number) =>
        designEffect *
        (certainty === "counted"
            ? binomialBounds(Math.round(all / designEffect), share, tail).lowest
            : binomialBounds(Math.round((all / designEffect) * parts), share / parts, tail).lowest);
    const many = (all: number, tail: number | undefined) =>
        tail === undefined
            ? all * base
            : designEffect * binomialBounds(Math.round(all / designEffect), base, tail).highest;
    return deviations.every((tails) => {
        const [all, stable] = [total("new"), total("stable")];
        const bad = Math.min(all, few(all, tails.few)) / Math.max(1, all);
        const stableBad = many(stable, tails.many) / Math.max(1, stable);
        const evidence = steps.reduce((before, step) => {
            const both = {
                new: { all: step.new, bad: step.new * bad },
                stable: { all: step.stable, bad: step.stable * stableBad },
            };
            return withAnswers(before, both, policy);
        }, nothingSeen);
        return rejections(evidence).length > 0;
    });
}

import { binomialBounds } from "../traffic/binomial";
import { nothingSeen, rejections, withAnswers, type SignalPolicy } from "./judge";

/** The probability with which a step sees a fault of the printed size. */
export const power = 0.99;

/** The largest fault that is looked for: a version that answers nothing well. */
const everything = 1;

/** Numbers of answers that each version will have, or had, at one weight. */
export interface AnswersOfStep {
    readonly new: number;
    readonly stable: number;
}

/**
 * Returns the smallest share of bad answers, 0 to 1, that is rejected with {@link power} after the answers of these steps,
 * to a twentieth of itself; undefined if not even a version whose answers are all bad would be.
 *
 * @param base the share of bad answers of the stable version, 0 to 1
 */
export function leastDetectable(
    steps: readonly AnswersOfStep[],
    base: number,
    policy: SignalPolicy,
): number | undefined {
    const seen = (share: number) => isDetected(steps, base, share, policy);
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
function isDetected(steps: readonly AnswersOfStep[], base: number, share: number, policy: SignalPolicy): boolean {
    const all = steps.reduce((sum, { new: some }) => sum + some, 0);
    const fewest = binomialBounds(Math.round(all), share, 1 - power).lowest / Math.max(1, all);
    const evidence = steps.reduce((before, { new: some, stable }) => {
        const both = { new: { all: some, bad: some * fewest }, stable: { all: stable, bad: stable * base } };
        return withAnswers(before, both, policy);
    }, nothingSeen);
    return rejections(evidence).length > 0;
}

import { binomialBounds } from "../traffic/binomial";
import { nothingSeen, rejections, withAnswers, type SignalPolicy } from "./judge";

/** The probability with which a step sees a fault of the printed size. */
export const power = 0.99;

/** The largest fault that is looked for: a version that answers nothing well. */
const everything = 1;

/** Answers that a step will have, or had, and the share of bad ones of the stable version, 0 to 1. */
export interface Expected {
    readonly new: number;
    readonly stable: number;
    readonly base: number;
}

/**
 * Returns the smallest share of bad answers, 0 to 1, that is rejected with {@link power} after these answers, to a
 * twentieth of itself; undefined if not even a version whose answers are all bad would be.
 */
export function leastDetectable(expected: Expected, policy: SignalPolicy): number | undefined {
    const seen = (share: number) => isDetected(expected, share, policy);
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
function isDetected({ new: all, stable, base }: Expected, share: number, policy: SignalPolicy): boolean {
    const bad = binomialBounds(all, share, 1 - power).lowest;
    const both = { new: { all, bad }, stable: { all: stable, bad: stable * base } };
    return rejections(withAnswers(nothingSeen, both, policy)).length > 0;
}

/** Plausible numbers of events, both ends included. */
export interface BinomialBounds {
    readonly lowest: number;
    readonly highest: number;
}

/** Outcomes less likely than the likeliest one by this factor are omitted: together they are below the last digit. */
const negligible = 1e-25;

/**
 * Returns the two-sided bounds of the number of events of probability `p` in `n` tries: fewer than `lowest` have at
 * most the probability `tail`, and so have more than `highest`.
 *
 * Exact for every n, without an approximation: each outcome's probability is derived from its neighbour's, relative to
 * the likeliest outcome, so that nothing overflows and an underflow does not matter. It takes about 22 standard
 * deviations of steps, 11 000 for a million tries.
 *
 * @param n a whole number from 0
 * @param p 0 to 1; both ends leave one outcome
 * @param tail above 0 and below 0.25, per side
 */
export function binomialBounds(n: number, p: number, tail: number): BinomialBounds {
    if (n === 0 || p <= 0) {
        return { lowest: 0, highest: 0 };
    }
    if (p >= 1) {
        return { lowest: n, highest: n };
    }
    const mode = Math.min(n, Math.floor((n + 1) * p));
    const below = weightsFrom(mode, -1, (k) => (k * (1 - p)) / ((n - k + 1) * p));
    const above = weightsFrom(mode, 1, (k) => ((n - k) * p) / ((k + 1) * (1 - p)));
    const unlikely = tail * (sum(below) + 1 + sum(above));
    return { lowest: mode - countWithout(below, unlikely), highest: mode + countWithout(above, unlikely) };
}

/** Returns the relative probabilities of the outcomes from the mode outwards; `ratio` is that of the next one to k. */
function weightsFrom(mode: number, direction: 1 | -1, ratio: (k: number) => number): number[] {
    const weights: number[] = [];
    let weight = 1;
    // Stryker disable all: a mutant without an exit fills the memory and ends the test runner.
    for (let k = mode; ; k += direction) {
        // 0 at the last possible outcome: k = 0 downwards, k = n upwards. NaN ends it too.
        weight *= ratio(k);
        if (!(weight >= negligible)) {
            return weights;
        }
        weights.push(weight);
    }
    // Stryker restore all
}

/** Returns the number of outcomes without the outermost ones that add up to at most `unlikely`. */
function countWithout(weights: readonly number[], unlikely: number): number {
    let dropped = 0;
    for (let count = weights.length; count > 0; count -= 1) {
        dropped += weights[count - 1] ?? 0;
        if (dropped > unlikely) {
            return count;
        }
    }
    return 0;
}

function sum(weights: readonly number[]): number {
    return weights.reduceRight((total, weight) => total + weight, 0);
}

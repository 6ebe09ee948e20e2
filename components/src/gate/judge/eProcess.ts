/**
 * Anytime-valid sequential tests of two counts: mixture e-values over odds ratios, after Lindon and Malek, "Anytime-Valid
 * Inference for Multinomial Count Data", NeurIPS 2022 (arXiv 2011.03567).
 *
 * An e-value multiplies the likelihood ratio of every new count. While the null hypothesis holds, the probability that it
 * ever reaches 1/alpha is at most alpha, whenever and however often it is looked at (Ville's inequality).
 */

/** The odds ratios of the alternatives, each with the same weight. */
export const oddsRatios = [1.5, 2, 3, 5, 10, 30, 100] as const;

/** The logarithm of the likelihood ratio of each alternative so far; begins with zeros. */
export type LogRatios = readonly number[];

/** The e-process before the first count. */
export const noEvidence: LogRatios = oddsRatios.map(() => 0);

/**
 * Adds counts of events, each of which has the probability `p` under the null hypothesis, and odds that are larger by one
 * of {@link oddsRatios} under an alternative.
 *
 * @param events the number of events, such as bad answers of the new version
 * @param others the number of the others, such as bad answers of the stable version
 * @param p above 0 and below 1; at both ends the counts are no evidence
 * @param designEffect the number of counts that repeat one, from 1
 */
export function withCounts(
    before: LogRatios,
    events: number,
    others: number,
    p: number,
    designEffect: number,
): LogRatios {
    if (!(p > 0 && p < 1)) {
        return before;
    }
    return before.map((log, index) => {
        const q = alternative(p, oddsRatios[index] ?? 1);
        return log + (events * Math.log(q / p) + others * Math.log((1 - q) / (1 - p))) / designEffect;
    });
}

/** Returns the natural logarithm of the e-value: of the mean over the alternatives. */
export function logEvidence(ratios: LogRatios): number {
    const largest = Math.max(...ratios);
    return largest + Math.log(ratios.reduce((sum, log) => sum + Math.exp(log - largest), 0) / ratios.length);
}

/** Returns the probability whose odds are those of `p` times a ratio. */
function alternative(p: number, oddsRatio: number): number {
    return (oddsRatio * p) / (1 - p + oddsRatio * p);
}

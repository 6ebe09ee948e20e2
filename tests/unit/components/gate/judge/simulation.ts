import {
    type SignalPolicy,
    nothingSeen,
    rejections,
    withAnswers,
} from "../../../../../components/src/gate/judge/judge";

/** A source of numbers from 0 to below 1. */
export type Random = () => number;

/** Traffic of a simulated step; shares are 0 to 1. */
export interface Traffic {
    readonly requestsPerSecond: number;
    /** The new version's weight in percent. */
    readonly weight: number;
    /** The share of bad answers of each version. */
    readonly stable: number;
    readonly new: number;
    readonly seconds: number;
    /** The standard deviation of the logarithm of a factor on both shares, drawn at each look: a fault of what both use. */
    readonly unrest?: number;
}

/** The time between two looks, in seconds. */
const look = 5;

/** A seeded generator: mulberry32. */
export function seeded(seed: number): Random {
    let state = seed >>> 0;
    return () => {
        state = (state + 0x6d2b79f5) >>> 0;
        const a = Math.imul(state ^ (state >>> 15), state | 1);
        const b = a ^ (a + Math.imul(a ^ (a >>> 7), a | 61));
        return ((b ^ (b >>> 14)) >>> 0) / 2 ** 32;
    };
}

/** Judges one simulated step; returns the second of the first rejection, or undefined. */
export function rejectedAt(random: Random, traffic: Traffic, policy: SignalPolicy): number | undefined {
    let evidence = nothingSeen;
    for (let second = look; second <= traffic.seconds; second += look) {
        const factor = Math.exp((traffic.unrest ?? 0) * normal(random));
        const all = poisson(random, traffic.requestsPerSecond * look);
        const some = binomial(random, all, traffic.weight / 100);
        const answers = (of: number, share: number) => ({
            all: of,
            bad: binomial(random, of, Math.min(1, share * factor)),
        });
        const both = { new: answers(some, traffic.new), stable: answers(all - some, traffic.stable) };
        evidence = withAnswers(evidence, both, policy);
        if (rejections(evidence).length > 0) {
            return second;
        }
    }
    return undefined;
}

/** Returns how many of `pairs` simulated steps are rejected. */
export function countRejected(pairs: number, seed: number, traffic: Traffic, policy: SignalPolicy): number {
    const random = seeded(seed);
    return Array.from({ length: pairs }, () => rejectedAt(random, traffic, policy)).filter((at) => at !== undefined)
        .length;
}

function normal(random: Random): number {
    return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Draws the number of events of a mean; above 60 by the normal approximation. */
function poisson(random: Random, mean: number): number {
    if (mean > 60) {
        return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(random)));
    }
    const end = Math.exp(-mean);
    let count = 0;
    for (let product = random(); product > end; product *= random()) {
        count += 1;
    }
    return count;
}

/** Draws the number of events of probability `p` in `n` tries, by the gaps between them. */
function binomial(random: Random, n: number, p: number): number {
    if (p <= 0 || p >= 1) {
        return p <= 0 ? 0 : n;
    }
    const gap = () => 1 + Math.floor(Math.log(1 - random()) / Math.log1p(-p));
    let count = 0;
    for (let at = gap(); at <= n; at += gap()) {
        count += 1;
    }
    return count;
}

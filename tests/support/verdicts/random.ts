/** A source of numbers from 0 to below 1. */
export type Random = () => number;

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

/** Draws from the standard normal distribution. */
export function normal(random: Random): number {
    return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Draws the number of events of a mean; above 60 by the normal approximation. */
export function poisson(random: Random, mean: number): number {
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
export function binomial(random: Random, n: number, p: number): number {
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

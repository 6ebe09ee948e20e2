/** Measurements of two ways to do the same, taken alternately, in one unit. */
export interface Comparison {
    /** The subject and the baseline, for the report: "with policies", "without". */
    readonly names: readonly [subject: string, baseline: string];
    readonly subject: readonly number[];
    readonly baseline: readonly number[];
    /** Maximal ratio of the medians, subject to baseline. */
    readonly allowedRatio: number;
}

/** The median, which a single slow round does not change. */
export function median(values: readonly number[]): number {
    const sorted = [...values].sort((a, b) => a - b);
    const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.ceil((sorted.length - 1) / 2)]];
    return ((low ?? NaN) + (high ?? NaN)) / 2;
}

export function ratioOf({ subject, baseline }: Comparison): number {
    return median(subject) / median(baseline);
}

/** True if the ratio is allowed; false for NaN, because no measurement is no proof. */
export function isFastEnough(comparison: Comparison): boolean {
    return ratioOf(comparison) <= comparison.allowedRatio;
}

/** Formats both durations (milliseconds) and, in the last line, the verdict. */
export function report(comparison: Comparison): string[] {
    const { names, subject, baseline, allowedRatio } = comparison;
    const width = Math.max(...names.map(({ length }) => length));
    const seconds = (value: number) => (value / 1000).toFixed(2);
    const row = (name: string, values: readonly number[]) =>
        `${name.padEnd(width)}  median ${seconds(median(values))} s, ${seconds(Math.min(...values))} to ${seconds(Math.max(...values))} s in ${values.length} rounds`;
    const verdict = isFastEnough(comparison) ? "ok" : "TOO SLOW";
    return [
        row(names[1], baseline),
        row(names[0], subject),
        `${names[0]} / ${names[1]}: ${ratioOf(comparison).toFixed(2)}, must be at most ${allowedRatio}: ${verdict}`,
    ];
}

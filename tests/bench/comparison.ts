/** What the same preview took in each round, in milliseconds. */
export interface Comparison {
    readonly without: readonly number[];
    readonly with: readonly number[];
}

/** How much longer a preview may take for being held to the policies. */
export const allowedRatio = 2;

/** The middle one, which a single slow round does not move. */
export function median(values: readonly number[]): number {
    const sorted = [...values].sort((a, b) => a - b);
    const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.ceil((sorted.length - 1) / 2)]];
    return ((low ?? NaN) + (high ?? NaN)) / 2;
}

export function ratioOf(times: Comparison): number {
    return median(times.with) / median(times.without);
}

/** No measurement is no proof: whatever is not a number is too much. */
export function isFastEnough(times: Comparison): boolean {
    return ratioOf(times) <= allowedRatio;
}

/** Side by side, with the verdict last. */
export function report(times: Comparison): string[] {
    const seconds = (value: number) => (value / 1000).toFixed(2);
    const row = (name: string, values: readonly number[]) =>
        `${name}  median ${seconds(median(values))} s, ${seconds(Math.min(...values))} to ${seconds(Math.max(...values))} s in ${values.length} rounds`;
    return [
        row("without policies", times.without),
        row("with policies   ", times.with),
        `with / without: ${ratioOf(times).toFixed(2)}, must be at most ${allowedRatio}: ${isFastEnough(times) ? "ok" : "TOO SLOW"}`,
    ];
}

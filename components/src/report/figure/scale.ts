/** Returns round values that divide a range into at most `most` parts. */
export function ticksOf(low: number, high: number, most: number): number[] {
    const span = high - low;
    if (!(span > 0)) {
        return [low];
    }
    const rough = span / most;
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
    const first = Math.ceil(low / step - 1e-9);
    const count = Math.floor(high / step + 1e-9) - first + 1;
    return Array.from({ length: count }, (_, index) => Number(((first + index) * step).toPrecision(12)));
}

const second = 1_000;
const timeSteps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 21_600, 43_200, 86_400];

/** Returns round times that divide a range into at most `most` parts, in milliseconds. */
export function timeTicks(from: number, until: number, most: number): number[] {
    const step = second * (timeSteps.find((seconds) => (until - from) / (seconds * second) <= most) ?? 86_400);
    const first = Math.ceil(from / step);
    const count = Math.max(0, Math.floor(until / step) - first + 1);
    return Array.from({ length: count }, (_, index) => (first + index) * step);
}

/** Returns a function that maps a range to another one. */
export function scaleOf(low: number, high: number, start: number, end: number): (value: number) => number {
    const span = high - low || 1;
    return (value) => Number((start + ((value - low) / span) * (end - start)).toFixed(1));
}

/** Formats a time of the day in UTC. */
export function clock(at: number): string {
    return new Date(at).toISOString().slice(11, 19);
}

/** Formats a number for an axis or a table: at most three significant digits, or whole. */
export function short(value: number): string {
    const rounded = Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3));
    return Math.abs(rounded) >= 10_000 ? rounded.toLocaleString("en-US") : String(rounded);
}

import type { Counters, ReportedCounters } from "../report";
import type { Gap, Point } from "./panel";

/** Looks are this many usual intervals apart where one is missing. */
const missedIntervals = 3;

/** Returns the segments of a series whose values hold until the next one: cut where nothing was observed. */
export function heldSegments(points: readonly Point[], end: number, gaps: readonly Gap[]): Point[][] {
    const held = points.map((point, index) => ({ ...point, until: points[index + 1]?.at ?? Math.max(end, point.at) }));
    const segments: Point[][] = [];
    let current: Point[] = [];
    for (const { at, until, value } of held) {
        let from = at;
        for (const gap of gaps.filter((one) => one.from < until && one.until > at)) {
            if (gap.from > from) {
                current.push({ at: from, value }, { at: gap.from, value });
            }
            segments.push(current);
            current = [];
            from = gap.until;
        }
        if (from < until) {
            current.push({ at: from, value }, { at: until, value });
        }
    }
    return [...segments, current].filter((segment) => segment.length > 0);
}

/** Returns the segments of a series of looks: cut at every gap that is much longer than the usual interval. */
export function lookSegments(points: readonly Point[]): Point[][] {
    const gaps = points.slice(1).map(({ at }, index) => at - (points[index]?.at ?? at));
    const usual = gaps.toSorted((a, b) => a - b)[gaps.length >> 1] ?? 0;
    const segments: Point[][] = [];
    for (const [index, point] of points.entries()) {
        const missed = index > 0 && (gaps[index - 1] ?? 0) > missedIntervals * usual;
        const current = segments.at(-1);
        if (current === undefined || missed) {
            segments.push([point]);
        } else {
            current.push(point);
        }
    }
    return segments;
}

/** A value of a version between two looks. */
type Growth = (before: Counters, after: Counters, seconds: number) => number | undefined;

/** Returns a value of one version over time: at each look, of the time since the look before. */
export function growthOf(counters: readonly ReportedCounters[], version: "new" | "stable", of: Growth): Point[] {
    return counters.slice(1).flatMap((after, index) => {
        const before = counters[index];
        const [one, other] = [before?.[version], after[version]];
        const at = Date.parse(after.at);
        const seconds = (at - Date.parse(before?.at ?? "")) / 1000;
        const value = one && other && of(one, other, seconds);
        return value === undefined || !(value >= 0) ? [] : [{ at, value }];
    });
}

/** Answers per second. */
export const answersPerSecond: Growth = (before, after, seconds) => {
    const grown = allOf(after) - allOf(before);
    return grown < 0 ? undefined : grown / seconds;
};

/** Answers with 5xx, in percent of all. */
export const errorPercent: Growth = (before, after) => {
    const all = allOf(after) - allOf(before);
    return all > 0 ? (100 * ((after.errors ?? 0) - (before.errors ?? 0))) / all : undefined;
};

/** Answers over the latency bound, in percent of those that the histogram has. */
export const slowPercent: Growth = (before, after) => {
    const all = (after.latencies ?? 0) - (before.latencies ?? 0);
    const fast = (after.fast ?? 0) - (before.fast ?? 0);
    return all > 0 ? Math.max(0, (100 * (all - fast)) / all) : undefined;
};

function allOf({ answers = 0, errors = 0 }: Counters): number {
    return answers + errors;
}

import type { Series } from "../cluster/prometheus";
import { discoveryMs } from "../model/gracePeriods";
import { podHashMetricLabel } from "./share";

/** Scrape intervals without a sample that are a gap: one scrape may fail, and the next one be late. */
const missedIntervals = 3;

/** A time without samples, in milliseconds. */
interface Gap {
    readonly from: number;
    readonly until: number;
}

/**
 * Returns the first time between `from` and `until` in which Prometheus has not scraped a version, has no counter of its
 * requests, or could not read one of its pods; undefined if it has samples of all the time. The version may begin until
 * `begun`, and then there must be no gap since its first scrape.
 *
 * Samples before and after that time show how long a gap at its ends is. A pod may begin and end at any time: its
 * requests count between its first scrape and its last one.
 */
export function missingSamples(
    { requests, scrapes }: { readonly requests: readonly Series[]; readonly scrapes: readonly Series[] },
    podHash: string,
    { from, until }: Gap,
    begun = from,
): Gap | undefined {
    const own = (all: readonly Series[]) => all.filter(({ labels }) => labels[podHashMetricLabel] === podHash);
    const read = own(scrapes).map(({ samples }) => samples.filter(({ value }) => value > 0).map(({ at }) => at));
    const counted = own(requests).flatMap(({ samples }) => samples.map(({ at }) => at));
    // Failed scrapes before the first good one are those of a pod that starts, and of none if there is no good one.
    const ofPods = own(scrapes).map(({ samples }, index) => {
        const good = read[index] ?? [];
        return good.length === 0 ? [] : [...good, ...samples.slice(-1).map(({ at }) => at)];
    });
    const longestMs = Math.max(missedIntervals * intervalOf(scrapes), discoveryMs);
    // A gap that only begins or ends within the time counts in its whole length, if there are samples on its other side.
    const closed = (times: readonly number[]) => [
        ...(times.some((at) => at <= begun) ? [] : [begun]),
        ...times,
        ...(times.some((at) => at >= until) ? [] : [until]),
    ];
    return [closed(read.flat()), closed(counted), ...ofPods]
        .flatMap((times) => gapsIn(times, longestMs))
        .find((gap) => gap.until > from && gap.from < until);
}

/** Returns the neighbours in time that are further apart than this. */
function gapsIn(times: readonly number[], longestMs: number): Gap[] {
    const ascending = times.toSorted((one, other) => one - other);
    return ascending.flatMap((until, index) => {
        const from = ascending[index - 1] ?? until;
        return until - from > longestMs ? [{ from, until }] : [];
    });
}

/** Returns the median time between two scrapes of a pod, in milliseconds. */
function intervalOf(scrapes: readonly Series[]): number {
    const intervals = scrapes.flatMap(({ samples }) =>
        samples.slice(1).map(({ at }, index) => at - (samples[index]?.at ?? at)),
    );
    return intervals.toSorted((one, other) => one - other)[intervals.length >> 1] ?? 0;
}

import type { Split } from "../../routers/model/router";
import type { Share } from "../model/finding";
import { binomialBounds, type BinomialBounds } from "./binomial";
import type { Series } from "../cluster/prometheus";
import { discoveryMs } from "../model/gracePeriods";

/** Prometheus' label of a pod's version. It belongs to the target, so `up` has it too. */
export const podHashMetricLabel = "rollouts_pod_template_hash";

/** Error probability of all bounds of a rollout together: a good rollout is rejected by chance once in a thousand. */
const errorProbability = 0.001;

/** Share of the requests that may outlive a switch from or to all of the traffic. */
const outliving = 0.01;

/**
 * Requests by which the regular split of one router differs from the weight at most, because it begins again when its
 * configuration changes: measured were 3 of 300; a percent of many requests. Each of several replicas and threads begins
 * for itself, so that all together may differ by more.
 */
const regularSlack = (requests: number) => Math.max(10, requests / 100);

/** Requests above which no more help: the counts are too uncertain. */
const mostRequests = 10_000_000;

/** A target this many scrape intervals later or earlier than the others was added or removed within the window. */
const lateIntervals = 2;

/** Requests of each version in one time window, the same for all its pods. */
export interface RequestCounts {
    /** The window, in milliseconds since the epoch: within the requested one, shorter by up to some scrapes. */
    readonly from: number;
    readonly until: number;
    /** Whole requests by pod template hash; a version whose pods are scraped but got none has 0. */
    readonly byHash: Readonly<Record<string, number>>;
    /** Variance of all counts together, in requests squared: 0 if every pod was scraped at both ends. */
    readonly variance: number;
    /** Pods that Prometheus could not scrape at the window's end: their requests of that time are not counted. */
    readonly unread: readonly string[];
}

/** Input for evaluating a share: {@link RequestCounts}, the canary's weight in percent, the minimum of requests. */
export interface ShareInput {
    readonly canary: number;
    readonly stable: number;
    readonly variance: number;
    readonly weight: number;
    readonly minRequests: number;
    /** The number of shares that the rollout evaluates. */
    readonly shares: number;
    /** @default "random" */
    readonly split?: Split;
}

interface Target {
    readonly pod: string;
    /** Times of all its scrapes, and of the successful ones; ascending, in milliseconds. */
    readonly seen: readonly number[];
    readonly read: readonly number[];
    readonly counters: ReadonlyMap<string, readonly Series[]>;
}

/**
 * Counts requests by version from the raw samples of a request counter and of `up`, both of one job and of the same
 * time. Undefined while there is no window in which every pod was scraped twice.
 *
 * Pods are scraped one after another, so the window starts at the latest of their first scrapes and ends at the
 * earliest of their last ones. Requests inside a scrape interval that an end cuts count as evenly spread: of d requests
 * the part u counts, with the variance d u (1 - u).
 *
 * - A counter that a successful scrape lacks is 0; a decreasing one restarted from 0.
 * - A pod that is first scraped more than two intervals, and more than 6 s, after the others is new: it counts from 0
 *   and does not delay the window's start. One that was last scraped two intervals earlier is gone: it counts until
 *   then and does not end the window. All targets of the job need the same interval for this, and the app must not
 *   send timestamps.
 * - The requests of a pod between its last scrape and its end or restart are unknown, from 0 to about those of the
 *   interval before, d. They are not counted, and d² / 3 is added to the variance.
 */
export function countRequests(requests: readonly Series[], up: readonly Series[]): RequestCounts | undefined {
    // Through remote write the counters may come scrapes later than `up`.
    const known = Math.max(...requests.map(({ samples }) => samples.at(-1)?.at ?? -Infinity));
    const scrapes = up.map(({ labels, samples }) => ({ labels, samples: samples.filter(({ at }) => at <= known) }));
    const all = targetsOf(requests, scrapes);
    const targets = all.filter((target) => target.read.length > 0);
    const interval = median(all.flatMap(({ seen }) => seen.slice(1).map((at, index) => at - (seen[index] ?? at))));
    const newAfter =
        Math.min(...targets.map(({ seen }) => firstOf(seen))) + Math.max(lateIntervals * interval, discoveryMs);
    const goneBefore = Math.max(...targets.map(({ read }) => lastOf(read))) - lateIntervals * interval;
    const old = targets.filter(({ seen }) => firstOf(seen) <= newAfter);
    const from = Math.max(...old.map(({ read }) => firstOf(read)));
    const until = Math.min(...targets.map(({ read }) => lastOf(read)).filter((at) => at >= goneBefore));
    if (targets.length === 0 || from >= until) {
        return undefined;
    }
    const counts = new Map<string, number>();
    let variance = 0;
    for (const target of targets) {
        // All requests of a new pod count for the interval before its first scrape.
        const read = old.includes(target) ? target.read : [firstOf(target.read) - interval, ...target.read];
        for (const [hash, counters] of target.counters) {
            const got = countBetween(from, until, read, counters);
            counts.set(hash, (counts.get(hash) ?? 0) + got.count);
            variance += got.variance + (lastOf(read) < goneBefore ? got.unseen : 0);
        }
    }
    const byHash = Object.fromEntries([...counts].map(([hash, count]) => [hash, Math.round(count)]));
    const unread = all.filter(({ seen, read }) => lastOf(seen) >= goneBefore && lastOf(read) < goneBefore);
    return { from, until, byHash, variance, unread: unread.map(({ pod }) => pod).sort() };
}

function countBetween(from: number, until: number, read: readonly number[], counters: readonly Series[]) {
    const values = counters.map((series) => valuesAt(read, series));
    let [count, variance, unseen] = [0, 0, 0];
    for (const [index, end] of read.entries()) {
        const start = read[index - 1] ?? end;
        const part = Math.max(0, Math.min(until, end) - Math.max(from, start)) / (end - start || 1);
        const steps = values.map((series) => (series[index] ?? 0) - (series[index - 1] ?? series[index] ?? 0));
        const got = steps.reduce((sum, step, of) => sum + (step < 0 ? (values[of]?.[index] ?? 0) : step), 0);
        const restarted = steps.some((step) => step < 0);
        count += got * part;
        variance += got * part * (1 - part) + (restarted ? unseen : 0) * part;
        // The mean square of a uniform distribution from 0 to d is d² / 3.
        unseen = end > from ? got ** 2 / 3 : 0;
    }
    return { count, variance, unseen };
}

/** Returns a counter's values at its target's scrapes; NaN and infinities repeat the previous value. */
function valuesAt(read: readonly number[], series: Series): number[] {
    const known = new Map(series.samples.map(({ at, value }) => [at, value]));
    let value = series.samples.find((sample) => Number.isFinite(sample.value))?.value ?? 0;
    return read.map((at) => {
        const sample = known.get(at) ?? 0;
        value = Number.isFinite(sample) ? sample : value;
        return value;
    });
}

/** Returns the targets that run a version. Others, such as a proxy of the job, neither count nor delay the window. */
function targetsOf(requests: readonly Series[], up: readonly Series[]): Target[] {
    const byTarget = new Map<string, { requests: Series[]; up: Series[] }>();
    const of = ({ labels }: Series) => {
        const key = JSON.stringify([labels["pod"], labels["instance"]]);
        const found = byTarget.get(key) ?? { requests: [], up: [] };
        byTarget.set(key, found);
        return found;
    };
    requests.forEach((series) => of(series).requests.push(series));
    up.forEach((series) => of(series).up.push(series));
    const targets = [...byTarget.values()].map((target) => targetOf(target.requests, target.up));
    return targets.filter(({ counters, seen }) => counters.size > 0 && seen.length > 0);
}

function targetOf(requests: readonly Series[], up: readonly Series[]): Target {
    const hashOf = ({ labels }: Series) => labels[podHashMetricLabel] ?? "";
    const hashes = new Set([...requests, ...up].map(hashOf).filter((hash) => hash !== ""));
    const counters = new Map([...hashes].map((hash) => [hash, requests.filter((one) => hashOf(one) === hash)]));
    const counted = [...counters.values()].flat().flatMap(({ samples }) => samples.map(({ at }) => at));
    const scrapes = up.flatMap(({ samples }) => samples);
    const read = ascending([...scrapes.filter(({ value }) => value > 0).map(({ at }) => at), ...counted]);
    // A scrape that Prometheus stores between the two queries is only in the second one's answer.
    if (!counted.includes(lastOf(read))) {
        read.pop();
    }
    const { pod, instance = "" } = [...requests, ...up][0]?.labels ?? {};
    return { pod: pod ?? instance, seen: ascending([...scrapes.map(({ at }) => at), ...counted]), read, counters };
}

/**
 * Checks the canary's share of `canary + stable` requests against its weight: `within` the two-sided bounds of a binomial
 * distribution, whose error probability is 0.1 % for all shares of the rollout together. The counts' own variance adds
 * to the binomial one; without it the bounds are exact. `tooFew`: so few requests, or so uncertain ones, that not even a
 * canary without requests or one with twice the weight would be outside.
 *
 * A regular split is narrower, so that fewer requests suffice. One that is not has the bounds of a random split, and shows the
 * narrower ones as `regular`.
 */
export function evaluateShare(input: ShareInput): Share {
    const { canary, stable, variance, weight, minRequests, shares, split = "random" } = input;
    const total = canary + stable;
    const part = Math.min(1, Math.max(0, weight / 100));
    const boundsOf = (by: Split) => (requests: number) => shareBounds(requests, part, { variance, shares, split: by });
    const misses = ({ lowest, highest }: BinomialBounds) => !(canary >= lowest && canary <= highest);
    const regular = boundsOf(split)(total);
    const irregular = misses(regular);
    const bounds = boundsOf(irregular ? "random" : split);
    const { lowest, highest } = bounds(total);
    // Without requests there is nothing to evaluate, whatever the minimum.
    const required = Math.max(1, minRequests);
    const outside = misses({ lowest, highest });
    if (total < required || (!outside && !isConclusive(total, part, { lowest, highest }))) {
        const conclusive = conclusiveRequests(part, bounds);
        const needed = conclusive === undefined ? {} : { minRequests: Math.max(required, conclusive) };
        return { kind: "tooFew", canary, total, lowest, highest, ...needed };
    }
    const counts = { canary, total, lowest, highest };
    return outside ? { kind: "outside", ...counts } : { kind: "within", ...counts, ...(irregular && { regular }) };
}

/** Returns the bounds of the canary's requests. */
function shareBounds(
    total: number,
    part: number,
    { variance, shares, split }: Required<Pick<ShareInput, "variance" | "shares" | "split">>,
): BinomialBounds {
    const { lowest, highest } = binomialBounds(total, part, errorProbability / 2 / Math.max(1, shares));
    const spread = Math.sqrt(total * part * (1 - part));
    // The exact bounds in standard deviations; 4 where there is none.
    const deviations = spread === 0 ? 4 : Math.max(total * part - lowest, highest - total * part) / spread;
    const wider = deviations * (Math.sqrt(spread ** 2 + variance) - spread);
    const slack = split === "regular" ? regularSlack(total) + deviations * Math.sqrt(variance) : Infinity;
    const outlived = part === 0 || part === 1 ? Math.ceil(total * outliving) : 0;
    return {
        lowest: Math.max(0, Math.floor(Math.max(lowest - wider, total * part - slack) - outlived)),
        highest: Math.min(total, Math.ceil(Math.min(highest + wider, total * part + slack) + outlived)),
    };
}

/** True when a canary without requests, and one with twice its weight, would both be outside. */
function isConclusive(total: number, part: number, { lowest, highest }: BinomialBounds): boolean {
    const none = part === 0 || lowest > 0;
    const twice = part === 0 ? highest < total / 2 : part === 1 || Math.min(1, 2 * part) * total > highest;
    return none && twice;
}

/** Returns the least number of requests that is conclusive, to a percent; undefined if the counts are too uncertain. */
function conclusiveRequests(part: number, bounds: (requests: number) => BinomialBounds): number | undefined {
    const conclusive = (requests: number) => isConclusive(requests, part, bounds(requests));
    let most = 1;
    while (!conclusive(most)) {
        most *= 2;
        if (most > mostRequests) {
            return undefined;
        }
    }
    let least = most / 2;
    while (most - least > Math.max(1, most / 100)) {
        const middle = Math.round((least + most) / 2);
        [least, most] = conclusive(middle) ? [least, middle] : [middle, most];
    }
    return most;
}

function ascending(times: readonly number[]): number[] {
    return [...new Set(times)].sort((a, b) => a - b);
}

function median(values: readonly number[]): number {
    return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}

function firstOf(times: readonly number[]): number {
    return times[0] ?? Infinity;
}

function lastOf(times: readonly number[]): number {
    return times.at(-1) ?? -Infinity;
}

import type { Sample, Series } from "../cluster/prometheus";
import type { Answers, BothAnswers, Signal } from "../model/answers";
import { discoveryMs } from "../model/gracePeriods";
import type { JudgeInputs } from "../model/judgeInputs";
import type { AnswerSeries } from "./answersQuery";
import { podHashMetricLabel } from "./share";

/** The counters of one pod at its last scrape. */
interface PodCounters {
    readonly hash: string;
    /** Values by the kind and the labels of a series. */
    readonly values: ReadonlyMap<string, number>;
}

/** The counters of an app's pods at one time. */
export interface AnswersSnapshot {
    /** The last time at which every pod is known, by Prometheus' clock, in milliseconds. */
    readonly at: number;
    readonly pods: ReadonlyMap<string, PodCounters>;
    /** The longest time between a pod's last two scrapes, in milliseconds; 0 before its second one. */
    readonly scrapeMs: number;
    /** Sums of the counters as scraped, by pod template hash: what Prometheus itself answers for that time. */
    readonly scraped: Readonly<Record<string, ScrapedCounters>>;
}

/** Counters of a version's pods, each at its last scrape; absent where there is no such series. */
export type ScrapedCounters = Readonly<Partial<Record<Counter, number>>>;

/** The kinds of counters: answers, errors among them, answers in the histogram, and those within the bound. */
export type Counter = "answers" | "errors" | "latencies" | "fast";

/** Pod template hashes of the two versions. */
export interface Hashes {
    readonly new: string;
    readonly stable: string;
}

/**
 * Returns the counters of all pods at the same time, so that a fault of both versions is not one of the version that was
 * scraped last: at the earliest of the pods' last scrapes, between two scrapes in proportion.
 */
export function snapshotOf({ requests, scrapes, latencies, fast }: AnswerSeries, judge: JudgeInputs): AnswersSnapshot {
    const read = scrapes.map(({ labels, samples }) => ({ labels, samples: samples.filter(({ value }) => value > 0) }));
    const last = lastScrapes(read.length > 0 ? read : requests);
    const at = Math.min(...last.map((scrape) => scrape.at));
    const scrapeMs = Math.max(...last.map(({ gapMs }) => gapMs));
    const pods = new Map<string, { hash: string; values: Map<string, number> }>();
    const scraped: Record<string, Partial<Record<Counter, number>>> = {};
    const add = (kind: Counter | undefined, series: Series) => {
        const value = valueAt(series, at);
        if (value === undefined) {
            return;
        }
        const { labels } = series;
        const key = podOf(series);
        const pod = pods.get(key) ?? { hash: labels[podHashMetricLabel] ?? "", values: new Map<string, number>() };
        pods.set(key, pod);
        if (kind !== undefined) {
            pod.values.set(JSON.stringify([kind, labels]), value);
            const sums = (scraped[pod.hash] ??= {});
            sums[kind] = (sums[kind] ?? 0) + (lastAt(series, at)?.value ?? 0);
        }
    };
    // A pod that has answered nothing yet has only `up`; its counters then begin at 0.
    for (const series of read) {
        add(undefined, series);
    }
    for (const series of requests) {
        // As in the article's query, whose 2.. is the class 2xx of some clients as well.
        add(/^5..$/.test(series.labels[judge.statusLabel] ?? "") ? "errors" : "answers", series);
    }
    for (const series of fast) {
        add("fast", series);
    }
    // Without a bucket at the bound nothing is known about latencies, and not that all answers are slow.
    const bounded = new Set(fast.map(podOf));
    for (const series of latencies.filter((one) => bounded.has(podOf(one)))) {
        add("latencies", series);
    }
    return { at, scrapeMs, pods, scraped };
}

/** Returns the pods' last scrapes, and the time since the ones before; a pod that misses two scrapes is gone. */
function lastScrapes(scrapes: readonly Series[]): { readonly at: number; readonly gapMs: number }[] {
    const last = scrapes.flatMap(({ samples }) => {
        const [before, end] = samples.slice(-2);
        return before === undefined
            ? []
            : [{ at: (end ?? before).at, gapMs: end === undefined ? 0 : end.at - before.at }];
    });
    const latest = Math.max(...last.map(({ at }) => at));
    return last.filter(({ at, gapMs }) => at >= latest - Math.max(2 * gapMs, discoveryMs));
}

/** Returns the last sample of a counter up to a time. */
function lastAt({ samples }: Series, at: number): Sample | undefined {
    return samples.findLast((sample) => sample.at <= at && Number.isFinite(sample.value));
}

/** Returns a counter's value at a time; undefined before its first sample. */
function valueAt(series: Series, at: number): number | undefined {
    const before = lastAt(series, at);
    const known = series.samples.filter(({ value }) => Number.isFinite(value));
    const next = known.find((sample) => sample.at > at);
    // Between two scrapes a restart is not visible: what it answered then is left for the next look.
    if (before === undefined || next === undefined || next.value < before.value) {
        return before?.value;
    }
    return before.value + ((next.value - before.value) * (at - before.at)) / (next.at - before.at);
}

/**
 * Returns the answers of each version between two looks, by signal. A pod counts from its second look on; a counter that
 * it lacked before begins at 0, and one that is lower than before restarted from 0.
 */
export function answersBetween(
    before: AnswersSnapshot,
    after: AnswersSnapshot,
    hashes: Hashes,
): Readonly<Record<Signal, BothAnswers>> {
    const grown = (hash: string, kind: Counter) => {
        let sum = 0;
        for (const [key, { hash: of, values }] of after.pods) {
            const earlier = before.pods.get(key);
            for (const [series, value] of of === hash && earlier !== undefined ? values : []) {
                const [counter] = JSON.parse(series) as [Counter];
                const start = earlier?.values.get(series) ?? 0;
                sum += counter !== kind ? 0 : value < start ? value : value - start;
            }
        }
        return sum;
    };
    const errorsOf = (hash: string): Answers => {
        const bad = grown(hash, "errors");
        return { all: grown(hash, "answers") + bad, bad };
    };
    const slowOf = (hash: string): Answers => {
        const all = grown(hash, "latencies");
        return { all, bad: Math.max(0, all - grown(hash, "fast")) };
    };
    const both = (of: (hash: string) => Answers) => ({ new: of(hashes.new), stable: of(hashes.stable) });
    return { errors: both(errorsOf), latency: both(slowOf) };
}

function podOf({ labels }: Series): string {
    return JSON.stringify([labels["pod"], labels["instance"]]);
}

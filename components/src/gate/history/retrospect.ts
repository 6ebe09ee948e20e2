import type { Series } from "../cluster/prometheus";
import { type BothAnswers, type Signal, signals } from "../model/answers";
import { lookMs } from "../model/gracePeriods";
import type { JudgeInputs } from "../model/judgeInputs";
import { snapshotOf, type Hashes } from "../traffic/answers";
import { type AnswerSeries, seriesAt } from "../traffic/answersQuery";
import { podHashMetricLabel } from "../traffic/share";
import { judgementAfter, judgementAtLook, verdictsOf, type Judgement } from "./judgement";

/** A rollout's answers as a gate would have judged them. */
export interface Retrospect {
    /** The judgement at the first rejection, or else at the end. */
    readonly judgement: Judgement;
    /** The answers between two looks, in order, to the end. */
    readonly looks: readonly Readonly<Record<Signal, BothAnswers>>[];
}

/**
 * Judges a time that is over, in the steps of a gate, from the first scrape of the new version on; undefined if it was not
 * scraped.
 *
 * @param until the end, in milliseconds since the epoch
 * @param unreadable the signals that the series do not show
 * @param weightsAt the times at which the weight changed, ascending
 */
export function retrospect(
    series: AnswerSeries,
    judge: JudgeInputs,
    hashes: Hashes,
    until: number,
    unreadable: Judgement["unreadable"] = {},
    weightsAt: readonly number[] = [],
): Retrospect | undefined {
    const scraped = series.scrapes.filter(({ labels }) => labels[podHashMetricLabel] === hashes.new);
    const from = Math.min(...scraped.flatMap(({ samples }) => samples[0]?.at ?? []));
    if (from > until || scraped.length === 0) {
        return undefined;
    }
    let judgement: Judgement | undefined;
    let rejected: Judgement | undefined;
    const looks: Readonly<Record<Signal, BothAnswers>>[] = [];
    for (let at = from; at <= until; at += lookMs) {
        const begun = judgementAtLook(judgement, judge, at);
        const snapshot = snapshotOf(seriesAt(series, at), judge);
        const weightSince = weightsAt.findLast((changed) => changed <= at);
        const after = judgementAfter(begun, { kind: "counted", snapshot, unreadable }, hashes, weightSince);
        looks.push(answersSince(begun, after));
        judgement = after;
        rejected ??= verdictsOf(after).length > 0 ? after : undefined;
    }
    const last = rejected ?? judgement;
    return last && { judgement: last, looks };
}

/**
 * Returns the version that answered most requests next to the new one: the stable version of its rollout, which need not
 * be the one before it, as after an abort. Undefined if none of the others answered any.
 */
export function answeredNextTo(
    fresh: string,
    { requests, scrapes }: AnswerSeries,
    others: readonly string[],
): string | undefined {
    const hashOf = ({ labels }: Series) => labels[podHashMetricLabel] ?? "";
    const own = scrapes.filter((series) => hashOf(series) === fresh);
    const from = Math.min(...own.flatMap(({ samples }) => samples[0]?.at ?? []));
    const answered = (hash: string) =>
        requests
            .filter((series) => hashOf(series) === hash)
            .reduce((sum, { samples }) => sum + growthOf(samples.filter(({ at }) => at >= from)), 0);
    const [most] = others
        .map((hash) => ({ hash, count: answered(hash) }))
        .filter(({ count }) => count > 0)
        .toSorted((one, other) => other.count - one.count);
    return most?.hash;
}

/** Returns the growth of one counter over its samples. */
function growthOf(samples: Series["samples"]): number {
    return samples.reduce(
        (sum, { value }, index) => sum + Math.max(0, value - (samples[index - 1]?.value ?? value)),
        0,
    );
}

/** Returns the time of the last scrape of a version, in milliseconds; undefined if there is none. */
export function lastScrapeOf(hash: string, { scrapes }: AnswerSeries): number | undefined {
    const own = scrapes.filter(({ labels }) => labels[podHashMetricLabel] === hash);
    const ends = own.flatMap(({ samples }) => samples.filter(({ value }) => value > 0).at(-1)?.at ?? []);
    return ends.length === 0 ? undefined : Math.max(...ends);
}

function answersSince(before: Judgement, after: Judgement): Readonly<Record<Signal, BothAnswers>> {
    const grown = (signal: Signal, version: "new" | "stable") => {
        const [from, to] = [before.evidence[signal].total[version], after.evidence[signal].total[version]];
        return { all: to.all - from.all, bad: to.bad - from.bad };
    };
    const both = (signal: Signal) => ({ new: grown(signal, "new"), stable: grown(signal, "stable") });
    return Object.fromEntries(signals.map((signal) => [signal, both(signal)])) as Record<Signal, BothAnswers>;
}

import { detectableFaults, lowPower } from "../judge/forecast";
import type { CountProblem, Finding, Share } from "../model/finding";
import type { JudgeInputs } from "../model/judgeInputs";
import { type AnswersQuery, type AnswerSeries, unreadableSignals } from "../traffic/answersQuery";
import { missingSamples } from "../traffic/missingSamples";
import { isProblem, shareOf } from "../traffic/pauseShare";
import { podHashMetricLabel } from "../traffic/share";
import type { Series } from "../cluster/prometheus";
import { notJudged, verdictsOf, type Judgement } from "./judgement";
import { countedInterval, type Interval, type Pause } from "./pauses";
import { answeredNextTo, retrospect } from "./retrospect";
import type { UnwatchedSteps } from "./unwatched";

/** The result of a look back at the steps that ran before this gate watched. */
export type Review =
    /** Every pause had its share of the requests, and the judge has rejected nothing; times in milliseconds. */
    | ({ readonly kind: "proven"; readonly pauses: readonly Pause[]; readonly judgement: Judgement } & Interval)
    /** `rejected`: the judge rejects the version; otherwise only a proof is missing. */
    | { readonly kind: "unproven"; readonly findings: readonly Finding[]; readonly rejected: boolean }
    /** The cluster or Prometheus has not answered, and may be asked again. */
    | { readonly kind: "unread"; readonly findings: readonly Finding[] };

const none = { canary: 0, total: 0 };

/** The version under review, and its policy. */
export type ReviewedVersion = AnswersQuery & {
    readonly podHash: string;
    readonly minRequests: number;
    /** The number of shares that the rollout evaluates. */
    readonly shares: number;
};

/** Returns the result of a review that lacks a proof, and why. */
export function unprovenBy(because: Extract<Finding, { kind: "notProvenBySamples" }>["because"]): Review {
    return { kind: "unproven", findings: [{ kind: "notProvenBySamples", because }], rejected: false };
}

/**
 * Reviews the steps of a rollout by the samples of their time: proven only if nothing is missing. Every pause must have
 * had its share of the requests with enough of them, both versions must have samples of all the time, no third version
 * may have answered, and the judge must have seen both versions and rejected nothing.
 *
 * @param answer the samples from the begin of the revision until some scrapes after the last pause
 */
export function reviewOf(steps: UnwatchedSteps, answer: AnswerSeries, version: ReviewedVersion): Review {
    const { judge, podHash } = version;
    const series = seriesIn(answer, steps.startedAt, steps.until);
    const around = seriesIn(answer, steps.startedAt, Infinity);
    const others = [...new Set(series.requests.map(hashOf))].filter((hash) => hash !== podHash && hash !== "");
    const stable = answeredNextTo(podHash, series, others);
    if (stable === undefined) {
        return unprovenBy({ kind: "noOtherVersion" });
    }
    const hashes = { new: podHash, stable };
    const unreadable = unreadableSignals(series, version);
    const judged = seriesIn(series, steps.judgedFrom, steps.until);
    const judgement = retrospect(judged, judge, hashes, steps.until, unreadable, steps.weightsAt)?.judgement;
    const verdicts = verdictsOf(judgement);
    const rejections = verdicts.flatMap(({ action, finding }) => (action === "abort" ? finding : []));
    if (rejections.length > 0) {
        return { kind: "unproven", findings: rejections, rejected: true };
    }
    const third = others.find((hash) => hash !== stable && hasAnswered(series.requests, hash));
    if (third !== undefined) {
        return unprovenBy({ kind: "thirdVersion", podHash: third });
    }
    const missing = missingIn(steps, around, hashes);
    if (missing !== undefined) {
        return unprovenBy(missing);
    }
    const pauses: Pause[] = [];
    for (const pause of steps.pauses) {
        const share = shareIn(pause, series, stable, version);
        if (isProblem(share)) {
            return unprovenBy({ kind: "uncounted", weight: pause.weight, problem: share });
        }
        if (share.kind !== "within") {
            return unprovenBy({ kind: "share", weight: pause.weight, share });
        }
        pauses.push({ ...pause, shareResult: share, measuredAt: pause.endedAt ?? steps.until });
    }
    if (judgement === undefined) {
        const problem = { kind: "noAnswers", version: "new" } as const;
        return unprovenBy({ kind: "notJudged", signal: "errors", problem });
    }
    const [unsure] = [
        ...verdicts.map(({ finding }) => finding),
        ...notJudged(judgement),
        ...(judge.requirePower === true ? powerLacking(pauses, judge) : []),
    ];
    return unsure === undefined
        ? { kind: "proven", pauses, judgement, from: steps.startedAt, until: steps.until }
        : unprovenBy(unsure);
}

/** Returns the signals of which the requests of these pauses could not show a fault of the threshold's size. */
function powerLacking(pauses: readonly Pause[], judge: JudgeInputs): readonly Finding[] {
    const counted = pauses.map((pause) => {
        const { shareResult } = pause;
        const { canary, total } = shareResult === undefined || shareResult.kind === "unknown" ? none : shareResult;
        const { from, until } = intervalOf(pause);
        return { new: canary, stable: total - canary, seconds: (until - from) / 1000 };
    });
    const seconds = counted.reduce((sum, one) => sum + one.seconds, 0);
    const requests = counted.reduce((sum, one) => sum + one.new + one.stable, 0);
    const together = detectableFaults(counted, { errors: 0, latency: 0 }, judge, "counted");
    return lowPower({ requestsPerSecond: requests / seconds, pauses: [], together }, judge);
}

/**
 * Returns the first time in which the samples of a version are missing: from the begin, in which the new version's pods
 * start, to the end of the last pause in which it serves.
 */
function missingIn(
    { pauses, startedAt, until }: UnwatchedSteps,
    series: AnswerSeries,
    hashes: { readonly new: string; readonly stable: string },
) {
    const serving = {
        new: pauses.filter(({ weight }) => weight > 0),
        stable: pauses.filter(({ weight }) => weight < 100),
    };
    for (const version of ["new", "stable"] as const) {
        const [first, last] = [serving[version][0], serving[version].at(-1)];
        const served = { from: startedAt, until: last === pauses.at(-1) ? until : (last?.endedAt ?? until) };
        const gap = first && missingSamples(series, hashes[version], served, intervalOf(first).from);
        if (gap !== undefined) {
            return { kind: "samplesMissing", version, ...gap } as const;
        }
    }
    return undefined;
}

function shareIn(
    pause: Pause,
    series: AnswerSeries,
    stable: string,
    { podHash, minRequests, shares }: ReviewedVersion,
): Share | CountProblem {
    const { from, until } = intervalOf(pause);
    const { requests, scrapes } = seriesIn(series, from, until);
    const versions = { canary: podHash, stable, weight: pause.weight, minRequests, shares };
    const split = pause.routing?.split ?? "random";
    // Which pods were not Ready at that time is not known any more.
    return shareOf(requests, scrapes, { ...versions, split, unreadyPods: [] });
}

/** Returns the time of a pause that is over in which its requests are counted. */
function intervalOf(pause: Pause): Interval {
    return countedInterval(pause, Infinity);
}

/** Returns the samples from one time to another, both included. */
function seriesIn({ requests, scrapes, latencies, fast }: AnswerSeries, from: number, until: number): AnswerSeries {
    const cut = (all: readonly Series[]) =>
        all.flatMap(({ labels, samples }) => {
            const seen = samples.filter(({ at }) => at >= from && at <= until);
            return seen.length === 0 ? [] : [{ labels, samples: seen }];
        });
    return { requests: cut(requests), scrapes: cut(scrapes), latencies: cut(latencies), fast: cut(fast) };
}

function hasAnswered(requests: readonly Series[], hash: string): boolean {
    return requests.some(
        (series) =>
            hashOf(series) === hash &&
            series.samples.some(({ value }, index, all) => value > (all[index - 1]?.value ?? value)),
    );
}

function hashOf({ labels }: Series): string {
    return labels[podHashMetricLabel] ?? "";
}

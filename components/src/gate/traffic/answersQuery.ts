import type { Series } from "../cluster/prometheus";
import type { Signal } from "../model/answers";
import type { CountProblem } from "../model/finding";
import { staleMs } from "../model/gracePeriods";
import type { JudgeInputs } from "../model/judgeInputs";
import { countedSeries, requestsSelectorOf, snapshotSelector, type RequestsQuery } from "./requestsQuery";

/** The app's metrics, of which each answer is one count. */
export type AnswersQuery = RequestsQuery & { readonly judge: JudgeInputs };

/** The series that answers are counted from. */
export interface AnswerSeries {
    readonly requests: readonly Series[];
    readonly scrapes: readonly Series[];
    /** All answers that the histogram has, and those within the bound. */
    readonly latencies: readonly Series[];
    readonly fast: readonly Series[];
}

/**
 * Returns one PromQL selector of the request counter, of `up`, and of the histogram's count and its bucket at the bound;
 * one query for the reason at {@link snapshotSelector}. Only buckets have the label `le`.
 */
export function answersSelector(query: AnswersQuery): string {
    const { latencyMetric } = query.judge;
    if (latencyMetric === "") {
        return snapshotSelector(query);
    }
    const metrics = `${query.requestsMetric}|${latencyMetric}_count|${latencyMetric}_bucket`;
    const selector = snapshotSelector({ ...query, requestsMetric: metrics });
    // Clients write whole bounds as 300 or 300.0.
    const bound = boundOf(query.judge);
    const bounds = [String(bound), ...(Number.isInteger(bound) ? [`${bound}.0`] : [])];
    return selector.replace(/\}$/, `,le=~"|${bounds.join("|").replace(/\./g, "\\\\.")}"}`);
}

/** Returns the series that the answer to {@link answersSelector} has. */
export function answerSeries(answer: readonly Series[], query: AnswersQuery): AnswerSeries {
    const named = (requestsMetric: string) => countedSeries(answer, { ...query, requestsMetric }).requests;
    const { latencyMetric } = query.judge;
    return {
        requests: named(query.requestsMetric),
        scrapes: countedSeries(answer, query).scrapes,
        latencies: latencyMetric === "" ? [] : named(`${latencyMetric}_count`),
        fast: latencyMetric === "" ? [] : named(`${latencyMetric}_bucket`),
    };
}

/** Returns the reasons why signals cannot be judged by an answer to {@link answersSelector}. */
export function unreadableSignals(
    { requests, fast }: AnswerSeries,
    query: AnswersQuery,
): Readonly<Partial<Record<Signal, CountProblem>>> {
    const { statusLabel, latencyMetric } = query.judge;
    const selector = requestsSelectorOf(query);
    const bucket = requestsSelectorOf({ ...query, requestsMetric: `${latencyMetric}_bucket` });
    const hasStatus = requests.some(({ labels }) => (labels[statusLabel] ?? "") !== "");
    return {
        ...(!hasStatus && { errors: { kind: "noSeries", selector, label: statusLabel } }),
        ...(latencyMetric !== "" &&
            fast.length === 0 && {
                latency: { kind: "noSeries", selector: bucket.replace(/\}$/, `,le="${boundOf(query.judge)}"}`) },
            }),
    };
}

/** Returns the series as a query at this time has them. */
export function seriesAt({ requests, scrapes, latencies, fast }: AnswerSeries, at: number): AnswerSeries {
    const cut = (all: readonly Series[]) =>
        all.flatMap(({ labels, samples }) => {
            const seen = samples.slice(countUntil(samples, at - staleMs), countUntil(samples, at));
            return seen.length === 0 ? [] : [{ labels, samples: seen }];
        });
    return { requests: cut(requests), scrapes: cut(scrapes), latencies: cut(latencies), fast: cut(fast) };
}

/** Returns the number of samples up to a time, which is included. Long rollouts have many, and many looks. */
function countUntil(samples: Series["samples"], at: number): number {
    let [low, high] = [0, samples.length];
    while (low < high) {
        const middle = (low + high) >> 1;
        [low, high] = (samples[middle]?.at ?? Infinity) <= at ? [middle + 1, high] : [low, middle];
    }
    return low;
}

/** Returns the bucket's bound in the unit of the histogram. */
function boundOf({ latencyBound, latencyUnit }: JudgeInputs): number {
    return latencyUnit === "seconds" ? latencyBound / 1000 : latencyBound;
}

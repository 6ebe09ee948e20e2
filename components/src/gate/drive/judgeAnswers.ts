import { messageOf } from "../../kubernetes";
import type { Metrics } from "../cluster/prometheus";
import type { Decision } from "../decision/types";
import type { Look } from "../history/judgement";
import { lookMs, staleMs } from "../model/gracePeriods";
import type { GatePolicy } from "../model/inputs";
import { snapshotOf } from "../traffic/answers";
import { answerSeries, answersSelector, seriesAt, unreadableSignals } from "../traffic/answersQuery";
import { requestsSelectorOf } from "../traffic/requestsQuery";
import { podHashMetricLabel } from "../traffic/share";
import { highestBucketBelow } from "./highestBucket";
import { inTime } from "./measurement";

/**
 * Queries Prometheus for the counters of both versions' answers, and for the highest bucket if there is none at the
 * threshold. Its silence is a result too. Looks that came too late, or not at all, are made up for by the same samples.
 */
export async function lookAtAnswers(
    { judge, since, at }: Extract<Decision, { kind: "judge" }>,
    policy: GatePolicy & { readonly job: string },
    podHash: string,
    metrics: Metrics,
): Promise<Look> {
    try {
        const query = { ...policy, judge };
        const series = answerSeries(await inTime(metrics.samples(answersSelector(query), at - staleMs, at)), query);
        const labelled = series.requests.some(({ labels }) => (labels[podHashMetricLabel] ?? "") !== "");
        if (!labelled) {
            return { kind: "unknown", problem: { kind: "noSeries", selector: requestsSelectorOf(policy) } };
        }
        const unreadable = unreadableSignals(series, query);
        const blind =
            unreadable.latency && (await highestBucketBelow(judge, { job: policy.job, podHash, at }, metrics));
        const earlier = timesBetween(Math.max(since, at - staleMs), at)
            .map((time) => ({ at: time, snapshot: snapshotOf(seriesAt(series, time), judge) }))
            .filter(({ snapshot }) => Number.isFinite(snapshot.at));
        const look = { kind: "counted", snapshot: snapshotOf(series, judge), earlier, unreadable } as const;
        return blind === undefined ? look : { ...look, blind };
    } catch (error) {
        return { kind: "unknown", problem: { kind: "noAnswer", message: messageOf(error) } };
    }
}

/** Returns the times of looks from one time on, before another. */
function timesBetween(from: number, until: number): number[] {
    return Array.from({ length: Math.max(0, Math.ceil((until - from) / lookMs)) }, (_, index) => from + index * lookMs);
}

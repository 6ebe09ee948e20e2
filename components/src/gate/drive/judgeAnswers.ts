import { messageOf } from "../../kubernetes";
import type { RawMetrics } from "../cluster/prometheus";
import type { Decision } from "../decision/types";
import type { Look } from "../history/judgement";
import { staleMs } from "../model/gracePeriods";
import type { GatePolicy } from "../model/inputs";
import { snapshotOf } from "../traffic/answers";
import { answerSeries, answersSelector, unreadableSignals } from "../traffic/answersQuery";
import { requestsSelectorOf } from "../traffic/requestsQuery";
import { podHashMetricLabel } from "../traffic/share";
import { inTime } from "./measurement";

/** Queries Prometheus for the counters of both versions' answers. Its silence is a result too. */
export async function lookAtAnswers(
    { judge, at }: Extract<Decision, { kind: "judge" }>,
    policy: GatePolicy & { readonly job: string },
    metrics: RawMetrics,
): Promise<Look> {
    try {
        const query = { ...policy, judge };
        const series = answerSeries(await inTime(metrics.samples(answersSelector(query), at - staleMs, at)), query);
        const labelled = series.requests.some(({ labels }) => (labels[podHashMetricLabel] ?? "") !== "");
        return labelled
            ? { kind: "counted", snapshot: snapshotOf(series, judge), unreadable: unreadableSignals(series, query) }
            : { kind: "unknown", problem: { kind: "noSeries", selector: requestsSelectorOf(policy) } };
    } catch (error) {
        return { kind: "unknown", problem: { kind: "noAnswer", message: messageOf(error) } };
    }
}

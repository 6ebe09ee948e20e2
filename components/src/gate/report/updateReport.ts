import { reportVersion, type ReportedMetric, type ReportedPause, type UpdateReport } from "../../report/report";
import type { Failure } from "../decision/types";
import type { RolloutHistory } from "../history/history";
import { countedInterval } from "../history/pauses";
import type { Timeline } from "../history/timeline";
import type { Outcome } from "../model/outcome";
import type { Analysis } from "../observation/analysis";
import type { Observation } from "../observation/observe";
import { notesOf, type JudgePolicy } from "./evidence";
import type { Subject } from "./failureMessage";
import { numberIn, thresholdOf, unitOf } from "./measuredValue";
import { powerOf } from "./power";
import { reportedExposure, reportedJudge } from "./reportedJudge";
import { unobservedParts } from "./unobservedParts";

/** The end of a drive, as far as a report needs it. */
export interface ReportedEnd {
    readonly result: { readonly kind: "succeed"; readonly outcome: Outcome } | Failure;
    /** The message of a failure, without the output of an app. */
    readonly keptFailure: string;
    readonly observation: Observation | undefined;
    readonly history: RolloutHistory;
    readonly timeline: Timeline;
    readonly finishedAt: number;
    readonly policy: JudgePolicy;
}

/** Parts of a run for its report: the counter of requests, empty for none, and notes about what it does not verify. */
export interface ReportedRun {
    readonly requestsMetric: string;
    readonly notes: readonly string[];
}

/** Returns the report of an update, from what this gate observed; nothing is queried. */
export function updateReportOf(
    end: ReportedEnd,
    { namespace, rolloutName }: Pick<Subject, "namespace" | "rolloutName">,
    { requestsMetric, notes }: ReportedRun,
): UpdateReport {
    const { result, observation: o, history, timeline, finishedAt, policy } = end;
    const { outcome } = result;
    const stable = history.firstStableHash;
    return {
        version: reportVersion,
        rollout: { namespace, name: rolloutName },
        outcome,
        success: result.kind === "succeed",
        code: result.kind === "fail" ? result.code : undefined,
        sentence: endSentence(end, `${namespace}/${rolloutName}`),
        notes: [...notes, ...(o === undefined || result.kind === "fail" ? [] : notesOf(outcome, o, history, policy))],
        startedAt: iso(history.startedAt),
        finishedAt: iso(finishedAt),
        newVersion: o && { podHash: o.podHash, revision: o.revision, image: o.image },
        stableVersion: stable === "" || stable === o?.podHash ? undefined : { podHash: stable },
        steps: o?.steps ?? [],
        lastStep: o?.aborted === true || o === undefined ? history.lastStep : o.stepIndex,
        weights: timeline.weights.map(({ at, ...weight }) => ({ at: iso(at), ...weight })),
        pauses: history.pauses.map((pause) => pauseOf(pause, history, finishedAt)),
        metrics: timeline.analyses.flatMap(reportedMetrics),
        counters: timeline.counters.map(({ at, ...versions }) => ({ at: iso(at), ...versions })),
        judge: reportedJudge(history, timeline),
        pods: timeline.pods.map(({ at, ...pods }) => ({ at: iso(at), ...pods })),
        exposure: reportedExposure(history.judgement, timeline),
        writes: timeline.writes.map(({ at, ...write }) => ({ at: iso(at), ...write })),
        outages: timeline.outages.map(({ from, until, ...outage }) => ({
            ...outage,
            from: iso(from),
            until: until === undefined ? undefined : iso(until),
        })),
        unobserved: unobservedParts(o, history, timeline, requestsMetric),
    };
}

/** Returns the report of an update that ended before anything of the rollout was observed. */
export function unseenReport(
    { namespace, rolloutName }: Pick<Subject, "namespace" | "rolloutName">,
    sentence: string,
    from: number,
    until: number,
): UpdateReport {
    const none = { notes: [], steps: [], weights: [], pauses: [], metrics: [], counters: [], pods: [], writes: [] };
    return {
        version: reportVersion,
        rollout: { namespace, name: rolloutName },
        ...{ outcome: "Unproven", success: false, code: "ClusterFailed", sentence, lastStep: 0 },
        ...{ startedAt: iso(from), finishedAt: iso(until), outages: [] },
        ...none,
        unobserved: [{ part: "weights", reason: "nothing of the rollout was observed" }],
    };
}

/** Returns the sentence about the end of an update, without the output of an app. */
export function endSentence(
    { result, keptFailure, observation: o }: Pick<ReportedEnd, "result" | "keptFailure" | "observation">,
    rollout: string,
): string {
    if (result.kind === "fail") {
        return keptFailure;
    }
    const version = o === undefined ? "" : `: revision ${String(o.revision)}, ${o.image}, pod hash ${o.podHash}`;
    return `rollout ${rollout} ended as ${result.outcome}${version}`;
}

function pauseOf(pause: RolloutHistory["pauses"][number], history: RolloutHistory, end: number): ReportedPause {
    const { stepIndex, weight, startedAt, endedAt, cutShort, shareResult, measuredAt } = pause;
    // The share was counted within the pause; see countedInterval.
    const counted = measuredAt === undefined ? undefined : countedInterval(pause, measuredAt);
    const share =
        shareResult === undefined || shareResult.kind === "unknown"
            ? undefined
            : {
                  ...{ result: shareResult.kind, canary: shareResult.canary, total: shareResult.total },
                  ...{ lowest: shareResult.lowest, highest: shareResult.highest },
                  from: iso(counted?.from ?? startedAt),
                  until: iso(counted?.until ?? endedAt ?? end),
              };
    return {
        step: stepIndex,
        weight,
        from: iso(startedAt),
        until: endedAt === undefined ? undefined : iso(endedAt),
        cutShort,
        share,
        least: powerOf(pause, history),
    };
}

/** Returns the metrics of an AnalysisRun as reports have them. */
export function reportedMetrics({ name: run, stepIndex, metrics }: Analysis): ReportedMetric[] {
    return metrics.map(({ name, condition, phase, dryRun, measurements }) => ({
        ...{ run, step: stepIndex, name, condition, phase, dryRun },
        threshold: thresholdOf(condition),
        unit: unitOf(name, condition),
        measurements: measurements.map((one) => {
            const number = numberIn(one.value);
            return {
                at: one.finishedAt,
                value: number !== undefined && Number.isFinite(number) ? number : undefined,
                text: one.value === "" ? (one.message ?? "no value") : one.value,
                phase: one.phase,
            };
        }),
    }));
}

function iso(at: number): string {
    return new Date(at).toISOString();
}

import type { Exposure, ReportedJudge } from "../../report/report";
import type { RolloutHistory } from "../history/history";
import { verdictsOf, type Judgement } from "../history/judgement";
import type { Timeline } from "../history/timeline";
import { judgedSignals, policyOf, rejectingEvidence } from "../judge/judge";
import { noAnswers, type Signal, sumOf, whole, wholeAnswers } from "../model/answers";

/** The largest logarithm whose e-value JSON can hold. */
const largestLog = 690;

/** Returns the judge's view for a report; undefined if it never looked. */
export function reportedJudge({ judgement, power }: RolloutHistory, { evidence }: Timeline): ReportedJudge | undefined {
    if (judgement?.snapshot === undefined) {
        return undefined;
    }
    const { judge } = judgement;
    const { forecast } = power ?? {};
    return {
        rejectsAt: rejectingEvidence,
        signals: judgedSignals(judge)
            .filter((signal) => judgement.unreadable[signal] === undefined)
            .map((signal) => ({
                signal,
                threshold: policyOf(signal, judge).threshold,
                bound: signal === "latency" ? judge.latencyBound : undefined,
                ...wholeAnswers(judgement.evidence[signal].total),
                rejected: verdictsOf(judgement)
                    .filter(({ finding }) => finding.signal === signal)
                    .map(({ rejection }) => rejection),
                evidence: evidence.map(({ at, values }) => ({
                    at: new Date(at).toISOString(),
                    worse: eValue(values[signal].worse),
                    over: eValue(values[signal].over),
                })),
            })),
        forecast: forecast && { requestsPerSecond: forecast.requestsPerSecond, together: forecast.together },
    };
}

/** Returns the answers of the new version from the first look to its last answer; undefined if none were counted. */
export function reportedExposure(
    judgement: Judgement | undefined,
    { counters, lateAnswers }: Timeline,
): Exposure | undefined {
    const answered = counters.filter((point) => point.new !== undefined);
    const [first, last] = [answered.at(0), answered.at(-1)];
    if (judgement === undefined || first === undefined || last === undefined) {
        return undefined;
    }
    const { unreadable, evidence } = judgement;
    const answersOf = (signal: Signal) => whole(sumOf(evidence[signal].total.new, lateAnswers?.[signal] ?? noAnswers));
    const [errors, latency] = [answersOf("errors"), answersOf("latency")];
    const counted = judgedSignals(judgement.judge).includes("latency") && unreadable.latency === undefined;
    return {
        from: new Date(first.at).toISOString(),
        until: new Date(lateAnswers?.until ?? last.at).toISOString(),
        answers: Math.max(errors.all, latency.all),
        errors: unreadable.errors === undefined ? errors.bad : undefined,
        slow: counted ? latency.bad : undefined,
    };
}

function eValue(log: number): number {
    return Number(Math.exp(Math.min(largestLog, log)).toPrecision(6));
}

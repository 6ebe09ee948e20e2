import type { RolloutHistory } from "../history/history";
import type { Finding } from "../model/finding";
import { recountMs } from "../model/gracePeriods";
import type { ReviewProblem } from "../model/reviewProblem";
import { isCompleted, isDecidedOn, unmeasuredMetrics } from "../observation/analysis";
import type { Observation } from "../observation/observe";
import { missingRuns } from "./missingRuns";
import type { ObservedSituation } from "./situation";
import { fail, wait, type Decision } from "./types";

/**
 * Evaluates a Healthy rollout whose steps ran before this gate watched: a look back, waiting for what it lacks, or a
 * failure. Undefined where the policy accepts what is not proven.
 */
export function evaluateUnwatched(situation: ObservedSituation): Decision | undefined {
    const { observation: o, history, policy, gracePeriods, now } = situation;
    const { review } = history;
    const silentMs = review?.kind === "unread" ? now - review.since : Infinity;
    if (review === undefined || (silentMs < gracePeriods.measureMs && now >= review.at + recountMs)) {
        return { kind: "review" };
    }
    const findings = unprovenByReview(o, history);
    const healthyMs = now - (history.since.healthy ?? now);
    const running = review.kind === "proven" && isMeasuring(o);
    if (silentMs < gracePeriods.measureMs || (running && healthyMs < gracePeriods.verificationMs)) {
        return wait({ kind: "unverified", findings });
    }
    const rejected = review.kind === "unproven" && review.rejected;
    return rejected || policy.onUnobserved === "fail"
        ? fail("Unobserved", "Unproven", [{ kind: "unobserved" }, ...findings])
        : undefined;
}

/** True when a look back has proven the steps that ran before this gate watched, and so have their analyses. */
export function isProvenBySamples(o: Observation, { review }: RolloutHistory): boolean {
    return review?.kind === "proven" && unprovenAnalysis(o) === undefined;
}

/** Returns why a look back has not proven the steps; empty before it, and if it has. */
export function unprovenByReview(o: Observation, { review }: RolloutHistory): readonly Finding[] {
    if (review?.kind !== "proven") {
        return review?.findings ?? [];
    }
    const because = unprovenAnalysis(o);
    return because === undefined ? [] : [{ kind: "notProvenBySamples", because }];
}

function isMeasuring({ analyses }: Observation): boolean {
    return analyses.some(({ phase }) => !isCompleted(phase));
}

/** Returns what the AnalysisRuns lack to prove all steps: each must be Successful, with a good value of every metric. */
function unprovenAnalysis(o: Observation): Finding | ReviewProblem | undefined {
    const analyses = o.analyses.filter((analysis) => !isDecidedOn(analysis, o.steps.length));
    const ended = analyses.filter(({ phase }) => isCompleted(phase));
    const findings: (Finding | ReviewProblem)[] = [
        ...missingRuns(o, 0),
        ...ended
            .filter(({ phase }) => phase !== "Successful")
            .map(({ name, phase }) => ({ kind: "analysisEnded", name, phase }) as const),
        ...analyses
            .filter(({ phase }) => !isCompleted(phase))
            .map(({ name, phase }) => ({ kind: "analysisRunning", name, phase }) as const),
        ...unmeasuredMetrics(ended).flatMap((one) =>
            one.kind === "unmeasured" ? ({ kind: "noMeasurement", metric: one.metric } as const) : [],
        ),
    ];
    return findings[0];
}

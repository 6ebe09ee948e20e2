import { isCompleted, isDecidedOn } from "../observation/analysis";
import type { RolloutHistory } from "../history/history";
import { missingSteps } from "./evaluatePause";
import type { Outcome, Verified } from "../model/outcome";
import type { Observation } from "../observation/observe";
import { pauseToMeasure } from "../history/pauses";
import type { GatePolicy } from "../model/inputs";
import { trafficAwayFromStable } from "../observation/routedWeight";

/** The verification of a Healthy rollout. */
export interface Verification {
    /** What can no longer become good. */
    readonly disproved: { readonly code: "AnalysisFailed" | "Unmeasured"; readonly details: string[] } | undefined;
    /** What is not as it should be yet; the controller needs a moment for some of it. */
    readonly open: string[];
}

/** Checks a Healthy rollout for everything that a good one shows. */
export function verify(o: Observation, history: RolloutHistory, policy: GatePolicy, outcome: Outcome): Verification {
    const open = trafficAwayFromStable(o);
    if (o.replicas.available < o.replicas.desired) {
        const count = `${String(o.replicas.available)} of ${String(o.replicas.desired)}`;
        open.push(`${count} pods of the new version are available`);
    }
    const steps = needsVerification(outcome, history, o);
    if (!steps && !(outcome === "Initial" && policy.verifyInitial && verifiedBefore(o, history) === undefined)) {
        return { disproved: undefined, open };
    }
    for (const weight of steps ? unseenWeights(o, history) : []) {
        const where = o.canaryIngresses.length > 1 ? "every" : "the";
        open.push(`weight ${String(weight)} was never seen on ${where} canary Ingress`);
    }
    const uncounted = policy.requestsMetric === "" ? undefined : pauseToMeasure(history);
    if (uncounted !== undefined) {
        const why = uncounted.shareResult?.kind === "unknown" ? ` (${uncounted.shareResult.why})` : "";
        open.push(`the requests at weight ${String(uncounted.weight)} are not counted yet${why}`);
    }
    if (steps && o.analysisDeclared && !o.analyses.some(({ kind }) => kind === "Background")) {
        open.push(`there is no AnalysisRun of revision ${String(o.revision)}`);
    }
    for (const index of steps ? missingSteps(o, history.joinedStep, o.steps.length) : []) {
        open.push(`there is no AnalysisRun of step ${String(index)}`);
    }
    const judged = o.analyses.filter((analysis) => !isDecidedOn(analysis, o.steps.length));
    const ended = judged.filter((analysis) => isCompleted(analysis.phase));
    for (const analysis of judged) {
        if (!ended.includes(analysis)) {
            open.push(`AnalysisRun ${analysis.name} is still ${analysis.phase}`);
        }
    }
    if (ended.some((analysis) => analysis.phase !== "Successful")) {
        return { disproved: { code: "AnalysisFailed", details: [] }, open };
    }
    // A run that ends before its first measurement counts as Successful for Argo, and proves nothing.
    const unmeasured = ended
        .flatMap((analysis) => analysis.metrics.filter((metric) => metric.measuredCount === 0 && !metric.dryRun))
        .map((metric) => metric.name);
    return { disproved: unmeasured.length === 0 ? undefined : { code: "Unmeasured", details: unmeasured }, open };
}

/** The outcome of a Healthy rollout. */
export function outcomeOf(o: Observation, history: RolloutHistory): Outcome {
    const verified = verifiedBefore(o, history);
    if (verified !== undefined) {
        return verified.outcome;
    }
    if (o.revision === 1 || (history.firstStableHash === "" && history.podHash !== undefined)) {
        return "Initial";
    }
    if (history.promoteFull) {
        return "FastPromoted";
    }
    const ran = history.stepsRan || o.analyses.length > 0;
    return o.reused ? (ran ? "RolledBack" : "FastRolledBack") : "Promoted";
}

/** What an earlier run of this gate found, where it has verified this very revision. */
export function verifiedBefore(o: Observation, { previous, watched }: RolloutHistory): Verified | undefined {
    const verified = previous?.verified;
    // A Rollout that was deleted and made anew may get to the same hash and revision, by steps of its own.
    return !watched && verified?.podHash === o.podHash && verified.revision === o.revision ? verified : undefined;
}

/** Why an earlier run of this gate disproved this very revision when it had all traffic already, in words. */
export function disprovedBefore(o: Observation, { previous, watched }: RolloutHistory): string | undefined {
    // As above: not of a Rollout that was made anew.
    return !watched && previous?.podHash === o.podHash && previous.revision === o.revision
        ? previous.disprovedBy
        : undefined;
}

function needsVerification(outcome: Outcome, history: RolloutHistory, o: Observation): boolean {
    return (outcome === "Promoted" || outcome === "RolledBack") && verifiedBefore(o, history) === undefined;
}

/** The weights of the steps that ran while the gate watched, and that it nevertheless did not see. */
function unseenWeights(o: Observation, history: RolloutHistory): number[] {
    if (o.weight === undefined || history.gap) {
        return [];
    }
    const expected = o.steps.slice(history.joinedStep).flatMap((step) => step.percent ?? []);
    return [...new Set(expected)].filter((weight) => !history.weights.some((seen) => seen.weight === weight));
}

import type { RolloutHistory } from "../history/history";
import { pauseToMeasure } from "../history/pauses";
import type { Finding, Unmeasured } from "../model/finding";
import type { GatePolicy } from "../model/inputs";
import type { Outcome } from "../model/outcome";
import type { Verified } from "../model/previous";
import { isCompleted, isDecidedOn, type Analysis, unmeasuredMetrics } from "../observation/analysis";
import type { Observation } from "../observation/observe";
import { trafficAwayFromStable } from "../observation/routedWeight";
import { isInitial } from "./initial";
import { missingRuns } from "./missingRuns";
import { isSameVersion, isWatched, unprovenBefore } from "./unproven";
import { isProvenBySamples } from "./unwatched";

/** The verification of a Healthy rollout. */
export interface Verification {
    /** Findings that can no longer be resolved. */
    readonly disproved:
        { readonly code: "AnalysisFailed" | "Unmeasured"; readonly findings: readonly Unmeasured[] } | undefined;
    /** Findings that are still open; the controller needs a moment for some of them. */
    readonly open: readonly Finding[];
}

/** Verifies a Healthy rollout: traffic, pods, weights, requests and analyses. */
export function verify(o: Observation, history: RolloutHistory, policy: GatePolicy, outcome: Outcome): Verification {
    const open: Finding[] = trafficAwayFromStable(o);
    const { available, desired } = o.replicas;
    if (available < desired) {
        open.push({ kind: "unavailablePods", available, desired });
    }
    const steps = needsVerification(outcome, history, o);
    if (
        !steps &&
        outcome !== "Unobserved" &&
        !(outcome === "Initial" && policy.verifyInitial && verifiedBefore(o, history) === undefined)
    ) {
        return { disproved: undefined, open };
    }
    const evaluated = o.analyses.filter((analysis) => !isDecidedOn(analysis, o.steps.length));
    const running = evaluated.filter(({ phase }) => !isCompleted(phase));
    open.push(
        ...(steps ? [...unprovenBefore(o, history), ...unseenWeights(o, history)] : []),
        ...uncountedRequests(history, policy),
        ...(steps ? missingRuns(o, history.joinedStep) : []),
        ...running.map(({ name, phase }) => ({ kind: "analysisRunning", name, phase }) as const),
    );
    return { disproved: disprovedBy(evaluated.filter(({ phase }) => isCompleted(phase))), open };
}

function disprovedBy(ended: readonly Analysis[]): Verification["disproved"] {
    if (ended.some(({ phase }) => phase !== "Successful")) {
        return { code: "AnalysisFailed", findings: [] };
    }
    // A run counts as Successful for Argo also without a measurement, and with fewer bad ones than its limit.
    const findings = unmeasuredMetrics(ended);
    return findings.length === 0 ? undefined : { code: "Unmeasured", findings };
}

function uncountedRequests(history: RolloutHistory, policy: GatePolicy): Finding[] {
    const pause = policy.requestsMetric === "" ? undefined : pauseToMeasure(history);
    if (pause === undefined) {
        return [];
    }
    const { weight, shareResult } = pause;
    const problem = shareResult?.kind === "unknown" ? { problem: shareResult.problem } : {};
    return [{ kind: "countPending", weight, ...problem }];
}

/** Returns the outcome of a Healthy rollout. */
export function outcomeOf(o: Observation, history: RolloutHistory, { adopt, acceptUnproven }: GatePolicy): Outcome {
    const verified = verifiedBefore(o, history);
    if (verified !== undefined) {
        return verified.outcome;
    }
    if (isInitial(o, history)) {
        return "Initial";
    }
    if (history.promoteFull) {
        return "FastPromoted";
    }
    const { previous, stepsRan } = history;
    const ran = stepsRan || o.analyses.length > 0 || isProvenBySamples(o, history);
    const outcome = o.reused ? (ran ? "RolledBack" : "FastRolledBack") : "Promoted";
    if (acceptUnproven === o.podHash && (unprovenBefore(o, history).length > 0 || disprovedBefore(o, history))) {
        return "Unobserved";
    }
    if (
        isWatched(o, history) ||
        o.steps.length === 0 ||
        (outcome === "FastRolledBack" && wereStepsSkipped(o, history))
    ) {
        return outcome;
    }
    if (previous === undefined && adopt) {
        return "Adopted";
    }
    // An earlier run may have watched the steps, and failed for a reason that is over.
    const watchedBefore = isSameVersion(o, previous) && previous?.unproven !== undefined;
    return watchedBefore && unprovenBefore(o, history).length === 0 ? outcome : "Unobserved";
}

/** True when a version that has served before needs no steps: it was stable all the time, or is recent enough. */
function wereStepsSkipped(o: Observation, { previous }: RolloutHistory): boolean {
    const stable = [previous?.stableHash, previous?.verified?.podHash].includes(o.podHash);
    return o.withinRollbackWindow || (stable && previous?.podHash !== o.podHash);
}

/** Returns the result of an earlier run of this gate that has verified this very revision. */
export function verifiedBefore(o: Observation, { previous, watched }: RolloutHistory): Verified | undefined {
    // A Rollout that was deleted and created again may reach the same hash and revision by other steps.
    return !watched && isSameVersion(o, previous?.verified) ? previous?.verified : undefined;
}

/** Returns the findings that disproved this very revision in an earlier run, after it got all traffic. */
export function disprovedBefore(o: Observation, { previous, watched }: RolloutHistory): readonly Finding[] | undefined {
    // As above: not of a Rollout that was created again.
    return !watched && isSameVersion(o, previous) ? previous?.disprovedBy : undefined;
}

function needsVerification(outcome: Outcome, history: RolloutHistory, o: Observation): boolean {
    return (outcome === "Promoted" || outcome === "RolledBack") && verifiedBefore(o, history) === undefined;
}

/** Returns the weights of the steps that ran while the gate watched, but that it did not see. */
function unseenWeights(o: Observation, history: RolloutHistory): Finding[] {
    if (o.weight === undefined || history.gap) {
        return [];
    }
    const ingresses = o.routes.length;
    const other = o.routes.find(({ kind }) => kind !== "Ingress");
    const expected = o.steps.slice(history.joinedStep).flatMap((step) => step.percent ?? []);
    const unseen = [...new Set(expected)].filter((weight) => !history.weights.some((seen) => seen.weight === weight));
    return unseen.map((weight) => ({ kind: "unseenWeight", weight, ingresses, ...(other && { route: other.kind }) }));
}

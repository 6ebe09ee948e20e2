import { isCompleted, isDecidedOn } from "../observation/analysis";
import type { Memory } from "../history/history";
import { missingSteps } from "./evaluatePause";
import type { Outcome, Proven } from "../model/outcome";
import type { Observation } from "../observation/observe";
import { unjudged } from "../history/pauses";
import type { GatePolicy } from "../model/policy";
import { trafficAwayFromStable } from "../observation/routedWeight";

/** What is proven about a Healthy rollout. */
export interface Proof {
    /** What can no longer become good. */
    readonly refuted: { readonly code: "AnalysisFailed" | "Unmeasured"; readonly details: string[] } | undefined;
    /** What is not as it should be yet; the controller needs a moment for some of it. */
    readonly open: string[];
}

/** Holds a Healthy rollout against everything that a good one shows. */
export function prove(o: Observation, memory: Memory, policy: GatePolicy, outcome: Outcome): Proof {
    const open = trafficAwayFromStable(o);
    if (o.replicas.available < o.replicas.desired) {
        const count = `${String(o.replicas.available)} of ${String(o.replicas.desired)}`;
        open.push(`${count} pods of the new version are available`);
    }
    const steps = needsProof(outcome, memory, o);
    if (!steps && !(outcome === "Initial" && policy.verifyInitial && provenBefore(o, memory) === undefined)) {
        return { refuted: undefined, open };
    }
    for (const weight of steps ? unseenWeights(o, memory) : []) {
        const where = o.canaryIngresses.length > 1 ? "every" : "the";
        open.push(`weight ${String(weight)} was never seen on ${where} canary Ingress`);
    }
    const uncounted = policy.requestsMetric === "" ? undefined : unjudged(memory);
    if (uncounted !== undefined) {
        const why = uncounted.verdict?.kind === "unknown" ? ` (${uncounted.verdict.why})` : "";
        open.push(`the requests at weight ${String(uncounted.weight)} are not counted yet${why}`);
    }
    if (steps && o.analysisDeclared && !o.analyses.some(({ kind }) => kind === "Background")) {
        open.push(`there is no AnalysisRun of revision ${String(o.revision)}`);
    }
    for (const index of steps ? missingSteps(o, memory.joinedStep, o.steps.length) : []) {
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
        return { refuted: { code: "AnalysisFailed", details: [] }, open };
    }
    // A run that ends before its first measurement counts as Successful for Argo, and proves nothing.
    const unmeasured = ended
        .flatMap((analysis) => analysis.metrics.filter((metric) => metric.measuredCount === 0 && !metric.dryRun))
        .map((metric) => metric.name);
    return { refuted: unmeasured.length === 0 ? undefined : { code: "Unmeasured", details: unmeasured }, open };
}

/** The outcome of a Healthy rollout. */
export function outcomeOf(o: Observation, memory: Memory): Outcome {
    const proven = provenBefore(o, memory);
    if (proven !== undefined) {
        return proven.outcome;
    }
    if (o.revision === 1 || (memory.firstStableHash === "" && memory.podHash !== undefined)) {
        return "Initial";
    }
    if (memory.promoteFull) {
        return "FastPromoted";
    }
    const ran = memory.stepsRan || o.analyses.length > 0;
    return o.reused ? (ran ? "RolledBack" : "FastRolledBack") : "Promoted";
}

/** What an earlier run of this gate found, where it has judged this very revision good. */
export function provenBefore(o: Observation, { previous, watched }: Memory): Proven | undefined {
    const proven = previous?.proven;
    // A Rollout that was deleted and made anew may get to the same hash and revision, by steps of its own.
    return !watched && proven?.podHash === o.podHash && proven.revision === o.revision ? proven : undefined;
}

/** Why an earlier run of this gate refuted this very revision when it had all traffic already, in words. */
export function refutedBefore(o: Observation, { previous, watched }: Memory): string | undefined {
    // As above: not of a Rollout that was made anew.
    return !watched && previous?.podHash === o.podHash && previous.revision === o.revision
        ? previous.refutedBy
        : undefined;
}

function needsProof(outcome: Outcome, memory: Memory, o: Observation): boolean {
    return (outcome === "Promoted" || outcome === "RolledBack") && provenBefore(o, memory) === undefined;
}

/** The weights of the steps that ran while the gate watched, and that it nevertheless did not see. */
function unseenWeights(o: Observation, memory: Memory): number[] {
    if (o.weight === undefined || memory.gap) {
        return [];
    }
    const expected = o.steps.slice(memory.joinedStep).flatMap((step) => step.percent ?? []);
    return [...new Set(expected)].filter((weight) => !memory.weights.some((seen) => seen.weight === weight));
}

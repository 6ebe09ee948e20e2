import { isInconclusive, type Memory, type Outcome } from "./memory";
import type { Observation } from "./observe";
import { outcomeOf, prove, trafficAwayFromStable } from "./proof";

/** Why a gate failed; a closed set, with one sentence each in errors.ts. */
export type GateErrorCode =
    | "Missing"
    | "InvalidSpec"
    | "Superseded"
    | "Aborted"
    | "Inconclusive"
    | "AnalysisFailed"
    | "Unmeasured"
    | "NotProven"
    | "TimedOut"
    | "ClusterFailed";

/** What to do about an observation. */
export type Decision =
    | { readonly kind: "wait"; readonly reason: string; readonly note?: string }
    | { readonly kind: "succeed"; readonly outcome: Outcome }
    | {
          readonly kind: "fail";
          readonly code: GateErrorCode;
          readonly outcome: Outcome;
          readonly details: readonly string[];
      };

/** How long states last before they count, in milliseconds. */
export interface Patience {
    readonly timeoutMs: number;
    /** The Rollout may be created a moment after the gate starts. */
    readonly missingMs: number;
    /** An invalid spec heals when, say, the AnalysisTemplate that it names appears. */
    readonly invalidMs: number;
    /** Traffic must be back on stable this long after an abort. */
    readonly abortMs: number;
    /** Everything must be proven this long after the rollout is Healthy. */
    readonly proofMs: number;
    /** The AnalysisRun that explains an abort or a pause may arrive a moment after it. */
    readonly explainMs: number;
}

/** The patience of every gate; its timeout is the user's. */
export function patienceOf(timeoutSeconds: number): Patience {
    return {
        timeoutMs: timeoutSeconds * 1000,
        missingMs: 30_000,
        invalidMs: 60_000,
        abortMs: 60_000,
        proofMs: 30_000,
        explainMs: 5_000,
    };
}

/** Judges an observation. Total: every observation gets a decision, and waiting ends at the deadline. */
export function decide(
    observation: Observation | undefined,
    memory: Memory,
    patience: Patience,
    now: number,
): Decision {
    const decision = judge(observation, memory, patience, now);
    if (decision.kind !== "wait" || now < memory.startedAt + patience.timeoutMs) {
        return decision;
    }
    return { kind: "fail", code: "TimedOut", outcome: "TimedOut", details: [decision.reason] };
}

function judge(observation: Observation | undefined, memory: Memory, patience: Patience, now: number): Decision {
    const lastsMs = (state: keyof Memory["since"]) => now - (memory.since[state] ?? now);
    if (observation === undefined) {
        return lastsMs("missing") >= patience.missingMs
            ? { kind: "fail", code: "Missing", outcome: "Unproven", details: [] }
            : wait("the Rollout does not exist");
    }
    if (!observation.generationObserved) {
        return wait(
            `the controller has not seen generation ${String(observation.generation)} yet (it has seen ${observation.observedGeneration || "none"})`,
        );
    }
    if (observation.invalidSpec !== undefined) {
        const details = [observation.invalidSpec];
        return lastsMs("invalid") >= patience.invalidMs
            ? { kind: "fail", code: "InvalidSpec", outcome: "Unproven", details }
            : wait(`the controller refuses the spec: ${observation.invalidSpec}`);
    }
    if (!observation.templateObserved) {
        return wait("the controller has not made a ReplicaSet of this pod template yet");
    }
    if (memory.podHash !== undefined && observation.podHash !== memory.podHash) {
        return { kind: "fail", code: "Superseded", outcome: "Superseded", details: [] };
    }
    if (observation.unpausing) {
        return wait(observation.message);
    }
    if (observation.aborted) {
        return judgeAbort(observation, lastsMs("aborted"), patience, memory, now);
    }
    if (observation.manuallyPaused) {
        const note = "spec.paused is set: somebody paused this rollout by hand, and this gate does not resume it";
        return { ...wait("somebody paused the rollout by hand (spec.paused)"), note };
    }
    if (isInconclusive(observation)) {
        const explained = observation.analyses.some((analysis) => analysis.phase === "Inconclusive");
        return explained || lastsMs("inconclusive") >= patience.explainMs
            ? { kind: "fail", code: "Inconclusive", outcome: "Inconclusive", details: [] }
            : wait("the analysis is inconclusive");
    }
    if (observation.pauseReasons.length > 0) {
        return observation.steps[observation.stepIndex]?.openEnded === true
            ? {
                  ...wait("the rollout is paused until somebody promotes it"),
                  note: `paused until somebody promotes it: kubectl argo rollouts promote ${observation.name} -n ${observation.namespace}`,
              }
            : wait("the rollout is paused for the time that its step says");
    }
    if (observation.phase === "Healthy" && observation.podHash === observation.stableHash) {
        return judgeHealthy(observation, memory, lastsMs("healthy"), patience);
    }
    // Degraded alone is not the end: slow readiness exceeds the progress deadline and then becomes Healthy.
    return wait(`the rollout is ${observation.phase}${observation.message === "" ? "" : `: ${observation.message}`}`);
}

function judgeAbort(o: Observation, lastsMs: number, patience: Patience, memory: Memory, now: number): Decision {
    const blocked = trafficAwayFromStable(o);
    // The controller acknowledges an abort with a message, and the AnalysisRun that it may name arrives on its own.
    const explained =
        o.abortMessage !== "" &&
        (!o.abortMessage.includes("nalysis") || o.analyses.some((a) => a.phase === "Failed" || a.phase === "Error"));
    const late = lastsMs >= patience.abortMs || now >= memory.startedAt + patience.timeoutMs;
    if ((blocked.length > 0 && !late) || (!explained && lastsMs < patience.explainMs)) {
        return wait("the rollout is aborted and its traffic goes back to stable");
    }
    return { kind: "fail", code: "Aborted", outcome: "Aborted", details: blocked };
}

function judgeHealthy(o: Observation, memory: Memory, lastsMs: number, patience: Patience): Decision {
    const outcome = outcomeOf(o, memory);
    const { refuted, open } = prove(o, memory, outcome);
    if (refuted !== undefined) {
        return { kind: "fail", outcome: "Unproven", ...refuted };
    }
    if (open.length === 0) {
        return { kind: "succeed", outcome };
    }
    return lastsMs >= patience.proofMs
        ? { kind: "fail", code: "NotProven", outcome: "Unproven", details: open }
        : wait(`the rollout is Healthy, but ${open.join("; ")}`);
}

function wait(reason: string): { kind: "wait"; reason: string } {
    return { kind: "wait", reason };
}

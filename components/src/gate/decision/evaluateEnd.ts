import { seenAnalyses } from "../observation/analysis";
import { fail, wait, type Decision } from "./types";
import type { Memory } from "../history/history";
import type { Outcome } from "../model/outcome";
import { lacksStablePods, type Observation } from "../observation/observe";
import type { GatePolicy, Patience } from "../model/policy";
import { sendOnce } from "./writes";
import { outcomeOf, prove, refutedBefore } from "./verification";
import { trafficAwayFromStable } from "../observation/routedWeight";

/** Judges an aborted rollout: tried again where that is asked for, else a failure once its traffic is back. */
export function judgeAborted(
    o: Observation,
    memory: Memory,
    policy: GatePolicy,
    patience: Patience,
    now: number,
): Decision {
    const { previous } = memory;
    const lastsMs = now - (memory.since.aborted ?? now);
    const again = policy.retryAborted && previous?.podHash === o.podHash && !memory.watched && !o.manuallyPaused;
    if (again && !(memory.retried && memory.sent?.applied === true)) {
        return sendOnce({ kind: "retry" }, o, memory, patience, now);
    }
    if (memory.sent?.kind === "retry" && !memory.watched && now < memory.sent.at + patience.promotionMs) {
        return wait("the aborted version is tried again");
    }
    const blocked = trafficAwayFromStable(o);
    // The controller acknowledges an abort with a message, and the AnalysisRun that it may name arrives on its own.
    const explained =
        o.abortMessage !== "" &&
        (memory.abort !== undefined ||
            !o.abortMessage.includes("nalysis") ||
            o.analyses.some(({ phase }) => phase === "Failed" || phase === "Error"));
    const late =
        now >= Math.max(memory.since.aborted ?? now, memory.stableBy) + patience.abortMs ||
        (memory.abort === undefined && now >= memory.startedAt + patience.timeoutMs);
    if (!late && (blocked.length > 0 || (!explained && lastsMs < patience.explainMs))) {
        const pods = `${String(o.stableAvailable)} of ${String(o.replicas.desired)}`;
        const as = blocked.length > 0 && lacksStablePods(o) ? ` as its pods become available (${pods})` : "";
        return wait(`the rollout is aborted and its traffic goes back to stable${as}`);
    }
    return memory.abort === undefined
        ? fail("Aborted", "Aborted", blocked)
        : fail(memory.abort.code, outcomeOfAbort(o, memory), memory.abort.details);
}

/** Whether there is an analysis, in the background or as a step, that a first deploy can be measured by. */
function isAnalysed({ analysisDeclared, steps }: Observation): boolean {
    return analysisDeclared || steps.some(({ analysis }) => analysis === true);
}

/** How a rollout ended whose abort this gate has asked for; nothing is aborted where the controller did not do it. */
export function outcomeOfAbort(o: Observation | undefined, memory: Memory): Outcome {
    return memory.abort?.code === "TimedOut" ? "TimedOut" : o?.aborted === true ? "Aborted" : "Unproven";
}

/** Judges a rollout that serves: a success once everything is proven. */
export function judgeHealthy(
    observation: Observation,
    memory: Memory,
    policy: GatePolicy,
    patience: Patience,
    now: number,
): Decision {
    const seen = seenAnalyses(observation.analyses, memory.analyses);
    const analyses = seen.filter(({ name }) => name !== memory.badEarlierRun);
    const o = { ...observation, analyses };
    const refutedBy = refutedBefore(o, memory);
    if (refutedBy !== undefined) {
        return { ...fail("NotProven", "Unproven", [refutedBy]), refuted: true };
    }
    if (!memory.watched && now - (memory.since.healthy ?? now) < patience.betweenWritesMs) {
        return wait("the rollout is Healthy, and its controller may still be reading this generation");
    }
    const outcome = outcomeOf(o, memory);
    const { refuted, open } = prove(o, memory, policy, outcome);
    if (refuted !== undefined) {
        return { kind: "fail", outcome: "Unproven", ...refuted };
    }
    if (outcome === "Initial" && policy.verifyInitial && open.length === 0 && isAnalysed(o)) {
        const run = o.analyses.find(({ kind }) => kind === "Initial");
        if (run === undefined) {
            return now < (memory.verifiedAt ?? -Infinity) + patience.promotionMs
                ? wait("the AnalysisRun of this first deploy is not there yet")
                : { kind: "verify" };
        }
    }
    if (open.length === 0) {
        return { kind: "succeed", outcome };
    }
    const measuring = o.analyses.some(
        ({ kind, phase }) => kind === "Initial" && (phase === "Running" || phase === "Pending"),
    );
    return now - (memory.since.healthy ?? now) >= patience.proofMs && !measuring
        ? fail("NotProven", "Unproven", open)
        : wait(`the rollout is Healthy, but ${open.join("; ")}`);
}

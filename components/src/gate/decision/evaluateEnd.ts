import { seenAnalyses } from "../observation/analysis";
import { fail, wait, type Decision } from "./types";
import type { RolloutHistory } from "../history/history";
import type { Outcome } from "../model/outcome";
import { lacksStablePods, type Observation } from "../observation/observe";
import type { GatePolicy } from "../model/inputs";
import type { GracePeriods } from "../model/gracePeriods";
import { sendOnce } from "./writes";
import { outcomeOf, verify, disprovedBefore } from "./verification";
import { trafficAwayFromStable } from "../observation/routedWeight";

/** Evaluates an aborted rollout: tried again where that is asked for, else a failure once its traffic is back. */
export function evaluateAborted(
    o: Observation,
    history: RolloutHistory,
    policy: GatePolicy,
    gracePeriods: GracePeriods,
    now: number,
): Decision {
    const { previous } = history;
    const abortedMs = now - (history.since.aborted ?? now);
    const again = policy.retryAborted && previous?.podHash === o.podHash && !history.watched && !o.manuallyPaused;
    if (again && !(history.retried && history.sent?.applied === true)) {
        return sendOnce({ kind: "retry" }, o, history, gracePeriods, now);
    }
    if (history.sent?.kind === "retry" && !history.watched && now < history.sent.at + gracePeriods.promotionMs) {
        return wait("the aborted version is tried again");
    }
    const blocked = trafficAwayFromStable(o);
    // The controller acknowledges an abort with a message, and the AnalysisRun that it may name arrives on its own.
    const explained =
        o.abortMessage !== "" &&
        (history.abort !== undefined ||
            !o.abortMessage.includes("nalysis") ||
            o.analyses.some(({ phase }) => phase === "Failed" || phase === "Error"));
    const late =
        now >= Math.max(history.since.aborted ?? now, history.stableBy) + gracePeriods.abortMs ||
        (history.abort === undefined && now >= history.startedAt + gracePeriods.timeoutMs);
    if (!late && (blocked.length > 0 || (!explained && abortedMs < gracePeriods.explainMs))) {
        const pods = `${String(o.stableAvailable)} of ${String(o.replicas.desired)}`;
        const as = blocked.length > 0 && lacksStablePods(o) ? ` as its pods become available (${pods})` : "";
        return wait(`the rollout is aborted and its traffic goes back to stable${as}`);
    }
    return history.abort === undefined
        ? fail("Aborted", "Aborted", blocked)
        : fail(history.abort.code, outcomeOfAbort(o, history), history.abort.details);
}

/** Whether there is an analysis, in the background or as a step, that a first deploy can be measured by. */
function isAnalysed({ analysisDeclared, steps }: Observation): boolean {
    return analysisDeclared || steps.some(({ analysis }) => analysis === true);
}

/** How a rollout ended whose abort this gate has asked for; nothing is aborted where the controller did not do it. */
export function outcomeOfAbort(o: Observation | undefined, history: RolloutHistory): Outcome {
    return history.abort?.code === "TimedOut" ? "TimedOut" : o?.aborted === true ? "Aborted" : "Unproven";
}

/** Evaluates a rollout that serves: a success once everything is verified. */
export function evaluateHealthy(
    observation: Observation,
    history: RolloutHistory,
    policy: GatePolicy,
    gracePeriods: GracePeriods,
    now: number,
): Decision {
    const seen = seenAnalyses(observation.analyses, history.analyses);
    const analyses = seen.filter(({ name }) => name !== history.badEarlierRun);
    const o = { ...observation, analyses };
    const disprovedBy = disprovedBefore(o, history);
    if (disprovedBy !== undefined) {
        return { ...fail("NotProven", "Unproven", [disprovedBy]), disproved: true };
    }
    if (!history.watched && now - (history.since.healthy ?? now) < gracePeriods.betweenWritesMs) {
        return wait("the rollout is Healthy, and its controller may still be reading this generation");
    }
    const outcome = outcomeOf(o, history);
    const { disproved, open } = verify(o, history, policy, outcome);
    if (disproved !== undefined) {
        return { kind: "fail", outcome: "Unproven", ...disproved };
    }
    if (outcome === "Initial" && policy.verifyInitial && open.length === 0 && isAnalysed(o)) {
        const run = o.analyses.find(({ kind }) => kind === "Initial");
        if (run === undefined) {
            return now < (history.verifiedAt ?? -Infinity) + gracePeriods.promotionMs
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
    return now - (history.since.healthy ?? now) >= gracePeriods.verificationMs && !measuring
        ? fail("NotProven", "Unproven", open)
        : wait(`the rollout is Healthy, but ${open.join("; ")}`);
}

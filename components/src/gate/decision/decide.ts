import { fail, wait, type Decision } from "./types";
import { evaluateAborted, evaluateHealthy, outcomeOfAbort } from "./evaluateEnd";
import { isDisproved, evaluatePause, evaluateShares } from "./evaluatePause";
import { deadlineOf, type RolloutHistory } from "../history/history";
import { isInconclusive, type Observation, isFullyPromoted } from "../observation/observe";
import type { GatePolicy } from "../model/inputs";
import type { GracePeriods } from "../model/gracePeriods";
import { abort, canAbort, canPromote, sendOnce } from "./writes";
import { misrouted } from "../observation/routedWeight";

/** Evaluates an observation. Total: every observation gets a decision, and waiting ends at the deadline. */
export function decide(
    observation: Observation | undefined,
    history: RolloutHistory,
    policy: GatePolicy,
    gracePeriods: GracePeriods,
    now: number,
): Decision {
    const decision = evaluate(observation, history, policy, gracePeriods, now);
    // What this gate has aborted is waited for, so that the failure can say where the traffic is; see evaluateAborted.
    const { abort: aborting } = history;
    if (now < deadlineOf(history, gracePeriods, true) || decision.kind === "succeed" || decision.kind === "fail") {
        return decision;
    }
    if (aborting !== undefined) {
        return fail(aborting.code, outcomeOfAbort(observation, history), aborting.details);
    }
    const details = decision.kind === "wait" ? [decision.reason] : [];
    if (policy.onTimeout === "abort" && observation !== undefined && canAbort(observation, history)) {
        return abort("TimedOut", details);
    }
    return fail("TimedOut", "TimedOut", details);
}

function evaluate(
    o: Observation | undefined,
    history: RolloutHistory,
    policy: GatePolicy,
    gracePeriods: GracePeriods,
    now: number,
): Decision {
    const durationMs = (state: keyof RolloutHistory["since"]) => now - (history.since[state] ?? now);
    if (o === undefined) {
        return durationMs("missing") >= gracePeriods.missingMs ? fail("Missing") : wait("the Rollout does not exist");
    }
    if (!o.generationObserved) {
        const seen = `generation ${String(o.generation)} yet (it has seen ${o.observedGeneration || "none"})`;
        return durationMs("unobserved") >= gracePeriods.controllerMs
            ? fail("ControllerSilent")
            : wait(`the controller has not seen ${seen}`);
    }
    if (o.invalidSpec !== undefined) {
        return durationMs("invalid") >= gracePeriods.invalidMs
            ? fail("InvalidSpec", "Unproven", [o.invalidSpec])
            : wait(`the controller refuses the spec: ${o.invalidSpec}`);
    }
    if (!o.templateObserved) {
        return wait("the controller has not made a ReplicaSet of this pod template yet");
    }
    if (history.podHash !== undefined && o.podHash !== history.podHash) {
        return fail("Superseded", "Superseded");
    }
    if (o.aborted) {
        return evaluateAborted(o, history, policy, gracePeriods, now);
    }
    const promoted = isFullyPromoted(o);
    if (history.abort !== undefined) {
        const { code, details, at } = history.abort;
        return promoted || history.abortDone || now >= Math.max(at, history.reconnectedAt) + gracePeriods.abortMs
            ? fail(code, outcomeOfAbort(o, history), details)
            : sendOnce({ kind: "abort", code, details }, o, history, gracePeriods, now);
    }
    if (o.manuallyPaused) {
        const note = "spec.paused is set: somebody paused this rollout by hand, and this gate does not resume it";
        return { ...wait("somebody paused the rollout by hand (spec.paused)"), note };
    }
    if (o.unpausing) {
        return durationMs("unpausing") >= gracePeriods.promotionMs && canPromote(o)
            ? sendOnce(
                  { kind: "promote", why: "the controller has missed the promotion", by: "nudge" },
                  o,
                  history,
                  gracePeriods,
                  now,
              )
            : wait(o.message);
    }
    if (isInconclusive(o)) {
        return evaluateInconclusive(o, history, policy, gracePeriods, now);
    }
    const decision =
        durationMs("misrouted") >= gracePeriods.betweenWritesMs
            ? abort("NotProven", misrouted(o))
            : (evaluateShares(history, policy, gracePeriods, now) ??
              evaluatePause(o, history, policy, gracePeriods, now));
    if (decision?.kind === "write") {
        const { write } = decision;
        return write.kind === "abort" && !canAbort(o, history)
            ? {
                  ...fail(write.code, "Unproven", write.details),
                  ...(promoted && isDisproved(history) ? { disproved: true } : {}),
              }
            : sendOnce(write, o, history, gracePeriods, now);
    }
    if (decision !== undefined) {
        return decision;
    }
    if (o.phase === "Healthy" && promoted) {
        return evaluateHealthy(o, history, policy, gracePeriods, now);
    }
    // Degraded alone is not the end: slow readiness exceeds the progress deadline and then becomes Healthy.
    return wait(`the rollout is ${o.phase}${o.message === "" ? "" : `: ${o.message}`}`);
}

function evaluateInconclusive(
    o: Observation,
    history: RolloutHistory,
    policy: GatePolicy,
    gracePeriods: GracePeriods,
    now: number,
): Decision {
    if (policy.onInconclusive === "promote" && canPromote(o)) {
        const why = "the analysis is inconclusive, and onInconclusive is promote";
        return sendOnce({ kind: "promote", why, by: "inconclusive" }, o, history, gracePeriods, now);
    }
    if (policy.onInconclusive === "wait") {
        const note = `inconclusive: decide with kubectl argo rollouts promote ${o.name} -n ${o.namespace}, or abort instead of promote`;
        return { ...wait("the analysis is inconclusive, and nobody has decided yet"), note };
    }
    const explained = o.analyses.some((analysis) => analysis.phase === "Inconclusive");
    return explained || now - (history.since.inconclusive ?? now) >= gracePeriods.explainMs
        ? fail("Inconclusive", "Inconclusive")
        : wait("the analysis is inconclusive");
}

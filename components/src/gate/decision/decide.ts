import { fail, wait, type Decision } from "./types";
import { judgeAborted, judgeHealthy, outcomeOfAbort } from "./evaluateEnd";
import { isRefuted, judgePause, judgeShares } from "./evaluatePause";
import { deadlineOf, type Memory } from "../history/history";
import { isInconclusive, type Observation } from "../observation/observe";
import type { GatePolicy, Patience } from "../model/policy";
import { abort, canAbort, canPromote, sendOnce } from "./writes";
import { misrouted } from "../observation/routedWeight";

/** Judges an observation. Total: every observation gets a decision, and waiting ends at the deadline. */
export function decide(
    observation: Observation | undefined,
    memory: Memory,
    policy: GatePolicy,
    patience: Patience,
    now: number,
): Decision {
    const decision = judge(observation, memory, policy, patience, now);
    // What this gate has aborted is waited for, so that the failure can say where the traffic is; see judgeAborted.
    const { abort: aborting } = memory;
    if (now < deadlineOf(memory, patience, true) || decision.kind === "succeed" || decision.kind === "fail") {
        return decision;
    }
    if (aborting !== undefined) {
        return fail(aborting.code, outcomeOfAbort(observation, memory), aborting.details);
    }
    const details = decision.kind === "wait" ? [decision.reason] : [];
    if (policy.onTimeout === "abort" && observation !== undefined && canAbort(observation, memory)) {
        return abort("TimedOut", details);
    }
    return fail("TimedOut", "TimedOut", details);
}

function judge(
    o: Observation | undefined,
    memory: Memory,
    policy: GatePolicy,
    patience: Patience,
    now: number,
): Decision {
    const lastsMs = (state: keyof Memory["since"]) => now - (memory.since[state] ?? now);
    if (o === undefined) {
        return lastsMs("missing") >= patience.missingMs ? fail("Missing") : wait("the Rollout does not exist");
    }
    if (!o.generationObserved) {
        const seen = `generation ${String(o.generation)} yet (it has seen ${o.observedGeneration || "none"})`;
        return lastsMs("unobserved") >= patience.controllerMs
            ? fail("ControllerSilent")
            : wait(`the controller has not seen ${seen}`);
    }
    if (o.invalidSpec !== undefined) {
        return lastsMs("invalid") >= patience.invalidMs
            ? fail("InvalidSpec", "Unproven", [o.invalidSpec])
            : wait(`the controller refuses the spec: ${o.invalidSpec}`);
    }
    if (!o.templateObserved) {
        return wait("the controller has not made a ReplicaSet of this pod template yet");
    }
    if (memory.podHash !== undefined && o.podHash !== memory.podHash) {
        return fail("Superseded", "Superseded");
    }
    if (o.aborted) {
        return judgeAborted(o, memory, policy, patience, now);
    }
    const promoted = o.podHash === o.stableHash;
    if (memory.abort !== undefined) {
        const { code, details, at } = memory.abort;
        return promoted || memory.abortDone || now >= Math.max(at, memory.heardAgainAt) + patience.abortMs
            ? fail(code, outcomeOfAbort(o, memory), details)
            : sendOnce({ kind: "abort", code, details }, o, memory, patience, now);
    }
    if (o.manuallyPaused) {
        const note = "spec.paused is set: somebody paused this rollout by hand, and this gate does not resume it";
        return { ...wait("somebody paused the rollout by hand (spec.paused)"), note };
    }
    if (o.unpausing) {
        return lastsMs("unpausing") >= patience.promotionMs && canPromote(o)
            ? sendOnce(
                  { kind: "promote", why: "the controller has missed the promotion", by: "nudge" },
                  o,
                  memory,
                  patience,
                  now,
              )
            : wait(o.message);
    }
    if (isInconclusive(o)) {
        return judgeInconclusive(o, memory, policy, patience, now);
    }
    const decision =
        lastsMs("misrouted") >= patience.betweenWritesMs
            ? abort("NotProven", misrouted(o))
            : (judgeShares(memory, policy, patience, now) ?? judgePause(o, memory, policy, patience, now));
    if (decision?.kind === "write") {
        const { write } = decision;
        return write.kind === "abort" && !canAbort(o, memory)
            ? {
                  ...fail(write.code, "Unproven", write.details),
                  ...(promoted && isRefuted(memory) ? { refuted: true } : {}),
              }
            : sendOnce(write, o, memory, patience, now);
    }
    if (decision !== undefined) {
        return decision;
    }
    if (o.phase === "Healthy" && promoted) {
        return judgeHealthy(o, memory, policy, patience, now);
    }
    // Degraded alone is not the end: slow readiness exceeds the progress deadline and then becomes Healthy.
    return wait(`the rollout is ${o.phase}${o.message === "" ? "" : `: ${o.message}`}`);
}

function judgeInconclusive(
    o: Observation,
    memory: Memory,
    policy: GatePolicy,
    patience: Patience,
    now: number,
): Decision {
    if (policy.onInconclusive === "promote" && canPromote(o)) {
        const why = "the analysis is inconclusive, and onInconclusive is promote";
        return sendOnce({ kind: "promote", why, by: "inconclusive" }, o, memory, patience, now);
    }
    if (policy.onInconclusive === "wait") {
        const note = `inconclusive: decide with kubectl argo rollouts promote ${o.name} -n ${o.namespace}, or abort instead of promote`;
        return { ...wait("the analysis is inconclusive, and nobody has decided yet"), note };
    }
    const explained = o.analyses.some((analysis) => analysis.phase === "Inconclusive");
    return explained || now - (memory.since.inconclusive ?? now) >= patience.explainMs
        ? fail("Inconclusive", "Inconclusive")
        : wait("the analysis is inconclusive");
}

import { deadlineOf, isVersionObserved } from "../history/history";
import type { TimedState } from "../history/timedStates";
import type { Identity, Unsupported } from "../model/finding";
import { analysedMetric, type GatePolicy } from "../model/inputs";
import { isFullyPromoted, isInconclusive, isStableDown, type Observation } from "../observation/observe";
import { lacksCanaryPod, misrouted } from "../observation/routedWeight";
import { countedPauses } from "../observation/steps";
import { evaluateAborted, evaluateHealthy, outcomeOfAbort } from "./evaluateEnd";
import { evaluateJudgement, evaluateLook } from "./evaluateJudgement";
import { evaluatePause, evaluateShares, isDisproved, missingShare, noCanaryPod } from "./evaluatePause";
import { evaluateLateInitial, wasNeverAvailable } from "./initial";
import type { ObservedSituation, Situation } from "./situation";
import { abort, fail, isQuery, wait, type Decision } from "./types";
import { canAbort, canPromote, sendOnce } from "./writes";

/** Decides on a situation. Total: every situation gets a decision, and waiting ends at the deadline. */
export function decide(situation: Situation): Decision {
    const { observation, history, policy, gracePeriods, now } = situation;
    const decision = observation === undefined ? evaluateMissing(situation) : evaluate({ ...situation, observation });
    // After its abort the gate waits, so that the failure can report where the traffic is; see evaluateAborted.
    const { abort: aborting } = history;
    if (now < deadlineOf(history, gracePeriods, true) || decision.kind === "succeed" || decision.kind === "fail") {
        return decision;
    }
    if (aborting !== undefined) {
        return fail(aborting.code, outcomeOfAbort(observation, history), aborting.findings);
    }
    // A query that is due hides what the pause lacks.
    const last = isQuery(decision) && observation ? evaluatePause({ ...situation, observation }) : decision;
    const findings = last?.kind === "wait" ? [{ kind: "waiting", reason: last.reason } as const] : [];
    if (policy.onTimeout === "abort" && observation !== undefined && canAbort(observation, history)) {
        return abort("TimedOut", findings);
    }
    return fail("TimedOut", "TimedOut", findings);
}

/** Returns the time for which a state has persisted, in milliseconds. */
function durationOf(state: TimedState, { history, now }: Situation): number {
    return now - (history.since[state] ?? now);
}

function evaluateMissing(situation: Situation): Decision {
    return durationOf("missing", situation) >= situation.gracePeriods.missingMs
        ? fail("Missing")
        : wait({ kind: "missing" });
}

/** Evaluates the rules in the order of docs/reference/gate-decision-table.md: the first that matches decides. */
function evaluate(situation: ObservedSituation): Decision {
    const { observation: o, history, policy } = situation;
    const other = otherThanDeclared(o, policy);
    if (other.length > 0) {
        return fail("Superseded", "Superseded", other);
    }
    const unsupported = [...o.unsupported, ...unmeasuredRouters(o, policy), ...judgeWithoutCounter(policy)];
    if (unsupported.length > 0) {
        return fail("Unsupported", "Unproven", unsupported);
    }
    const unobserved = evaluateUnobserved(situation);
    if (unobserved !== undefined) {
        return unobserved;
    }
    if (history.podHash !== undefined && o.podHash !== history.podHash) {
        return fail("Superseded", "Superseded");
    }
    if (o.aborted) {
        return evaluateAborted(situation);
    }
    const requested = evaluateAbortRequest(situation);
    if (requested !== undefined) {
        return requested;
    }
    const decision = evaluateStable(situation) ?? evaluateHold(situation) ?? evaluateProgress(situation);
    if (decision?.kind === "write") {
        return writeOrFail(decision.write, situation);
    }
    if (decision !== undefined) {
        return decision;
    }
    if (o.phase === "Healthy" && isFullyPromoted(o)) {
        return evaluateHealthy(situation);
    }
    const late = evaluateLateInitial(o, history);
    if (late !== undefined) {
        return late;
    }
    // Degraded alone is not the end: slow pods exceed the progress deadline, and then the rollout becomes Healthy.
    return wait({ kind: "phase", phase: o.phase, message: o.message });
}

/** Returns the routers whose weights only the requests show, if none are counted. */
function unmeasuredRouters({ routing, steps }: Observation, { requestsMetric }: GatePolicy): Unsupported[] {
    if (routing?.source !== "status") {
        return [];
    }
    const { routers } = routing;
    const splits = steps.some(({ percent = 0 }) => percent > 0 && percent < 100);
    return [
        ...(requestsMetric === "" ? [{ kind: "unmeasuredRouter", routers } as const] : []),
        ...(splits && countedPauses(steps) === 0
            ? [{ kind: "unmeasuredRouter", routers, noPause: true } as const]
            : []),
    ];
}

/** Returns a judge that was asked for, and for whose answers no counter was found. */
function judgeWithoutCounter({ judge, requestsMetric }: GatePolicy): Unsupported[] {
    return judge !== undefined && requestsMetric === analysedMetric ? [{ kind: "judgeWithoutCounter" }] : [];
}

/** Returns the differences between the live Rollout and the one that Pulumi applied. */
function otherThanDeclared(o: Observation, policy: GatePolicy): Identity[] {
    const { rolloutUid = o.uid, specHash = o.specHash } = policy;
    if (rolloutUid !== o.uid) {
        return [{ kind: "otherRollout", uid: o.uid, declared: rolloutUid }];
    }
    return specHash === o.specHash ? [] : [{ kind: "otherSpec", image: o.image }];
}

/** Returns the decision while the status is not about the current spec. */
function evaluateUnobserved(situation: ObservedSituation): Decision | undefined {
    const { observation: o, history, gracePeriods, now } = situation;
    if (!o.generationObserved) {
        return durationOf("unobserved", situation) >= gracePeriods.controllerMs
            ? fail("ControllerSilent")
            : wait({ kind: "unobserved", generation: o.generation, observed: o.observedGeneration });
    }
    if (o.invalidSpec !== undefined) {
        const invalid = { kind: "invalidSpec", message: o.invalidSpec } as const;
        return durationOf("invalid", situation) >= gracePeriods.invalidMs
            ? fail("InvalidSpec", "Unproven", [invalid])
            : wait(invalid);
    }
    if (isVersionObserved(o, history, now)) {
        return undefined;
    }
    return wait({ kind: o.templateObserved ? "alteredTemplate" : "noReplicaSet" });
}

/** Returns the decision after this gate has requested an abort that the controller has not carried out. */
function evaluateAbortRequest(situation: ObservedSituation): Decision | undefined {
    const { observation: o, history, gracePeriods, now } = situation;
    if (history.abort === undefined) {
        return undefined;
    }
    const { code, findings, at } = history.abort;
    const late = now >= Math.max(at, history.reconnectedAt) + gracePeriods.abortMs;
    return isFullyPromoted(o) || history.abortDone || late
        ? fail(code, outcomeOfAbort(o, history), findings)
        : sendOnce({ kind: "abort", code, findings }, situation);
}

/** Returns the decision while no pod of the stable version is available: an abort would take the last answers away. */
function evaluateStable(situation: ObservedSituation): Decision | undefined {
    const { observation: o, policy, gracePeriods } = situation;
    const downMs = durationOf("stableDown", situation);
    if (!isStableDown(o) || o.promoteFull) {
        return undefined;
    }
    const stableDown = { kind: "stableDown", seconds: Math.round(downMs / 1000) } as const;
    if (downMs < gracePeriods.stableDownMs) {
        return wait({ kind: "interrupted", findings: [stableDown] });
    }
    const by = wasNeverAvailable(situation) ? "neverAvailable" : "stableDown";
    return (by === "neverAvailable" || policy.onStableDown === "promote") && canPromote(o)
        ? { kind: "write", write: { kind: "promote", by } }
        : fail("StableDown", "Unproven", [stableDown]);
}

/** Returns the decision while spec.paused, a pending promotion, or an inconclusive analysis holds the rollout. */
function evaluateHold(situation: ObservedSituation): Decision | undefined {
    const { observation: o, gracePeriods } = situation;
    if (o.manuallyPaused) {
        return wait({ kind: "pausedByHand" });
    }
    if (o.unpausing) {
        return durationOf("unpausing", situation) >= gracePeriods.promotionMs && canPromote(o)
            ? { kind: "write", write: { kind: "promote", by: "nudge" } }
            : wait({ kind: "unpausing", message: o.message });
    }
    return isInconclusive(o) ? evaluateInconclusive(situation) : undefined;
}

function evaluateInconclusive(situation: ObservedSituation): Decision {
    const { observation: o, policy, gracePeriods } = situation;
    if (policy.onInconclusive === "promote" && canPromote(o)) {
        return (
            evaluateInconclusivePause(situation) ?? { kind: "write", write: { kind: "promote", by: "inconclusive" } }
        );
    }
    if (policy.onInconclusive === "wait") {
        return wait({ kind: "undecided" });
    }
    const explained = o.analyses.some((analysis) => analysis.phase === "Inconclusive");
    return explained || durationOf("inconclusive", situation) >= gracePeriods.explainMs
        ? fail("Inconclusive", "Inconclusive")
        : wait({ kind: "inconclusive" });
}

/** A promotion also ends the step's own pause, so the traffic of that pause is evaluated first. */
function evaluateInconclusivePause(situation: ObservedSituation): Decision | undefined {
    const { observation: o, history, policy } = situation;
    const pause = history.pauses.find(({ stepIndex }) => stepIndex === o.stepIndex);
    const findings = pause === undefined ? [] : missingShare(pause, policy);
    return (
        evaluateTraffic(situation) ?? (findings.length > 0 ? wait({ kind: "unverifiedPause", findings }) : undefined)
    );
}

/** Returns the decision on the traffic, the shares of requests and the pause; undefined if none of them decides. */
function evaluateProgress(situation: ObservedSituation): Decision | undefined {
    // A full promotion skips the steps, and what they would have shown.
    if (situation.history.sent?.full === true && situation.history.promoteFull) {
        return undefined;
    }
    const traffic = evaluateTraffic(situation);
    // A count of requests neither delays an abort nor a look.
    const count = traffic !== undefined && isQuery(traffic) ? traffic : undefined;
    const decision =
        (count === undefined ? traffic : undefined) ??
        evaluateStall(situation) ??
        evaluateJudgement(situation) ??
        count ??
        evaluatePause(situation);
    return decision === undefined || decision === count || decision.kind === "wait"
        ? (evaluateLook(situation) ?? decision)
        : decision;
}

/** Returns the abort of a version whose pods missed the progress deadline, if the controller does not apply that. */
function evaluateStall({ observation: o, history, gracePeriods, now }: ObservedSituation): Decision | undefined {
    const since = history.stall?.since ?? now;
    if (o.stall === undefined || now < since + o.progressDeadlineMs + gracePeriods.betweenWritesMs) {
        return undefined;
    }
    const { available, desired, replicaSet } = o.stall;
    const deadlineSeconds = o.progressDeadlineMs / 1000;
    return abort("NotProven", [{ kind: "stalled", available, desired, deadlineSeconds, replicaSet }]);
}

/** Returns the decision on the weights, the selectors and the shares of requests. */
function evaluateTraffic(situation: ObservedSituation): Decision | undefined {
    const { observation: o, history, gracePeriods, now } = situation;
    if (durationOf("misrouted", situation) >= gracePeriods.betweenWritesMs) {
        const confirmed = (history.confirmedAt ?? -Infinity) >= (history.since.misrouted ?? now);
        return confirmed ? abort("NotProven", misrouted(o)) : { kind: "confirm" };
    }
    return lacksCanaryPod(o) && durationOf("noCanaryPod", situation) >= o.progressDeadlineMs
        ? abort("NotProven", [noCanaryPod(situation)])
        : evaluateShares(situation);
}

/** Returns a write, or a failure for an abort that would not return the traffic. */
function writeOrFail(write: Parameters<typeof sendOnce>[0], situation: ObservedSituation): Decision {
    const { observation: o, history, policy } = situation;
    if (write.kind !== "abort" || canAbort(o, history)) {
        return sendOnce(write, situation);
    }
    const failure = fail(write.code, "Unproven", write.findings);
    return isFullyPromoted(o) && isDisproved(history, policy) ? { ...failure, disproved: true } : failure;
}

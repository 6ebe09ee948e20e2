import type { RolloutHistory } from "../history/history";
import type { Outcome } from "../model/outcome";
import { seenAnalyses } from "../observation/analysis";
import { lacksStablePods, type Observation } from "../observation/observe";
import { trafficAwayFromStable } from "../observation/routedWeight";
import { evaluateDrain } from "./evaluateDrain";
import { evaluateReplaced } from "./evaluateReplaced";
import type { ObservedSituation } from "./situation";
import { fail, wait, type Decision } from "./types";
import { disprovedBefore, outcomeOf, verify } from "./verification";
import { unprovenBefore } from "./unproven";
import { evaluateUnwatched } from "./unwatched";
import { sendOnce } from "./writes";

/** Evaluates an aborted rollout: a retry if the policy asks for it, else a failure once its traffic is back. */
export function evaluateAborted(situation: ObservedSituation): Decision {
    const { observation: o, history, policy, gracePeriods, now } = situation;
    const { previous } = history;
    const again = policy.retryAborted && previous?.podHash === o.podHash && !history.watched && !o.manuallyPaused;
    if (again && !(history.retried && history.sent?.applied === true)) {
        return sendOnce({ kind: "retry" }, situation);
    }
    if (history.sent?.kind === "retry" && !history.watched && now < history.sent.at + gracePeriods.promotionMs) {
        return wait({ kind: "retrying" });
    }
    const abortedAt = history.since.aborted ?? now;
    const away = trafficAwayFromStable(o);
    const late =
        now >= Math.max(abortedAt, history.stableBy) + gracePeriods.abortMs ||
        (history.abort === undefined && now >= history.startedAt + gracePeriods.timeoutMs);
    const unexplained = !isExplained(o, history) && now < abortedAt + gracePeriods.explainMs;
    if (!late && (away.length > 0 || unexplained)) {
        const { stableAvailable: available = 0, replicas } = o;
        const pods = away.length > 0 && lacksStablePods(o) ? { pods: { available, desired: replicas.desired } } : {};
        return wait({ kind: "trafficReturning", ...pods });
    }
    const draining = late ? undefined : evaluateDrain(situation);
    if (draining !== undefined) {
        return draining;
    }
    return history.abort === undefined
        ? fail("Aborted", "Aborted", away)
        : fail(history.abort.code, outcomeOfAbort(o, history), history.abort.findings);
}

/** True when the controller has reported the cause; the AnalysisRun that its message may name arrives separately. */
function isExplained({ abortCause, analyses }: Observation, { abort }: RolloutHistory): boolean {
    return (
        abortCause !== undefined &&
        (abort !== undefined ||
            abortCause.kind !== "analysis" ||
            analyses.some(({ phase }) => phase === "Failed" || phase === "Error"))
    );
}

/** True when there is an analysis, in the background or as a step, to measure a first deploy by. */
function isAnalysed({ analysisDeclared, steps }: Observation): boolean {
    return analysisDeclared || steps.some(({ analysis }) => analysis === true);
}

/** Returns the outcome of this gate's abort: `Unproven` if the controller has not carried it out. */
export function outcomeOfAbort(o: Observation | undefined, history: RolloutHistory): Outcome {
    return history.abort?.code === "TimedOut" ? "TimedOut" : o?.aborted === true ? "Aborted" : "Unproven";
}

/** Evaluates a Healthy rollout: a success once everything is verified. */
export function evaluateHealthy(situation: ObservedSituation): Decision {
    const { observation, history, policy, gracePeriods, now } = situation;
    const seen = seenAnalyses(observation.analyses, history.analyses);
    const analyses = seen.filter(({ name }) => name !== history.badEarlierRun);
    const o = { ...observation, analyses };
    const disprovedBy = disprovedBefore(o, history);
    if (disprovedBy !== undefined && policy.acceptUnproven !== o.podHash) {
        return { ...fail("NotProven", "Unproven", disprovedBy), disproved: true };
    }
    const healthyMs = now - (history.since.healthy ?? now);
    if (!history.watched && healthyMs < gracePeriods.betweenWritesMs) {
        return wait({ kind: "healthyUnread" });
    }
    const outcome = outcomeOf(o, history, policy);
    if (outcome === "Unobserved" && policy.acceptUnproven !== o.podHash) {
        const before = unprovenBefore(o, history).filter(({ kind }) => kind !== "unobserved");
        if (before.length > 0) {
            return fail("NotProven", "Unproven", before);
        }
        const unwatched = evaluateUnwatched({ ...situation, observation: o });
        if (unwatched !== undefined) {
            return unwatched;
        }
    }
    const { disproved, open } = verify(o, history, policy, outcome);
    const accepted = policy.acceptUnproven === o.podHash && disproved?.code === "Unmeasured";
    if (disproved !== undefined && !accepted) {
        return fail(disproved.code, "Unproven", disproved.findings);
    }
    if (outcome === "Initial" && policy.verifyInitial && open.length === 0 && isAnalysed(o)) {
        const run = o.analyses.find(({ kind }) => kind === "Initial");
        if (run === undefined) {
            return now < (history.verifiedAt ?? -Infinity) + gracePeriods.promotionMs
                ? wait({ kind: "noInitialRun" })
                : { kind: "verify" };
        }
    }
    if (open.length === 0) {
        return evaluateReplaced(situation) ?? { kind: "succeed", outcome };
    }
    const measuring = o.analyses.some(
        ({ kind, phase }) => kind === "Initial" && (phase === "Running" || phase === "Pending"),
    );
    return healthyMs >= gracePeriods.verificationMs && !measuring
        ? fail("NotProven", "Unproven", open)
        : wait({ kind: "unverified", findings: open });
}

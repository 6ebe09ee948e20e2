import type { StatusPatch } from "../cluster/cluster";
import type { RolloutHistory } from "../history/history";
import { isFullyPromoted, isStableDown, type Observation } from "../observation/observe";
import type { ObservedSituation } from "./situation";
import { wait, type Decision, type Write } from "./types";

/**
 * Returns the patch for a write, as Argo's `kubectl argo rollouts promote`, `abort` and `retry` send it.
 *
 * A promotion only removes the pause's condition, and the controller continues by itself. After an inconclusive
 * background analysis it then starts another one, which it would not if the patch also set the step. If the analysis
 * of a step holds the rollout, or the controller has missed the promotion, the patch sets the step too, never past the
 * last one.
 */
export function patchOf(write: Write, o: Observation): StatusPatch {
    const metadata = { resourceVersion: o.resourceVersion };
    if (write.kind === "abort") {
        return { metadata, status: { abort: true } };
    }
    if (write.kind === "retry") {
        return { metadata, status: { abort: false } };
    }
    if (isFullPromotion(write)) {
        return { metadata, status: { promoteFull: true } };
    }
    if (write.by === "pause" || (write.by === "inconclusive" && !isHeldByStepAnalysis(o))) {
        return { metadata, status: { pauseConditions: null } };
    }
    const currentStepIndex = Math.min(o.stepIndex + 1, o.steps.length);
    return { metadata, status: { pauseConditions: null, controllerPause: false, currentStepIndex } };
}

/** True when a write promotes without the remaining steps. */
export function isFullPromotion(write: Write): boolean {
    return write.kind === "promote" && (write.by === "stableDown" || write.by === "neverAvailable");
}

/** True when the inconclusive analysis is the current step's, which ends with the step; a background one goes on. */
function isHeldByStepAnalysis(o: Observation): boolean {
    const step = o.steps[o.stepIndex];
    const other = step?.percent !== undefined || step?.pauseSeconds !== undefined || step?.openEnded === true;
    return (
        !other &&
        o.analyses.some(
            ({ kind, phase, stepIndex }) => kind === "Step" && phase === "Inconclusive" && stepIndex === o.stepIndex,
        )
    );
}

/** True when there is a step left to promote. */
export function canPromote(o: Observation): boolean {
    return o.stepIndex < o.steps.length && !isFullyPromoted(o);
}

/** True when an abort would return traffic for good: the version is in progress, ours, and not held by anyone else. */
export function canAbort(o: Observation, history: RolloutHistory): boolean {
    return (
        o.generationObserved &&
        o.templateObserved &&
        (history.altered || !o.templateAltered) &&
        o.invalidSpec === undefined &&
        o.podHash === history.podHash &&
        o.stableHash !== "" &&
        !isFullyPromoted(o) &&
        !isStableDown(o) &&
        !o.withinRollbackWindow &&
        !o.aborted &&
        !o.manuallyPaused
    );
}

/** Returns a write, unless it was already sent: to this very state, or to one that the controller has not acted on. */
export function sendOnce(write: Write, { observation: o, history, gracePeriods, now }: ObservedSituation): Decision {
    const { sent } = history;
    if (o.manuallyPaused) {
        return wait({ kind: "heldByHand", write: write.kind });
    }
    if (write.kind === "promote" && !canPromote(o)) {
        return wait({ kind: "noStepLeft" });
    }
    const same = sent?.kind === write.kind && sent.stepIndex === o.stepIndex;
    const unchanged = same && sent.resourceVersion === o.resourceVersion;
    if (same && (unchanged || sent.applied === true) && now < sent.at + gracePeriods.promotionMs) {
        return wait({ kind: "sent", write: write.kind });
    }
    return { kind: "write", write };
}

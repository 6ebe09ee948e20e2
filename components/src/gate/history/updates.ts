import type { DrainResult } from "./drain";
import type { RolloutHistory, Sent } from "./history";
import { judgementAfter, verdictsOf, type Look } from "./judgement";
import { pausesWithResult, withoutSilence, type ShareResult } from "./pauses";
import type { Review } from "./review";

/** Returns the history with a write that is about to be sent. */
export function withSentWrite(history: RolloutHistory, sent: Sent): RolloutHistory {
    return { ...history, sent, retried: history.retried || sent.kind === "retry" };
}

/** Returns the history after a read from the API server; a watch that is late gets the grace period again. */
export function withConfirmation(history: RolloutHistory, misrouted: boolean, now: number): RolloutHistory {
    return misrouted
        ? { ...history, confirmedAt: now }
        : { ...history, since: { ...history.since, ...(history.since.misrouted !== undefined && { misrouted: now }) } };
}

/** Returns the history after a reconnect. Grace periods start again: states may have changed during the outage. */
export function withReconnection(history: RolloutHistory, now: number): RolloutHistory {
    const since = Object.fromEntries(Object.keys(history.since).map((state) => [state, now]));
    const { stall } = history;
    return {
        ...history,
        since,
        reconnectedAt: now,
        pauses: history.pauses.map(withoutSilence),
        ...(stall && { stall: { ...stall, since: now } }),
    };
}

/** Returns the history after a look at the versions' answers. */
export function withLook(history: RolloutHistory, look: Look): RolloutHistory {
    const { podHash = "", firstStableHash, judgement } = history;
    const hashes = { new: podHash, stable: firstStableHash };
    const weightSince = history.weights.at(-1)?.at;
    return { ...history, judgement: judgement && judgementAfter(judgement, look, hashes, weightSince) };
}

/** Returns the history with a look whether the aborted version still gets requests. */
export function withDrainResult(history: RolloutHistory, result: DrainResult, now: number): RolloutHistory {
    const { drain } = history;
    return { ...history, drain: { result, at: now, since: drain?.result.kind === result.kind ? drain.since : now } };
}

/** Returns the history with the result of a look back. What it proves counts like what this gate has seen itself. */
export function withReview(history: RolloutHistory, result: Review, now: number): RolloutHistory {
    const since = history.review?.kind === "unread" ? history.review.since : now;
    const after = { ...history, review: { ...result, since, at: now } };
    return result.kind === "proven"
        ? {
              ...after,
              pauses: result.pauses,
              judgement: verdictsOf(history.judgement).length > 0 ? history.judgement : result.judgement,
          }
        : after;
}

/** Returns the history with the share that was measured in a pause. */
export function withShareResult(
    history: RolloutHistory,
    stepIndex: number,
    shareResult: ShareResult,
    now: number,
): RolloutHistory {
    return { ...history, pauses: pausesWithResult(history.pauses, stepIndex, shareResult, now) };
}

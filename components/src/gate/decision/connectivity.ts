import { isFatal } from "../cluster/cluster";
import { fail, wait, type Decision, type Failure } from "./types";
import { deadlineOf, type RolloutHistory } from "../history/history";
import type { GatePolicy } from "../model/inputs";
import { type GracePeriods, unreachableMs } from "../model/gracePeriods";

/** The state of the gate's connection to the cluster. */
export interface Connectivity {
    /** Whether everything was read once. */
    readonly synced: boolean;
    /** Why some of it is not received just now, and since when. */
    readonly outage: { readonly error: Error; readonly since: number } | undefined;
}

/**
 * The decision while the cluster, or some of it, does not answer, and right after it answers again: what was received may
 * be old, and nothing is decided by it. Undefined where everything is received.
 */
export function evaluateConnectivity(
    { synced, outage }: Connectivity,
    history: RolloutHistory,
    policy: GatePolicy,
    gracePeriods: GracePeriods,
    now: number,
): Decision | undefined {
    const deadline = deadlineOf(history, gracePeriods, false);
    // What must be aborted at the deadline is worth waiting for.
    const end =
        history.abort === undefined && policy.onTimeout === "abort" ? deadline + gracePeriods.abortMs : deadline;
    if (outage === undefined && synced) {
        // One that comes and goes must not keep the gate from its last decision.
        const fresh = now >= history.reconnectedAt + gracePeriods.betweenWritesMs || now >= end;
        return fresh ? undefined : wait("the cluster is heard again, and what happened meanwhile is on its way");
    }
    if (outage === undefined) {
        return now >= deadline
            ? clusterFailed(`it did not answer within ${String(policy.timeoutSeconds)} s`)
            : wait("the cluster has not answered yet");
    }
    const { error, since } = outage;
    // An API server that has just started may refuse for a moment what it allows.
    const refused = isFatal(error) && (!synced || now >= since + unreachableMs);
    const silent = now >= (synced ? end : since + Math.min(unreachableMs, gracePeriods.timeoutMs));
    return refused || silent ? clusterFailed(error.message) : wait(`the cluster does not answer: ${error.message}`);
}

/** The end of a gate that the cluster leaves without an answer, or without permission. */
export function clusterFailed(why: string): Failure {
    return fail("ClusterFailed", "Unproven", [why]);
}

import { isFatal } from "../cluster/cluster";
import { deadlineOf } from "../history/history";
import type { Finding } from "../model/finding";
import { unreachableMs } from "../model/gracePeriods";
import type { Situation } from "./situation";
import { fail, wait, type Decision, type Failure } from "./types";

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
export function evaluateConnectivity({ synced, outage }: Connectivity, situation: Situation): Decision | undefined {
    const { history, policy, gracePeriods, now } = situation;
    const deadline = deadlineOf(history, gracePeriods, false);
    // What must be aborted at the deadline is worth waiting for.
    const mayAbort = history.abort === undefined && policy.onTimeout === "abort";
    const end = mayAbort ? deadline + gracePeriods.abortMs : deadline;
    if (outage === undefined && synced) {
        // A connection that comes and goes must not keep the gate from its last decision.
        const fresh = now >= history.reconnectedAt + gracePeriods.betweenWritesMs || now >= end;
        return fresh ? undefined : wait({ kind: "reconnected" });
    }
    if (outage === undefined) {
        return now >= deadline
            ? clusterFailed({ kind: "clusterSilent", seconds: policy.timeoutSeconds })
            : wait({ kind: "noAnswerYet" });
    }
    const { error, since } = outage;
    // An API server that has just started may refuse for a moment what it allows.
    const refused = isFatal(error) && (!synced || now >= since + unreachableMs);
    const silent = now >= (synced ? end : since + Math.min(unreachableMs, gracePeriods.timeoutMs));
    const { message } = error;
    return refused || silent ? clusterFailed({ kind: "clusterError", message }) : wait({ kind: "outage", message });
}

/** The end of a gate that the cluster leaves without an answer, or without permission. */
export function clusterFailed(finding: Finding): Failure {
    return fail("ClusterFailed", "Unproven", [finding]);
}

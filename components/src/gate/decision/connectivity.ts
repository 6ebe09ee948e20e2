import { isFatal } from "../cluster/cluster";
import { deadlineOf } from "../history/history";
import type { Finding } from "../model/finding";
import { unreachableMs } from "../model/gracePeriods";
import type { Situation } from "./situation";
import { fail, wait, type Decision, type Failure } from "./types";

/** The state of the gate's connection to the cluster. */
export interface Connectivity {
    /** True once everything was read. */
    readonly synced: boolean;
    /** The error of the current outage, which may be partial, and its start. */
    readonly outage: { readonly error: Error; readonly since: number } | undefined;
}

/**
 * Returns the decision while the cluster, or a part of it, does not answer, and right after it answers again: the known
 * state may be stale, and decides nothing. Undefined if everything is received.
 */
export function evaluateConnectivity({ synced, outage }: Connectivity, situation: Situation): Decision | undefined {
    const { history, policy, gracePeriods, now } = situation;
    const deadline = deadlineOf(history, gracePeriods, false);
    // An abort that is due at the deadline is worth waiting for.
    const mayAbort = history.abort === undefined && policy.onTimeout === "abort";
    const end = mayAbort ? deadline + gracePeriods.abortMs : deadline;
    if (outage === undefined && synced) {
        // A flapping connection must not prevent the gate's last decision.
        const fresh = now >= history.reconnectedAt + gracePeriods.betweenWritesMs || now >= end;
        return fresh ? undefined : wait({ kind: "reconnected" });
    }
    if (outage === undefined) {
        return now >= deadline
            ? clusterFailed({ kind: "clusterSilent", seconds: policy.timeoutSeconds })
            : wait({ kind: "noAnswerYet" });
    }
    const { error, since } = outage;
    // An API server that has just started may briefly deny permitted requests.
    const denied = isFatal(error) && (!synced || now >= since + unreachableMs);
    const silent = now >= (synced ? end : since + Math.min(unreachableMs, gracePeriods.timeoutMs));
    const { message } = error;
    return denied || silent ? clusterFailed({ kind: "clusterError", message }) : wait({ kind: "outage", message });
}

/** Creates the failure of a gate that gets no answer, or no permission, from the cluster. */
export function clusterFailed(finding: Finding): Failure {
    return fail("ClusterFailed", "Unproven", [finding]);
}

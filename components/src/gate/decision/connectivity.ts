import { isFatal } from "../cluster/cluster";
import { fail, wait, type Decision, type Failure } from "./types";
import { deadlineOf, type Memory } from "../history/history";
import type { GatePolicy, Patience } from "../model/policy";

/** Whether the gate hears the cluster. */
export interface Hearing {
    /** Whether everything was read once. */
    readonly seen: boolean;
    /** Why some of it is not heard just now, and since when. */
    readonly trouble: { readonly error: Error; readonly since: number } | undefined;
}

/** A cluster that has never answered is given up after this long; one that has is waited for until the deadline. */
const unreachableMs = 15_000;

/**
 * What the gate decides where it does not hear the cluster, or only some of it, or has only just begun to hear it again:
 * then what it sees may be old, and nothing is judged by it. Undefined where it hears everything.
 */
export function judgeHearing(
    { seen, trouble }: Hearing,
    memory: Memory,
    policy: GatePolicy,
    patience: Patience,
    now: number,
): Decision | undefined {
    const deadline = deadlineOf(memory, patience, false);
    // What must be aborted at the deadline is worth waiting for.
    const end = memory.abort === undefined && policy.onTimeout === "abort" ? deadline + patience.abortMs : deadline;
    if (trouble === undefined && seen) {
        // One that comes and goes must not keep the gate from its last decision.
        const fresh = now >= memory.heardAgainAt + patience.betweenWritesMs || now >= end;
        return fresh ? undefined : wait("the cluster is heard again, and what happened meanwhile is on its way");
    }
    if (trouble === undefined) {
        return now >= deadline
            ? clusterFailed(`it did not answer within ${String(policy.timeoutSeconds)} s`)
            : wait("the cluster has not answered yet");
    }
    const { error, since } = trouble;
    // An API server that has just started may refuse for a moment what it allows.
    const refused = isFatal(error) && (!seen || now >= since + unreachableMs);
    const silent = now >= (seen ? end : since + Math.min(unreachableMs, patience.timeoutMs));
    return refused || silent ? clusterFailed(error.message) : wait(`the cluster does not answer: ${error.message}`);
}

/** The end of a gate that the cluster leaves without an answer, or without permission. */
export function clusterFailed(why: string): Failure {
    return fail("ClusterFailed", "Unproven", [why]);
}

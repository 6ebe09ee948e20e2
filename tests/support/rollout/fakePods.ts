import { podHashLabel, type PodObject } from "../../../components/src/gate/cluster/types";

/** A pod's status as the kubelet and the scheduler write it. */
export type PodStatus = NonNullable<PodObject["status"]>;

/** A pod of the version "new", made at 06:08:20. */
export function podOf(name: string, status: PodStatus, metadata: Partial<PodObject["metadata"]> = {}): PodObject {
    const labels = { [podHashLabel]: "new" };
    return { metadata: { name, creationTimestamp: "2026-03-01T06:08:20Z", labels, ...metadata }, status };
}

/** Running, with one container in some state. */
export function containerPod(container: NonNullable<PodStatus["containerStatuses"]>[number]): PodStatus {
    return { phase: "Running", containerStatuses: [container] };
}

const scheduled = { type: "PodScheduled", status: "True" };

/** Running since a moment, ready or not. */
export function runningPod(startedAt: string, ready = true): PodStatus {
    return {
        phase: "Running",
        conditions: [scheduled, { type: "ContainersReady", status: ready ? "True" : "False" }],
        containerStatuses: [{ name: "app", ready, restartCount: 0, state: { running: { startedAt } } }],
    };
}

/** Waiting after its container has ended; `reason` is the container runtime's, "Error" or "OOMKilled". */
export function crashLoopingPod(exitCode = 1, reason = "Error", restartCount = 3): PodStatus {
    const message = "back-off 40s restarting failed container=app pod=web-1_demo(0b0f)";
    return {
        phase: "Running",
        conditions: [scheduled, { type: "ContainersReady", status: "False" }],
        containerStatuses: [
            {
                name: "app",
                ready: false,
                restartCount,
                state: { waiting: { reason: "CrashLoopBackOff", message } },
                lastState: { terminated: { exitCode, reason } },
            },
        ],
    };
}

/** Not started, because the container waits for something. */
export function waitingPod(reason: string, message?: string): PodStatus {
    const waiting = { reason, ...(message === undefined ? {} : { message }) };
    return {
        phase: "Pending",
        conditions: [scheduled, { type: "ContainersReady", status: "False" }],
        containerStatuses: [{ name: "app", ready: false, restartCount: 0, state: { waiting } }],
    };
}

/** On no node. */
export function unschedulablePod(message = "0/1 nodes are available: 1 Insufficient cpu."): PodStatus {
    return {
        phase: "Pending",
        conditions: [{ type: "PodScheduled", status: "False", reason: "Unschedulable", message }],
    };
}

/** Ended by the kubelet for good. */
export function evictedPod(message = "The node was low on resource: memory."): PodStatus {
    return { phase: "Failed", reason: "Evicted", message };
}

import { podHashLabel, type ReplicaSetObject, type RolloutObject } from "../cluster/types";

/** A version that lacks pods, and whose progress deadline the controller does not apply. */
export interface Stall {
    /** Time of its last progress, as the controller has reported it. */
    readonly progressAt: string;
    readonly available: number;
    /** The pods that its step needs. */
    readonly desired: number;
    /** The ReplicaSet that keeps the controller from it. */
    readonly replicaSet: string;
}

/**
 * Returns the stall of a version in progress; undefined if it has all pods of its step, or if the controller applies the
 * deadline itself. An abort leaves the annotation for its delayed scale-down on the ReplicaSet even when that has no pods
 * any more, and with it on any old ReplicaSet the controller applies no deadline (Argo's isWaitingForReplicaSetScaleDown).
 */
export function stallOf(
    { spec = {}, status = {} }: RolloutObject,
    owned: readonly ReplicaSetObject[],
    current: ReplicaSetObject | undefined,
): Stall | undefined {
    const leftover = owned.find(
        (candidate) =>
            candidate !== current &&
            candidate.metadata.labels?.[podHashLabel] !== status.stableRS &&
            candidate.metadata.annotations?.["scale-down-deadline"] !== undefined &&
            candidate.spec?.replicas === 0,
    );
    const progress = status.conditions?.find(({ type }) => type === "Progressing");
    const available = current?.status?.availableReplicas ?? 0;
    const desired = current?.spec?.replicas ?? 0;
    // The controller counts neither a pause nor an analysis against the deadline, nor what was before an abort.
    const step = spec.strategy?.canary?.steps?.[status.currentStepIndex ?? 0] ?? {};
    const timed = !["pause", "analysis", "experiment"].some((kind) => kind in step);
    const counted = progress !== undefined && !["RolloutAborted", "RolloutPaused"].includes(progress.reason ?? "");
    return spec.progressDeadlineAbort === true && leftover !== undefined && counted && timed && available < desired
        ? { progressAt: progress.lastUpdateTime ?? "", available, desired, replicaSet: leftover.metadata.name }
        : undefined;
}

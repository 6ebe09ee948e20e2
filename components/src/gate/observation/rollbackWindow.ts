import type { ReplicaSetObject, RolloutObject } from "../cluster/types";

/**
 * Whether a rollout goes back to a version that is so young that Argo skips the steps and the analysis: it was made before
 * the stable one, and fewer than `rollbackWindow.revisions` were made between them (Argo's isRollbackWithinWindow). The
 * controller takes every pause and abort of it back.
 */
export function isWithinRollbackWindow(
    { spec = {} }: RolloutObject,
    owned: readonly ReplicaSetObject[],
    current: ReplicaSetObject | undefined,
    stable: ReplicaSetObject | undefined,
): boolean {
    const revisions = spec.rollbackWindow?.revisions ?? 0;
    const [from, to] = [createdAt(stable), createdAt(current)];
    const between = owned.filter((replicaSet) => to < createdAt(replicaSet) && createdAt(replicaSet) < from);
    return to < from && between.length < revisions;
}

function createdAt(replicaSet: ReplicaSetObject | undefined): number {
    return Date.parse(replicaSet?.metadata.creationTimestamp ?? "");
}

import type {
    AnalysisRunObject,
    EventObject,
    IngressObject,
    PodObject,
    ReplicaSetObject,
    RolloutObject,
    ServiceObject,
} from "./types";

/** The last known object of every kind that the gate follows. */
export interface ClusterSnapshot {
    readonly rollout: RolloutObject | undefined;
    readonly replicaSets: readonly ReplicaSetObject[];
    readonly analysisRuns: readonly AnalysisRunObject[];
    readonly services: readonly ServiceObject[];
    /** All of the namespace, including those of other apps. */
    readonly ingresses: readonly IngressObject[];
    /** The rollout's, of every version; empty if the user may not read pods. */
    readonly pods: readonly PodObject[];
    /** Warnings about the rollout, its ReplicaSets and its pods; empty if the user may not read events. */
    readonly events: readonly EventObject[];
}

/** Returns the ReplicaSets of a Rollout. */
export function ownedBy(
    rollout: RolloutObject | undefined,
    replicaSets: readonly ReplicaSetObject[],
): ReplicaSetObject[] {
    const uid = rollout?.metadata.uid;
    return replicaSets.filter(({ metadata }) => metadata.ownerReferences?.some((owner) => owner.uid === uid));
}

/** Returns the events about a rollout, its ReplicaSets and its pods. */
export function eventsAbout(
    { rollout, replicaSets, pods }: Omit<ClusterSnapshot, "events">,
    events: EventObject[],
): EventObject[] {
    const uid = rollout?.metadata.uid;
    const owned = ownedBy(rollout, replicaSets);
    const uids = [uid, ...[...owned, ...pods].map(({ metadata }) => metadata.uid)];
    return events.filter(
        ({ involvedObject }) => involvedObject?.uid !== undefined && uids.includes(involvedObject.uid),
    );
}

import type { RouteKind, RouteObject, RouteObjects } from "../../routers/model/objects";
import type {
    AnalysisRunObject,
    EventObject,
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
    /** Of the kinds that the rollout's routers read; all of the namespace, including those of other apps. */
    readonly routes: RouteObjects;
    /** The rollout's, of every version; empty if the user may not read pods. */
    readonly pods: readonly PodObject[];
    /** Warnings about the rollout, its ReplicaSets and its pods; empty if the user may not read events. */
    readonly events: readonly EventObject[];
}

/** Returns the objects of routers by kind; a kind may be read in several namespaces. */
export function routesByKind(
    read: readonly (readonly [kind: RouteKind, objects: readonly RouteObject[]])[],
): RouteObjects {
    const kinds = new Set(read.map(([kind]) => kind));
    return Object.fromEntries(
        [...kinds].map((kind) => [kind, read.flatMap(([other, objects]) => (other === kind ? objects : []))]),
    );
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

import { type Cluster, missingRollout } from "../../gate/cluster/cluster";
import { initialState, reduce } from "../../gate/drive/driveState";
import type { RolloutHistory } from "../../gate/history/history";
import type { Clock } from "../../gate/model/clock";
import type { Observation } from "../../gate/observation/observe";
import type { ClusterSnapshot } from "../../gate/cluster/snapshot";
import type { RolloutName } from "../options";

/** A Rollout at one moment, as the gate observes it. */
export interface ReadRollout {
    readonly observation: Observation;
    readonly history: RolloutHistory;
    readonly snapshot: ClusterSnapshot;
}

/** Reads a Rollout and its objects once. Rejects with the ApiError if it does not exist, or may not be read. */
export async function readRollout(
    cluster: Pick<Cluster, "watchRollout">,
    { namespace, name }: RolloutName,
    clock: Clock,
): Promise<ReadRollout> {
    const stop = new AbortController();
    const first = new Promise<ClusterSnapshot>((resolve, reject) => {
        const ignore = () => undefined;
        const listener = { onSnapshot: resolve, onError: reject, onReconnect: ignore, onWarning: ignore };
        cluster.watchRollout(listener, stop.signal).catch(reject);
    });
    try {
        const snapshot = await first;
        const now = clock.now();
        const event = { kind: "snapshot", snapshot, gap: false } as const;
        const { observation, history } = reduce(initialState(now, undefined), event, { namespace }, now);
        if (observation === undefined) {
            throw missingRollout(namespace, name);
        }
        return { observation, history, snapshot };
    } finally {
        stop.abort();
    }
}

import type { RolloutHistory } from "../history/history";
import type { Observation } from "../observation/observe";
import type { RolloutVersion } from "../observation/versions";

/**
 * Returns the stable version that a rollout started from, if it is not the one that this gate has verified: another
 * client rolled it out between the updates, or an update without this gate.
 */
export function unverifiedStable(
    { uid, podHash, versions }: Observation,
    { previous, firstStableHash }: RolloutHistory,
): RolloutVersion | undefined {
    const { verified } = previous ?? {};
    // Of a Rollout that was created again nothing was verified.
    const known = verified !== undefined && (verified.uid ?? uid) === uid;
    return known && firstStableHash !== verified.podHash && firstStableHash !== podHash
        ? versions.find((version) => version.podHash === firstStableHash)
        : undefined;
}

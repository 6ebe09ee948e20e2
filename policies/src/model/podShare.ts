import { known } from "./value";

/**
 * Returns the percentage of pods that the controller gives the new version at a weight, without a router. As the
 * controller does, it tries the counts around the exact one, of all pods and, with maxSurge, of one more.
 *
 * @param weight percentage of requests, above 0 and below 100
 * @param pods the Rollout's replicas, at least 1
 * @param maxSurge number or percentage @default - 25%
 */
export function podShare(weight: number, pods: number, maxSurge: unknown = "25%"): number {
    const exact = (pods * weight) / 100;
    const surge = known(maxSurge) !== 0 && known(maxSurge) !== "0" && known(maxSurge) !== "0%";
    // The new version gets a pod at any weight, and the old one keeps a pod, unless there is only one.
    const alone = pods === 1 && !surge;
    const shares = [pods, ...(surge ? [pods + 1] : [])].flatMap((total) =>
        [Math.ceil(exact), Math.floor(exact)]
            .filter((count) => alone || (count > 0 && count < total))
            .map((count) => (count / total) * 100),
    );
    return shares.reduce(
        (best, share) => (Math.abs(share - weight) < Math.abs(best - weight) ? share : best),
        Infinity,
    );
}

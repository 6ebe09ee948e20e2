/** Replicas of the stable version: a fixed number, or a range managed by a HorizontalPodAutoscaler. */
export type CanaryScale =
    | { readonly replicas: number; readonly autoscaling?: never }
    | { readonly autoscaling: CanaryAutoscaling; readonly replicas?: never };

/** A HorizontalPodAutoscaler by CPU, which needs a metrics server on the cluster, and a CPU request of the pods. */
export interface CanaryAutoscaling {
    readonly minReplicas: number;
    readonly maxReplicas: number;
    /**
     * The share of their CPU request that pods are to use, on average.
     * @default 80
     */
    readonly cpuPercent?: number;
}

/** The pods that an app has unless told otherwise, and their load. */
export const scaleDefaults = { replicas: 2, cpuPercent: 80 } as const;

/** The declared number of pods; undefined where an autoscaler, and nobody else, sets it. */
export function replicasOf(scale: CanaryScale | undefined): number | undefined {
    return scale?.autoscaling === undefined ? (scale?.replicas ?? scaleDefaults.replicas) : undefined;
}

/** The pods that there are at least. */
export function leastReplicas(scale: CanaryScale | undefined): number {
    return scale?.autoscaling?.minReplicas ?? replicasOf(scale) ?? scaleDefaults.replicas;
}

/** Replicas of the stable version: a fixed number, or a range managed by a HorizontalPodAutoscaler. */
export type CanaryScale =
    | { readonly replicas: number; readonly autoscaling?: never }
    | { readonly autoscaling: CanaryAutoscaling; readonly replicas?: never };

/** A HorizontalPodAutoscaler by CPU. It requires metrics-server on the cluster, and a CPU request of the pods. */
export interface CanaryAutoscaling {
    readonly minReplicas: number;
    readonly maxReplicas: number;
    /**
     * Target average CPU utilization, in percent of the pods' CPU request.
     * @default 80
     */
    readonly cpuPercent?: number;
}

/** Default replicas of an app, and its default CPU utilization. */
export const scaleDefaults = { replicas: 2, cpuPercent: 80 } as const;

/** Returns the declared number of pods; undefined if an autoscaler sets it. */
export function replicasOf(scale: CanaryScale | undefined): number | undefined {
    return scale?.autoscaling === undefined ? (scale?.replicas ?? scaleDefaults.replicas) : undefined;
}

/** Returns the least number of pods of the stable version. */
export function leastReplicas(scale: CanaryScale | undefined): number {
    return scale?.autoscaling?.minReplicas ?? replicasOf(scale) ?? scaleDefaults.replicas;
}

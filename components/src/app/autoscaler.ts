import * as k8s from "@pulumi/kubernetes";
import type { Declaration } from "./services";

/** The pods of the stable version: so many, or between two numbers as their load asks for. */
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

const defaults = { replicas: 2, cpuPercent: 80 } as const;

/** The declared number of pods; undefined where an autoscaler, and nobody else, sets it. */
export function replicasOf(scale: CanaryScale | undefined): number | undefined {
    return scale?.autoscaling === undefined ? (scale?.replicas ?? defaults.replicas) : undefined;
}

/** The pods that there are at least. */
export function leastReplicas(scale: CanaryScale | undefined): number {
    return scale?.autoscaling?.minReplicas ?? replicasOf(scale) ?? defaults.replicas;
}

/**
 * The autoscaler of a Rollout. It may come before the Rollout does: one that starts with the single pod that the
 * controller gives a Rollout without `replicas` then gets its pods at once.
 */
export function autoscaler(
    name: string,
    { minReplicas, maxReplicas, cpuPercent = defaults.cpuPercent }: CanaryAutoscaling,
    app: Declaration,
): k8s.autoscaling.v2.HorizontalPodAutoscaler {
    return new k8s.autoscaling.v2.HorizontalPodAutoscaler(
        name,
        {
            metadata: app.metadata(name),
            spec: {
                scaleTargetRef: { apiVersion: "argoproj.io/v1alpha1", kind: "Rollout", name },
                minReplicas,
                maxReplicas,
                metrics: [
                    {
                        type: "Resource",
                        resource: { name: "cpu", target: { type: "Utilization", averageUtilization: cpuPercent } },
                    },
                ],
            },
        },
        app.child(),
    );
}

import * as k8s from "@pulumi/kubernetes";
import { type CanaryAutoscaling, scaleDefaults } from "./args/scale";
import type { Declaration } from "./services";

/**
 * The autoscaler of a Rollout. It may be created before the Rollout: the controller starts a Rollout without
 * `replicas` with a single pod, and an existing autoscaler adds the others at once.
 */
export function autoscaler(
    name: string,
    { minReplicas, maxReplicas, cpuPercent = scaleDefaults.cpuPercent }: CanaryAutoscaling,
    app: Declaration,
): k8s.autoscaling.v2.HorizontalPodAutoscaler {
    return new k8s.autoscaling.v2.HorizontalPodAutoscaler(
        app.resourceName(name),
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

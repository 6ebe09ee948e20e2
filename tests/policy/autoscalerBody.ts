import type { Body } from "./baseline";

/** An autoscaler of the baseline's Rollout. */
export function autoscalerBody(minReplicas: unknown, target = "shop"): Body {
    return {
        apiVersion: "autoscaling/v2",
        kind: "HorizontalPodAutoscaler",
        metadata: { name: "shop", namespace: "demo" },
        spec: {
            scaleTargetRef: { apiVersion: "argoproj.io/v1alpha1", kind: "Rollout", name: target },
            minReplicas,
            maxReplicas: 10,
        },
    };
}

/** An autoscaler of another API that scales the baseline's Rollout by its scale subresource. */
export function otherAutoscalerBody(apiVersion: string, kind: string, spec: Body): Body {
    const scaleTargetRef = { apiVersion: "argoproj.io/v1alpha1", kind: "Rollout", name: "shop" };
    return { apiVersion, kind, metadata: { name: "shop", namespace: "demo" }, spec: { scaleTargetRef, ...spec } };
}

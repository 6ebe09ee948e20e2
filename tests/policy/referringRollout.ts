import type { Body, Change } from "./baseline";

/** Makes the baseline's Rollout refer to a Deployment for its pods. */
export function referringRollout(template: Body, workloadName: unknown = "shop"): Change {
    return {
        set: {
            "Rollout shop": {
                "spec.template": undefined,
                "spec.workloadRef": { apiVersion: "apps/v1", kind: "Deployment", name: workloadName },
            },
        },
        add: [
            {
                apiVersion: "apps/v1",
                kind: "Deployment",
                metadata: { name: "shop", namespace: "demo" },
                spec: { replicas: 0, template },
            },
        ],
    };
}

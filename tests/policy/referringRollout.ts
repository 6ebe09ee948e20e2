import type { Body, Change } from "./baseline";

/** The baseline's Rollout with a Deployment beside it that it takes its pods from. */
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

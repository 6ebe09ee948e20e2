import type { Body } from "../baseline";
import { describeRule } from "../ruleSpec";

const deployment = (labels: Body, namespace = "demo"): Body => ({
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "shop", namespace },
    spec: { template: { metadata: { labels }, spec: { containers: [] } } },
});

describeRule("no-plain-deployment-behind-ingress", {
    broken: [
        [
            "a Deployment whose pods the Ingress reaches",
            { add: [deployment({ app: "shop", version: "7" })] },
            [
                "Deployment demo/shop: gets the requests of Ingress shop through Service shop-stable, must not as a plain Deployment",
            ],
        ],
    ],
    fine: [
        ["a Deployment of other pods", { add: [deployment({ app: "worker" })] }],
        ["a Deployment of another namespace", { add: [deployment({ app: "shop" }, "other")] }],
        [
            "a Deployment that a Rollout takes its pods from",
            {
                set: {
                    "Rollout shop": { "spec.workloadRef": { apiVersion: "apps/v1", kind: "Deployment", name: "shop" } },
                },
                add: [deployment({ app: "shop" })],
            },
        ],
    ],
});

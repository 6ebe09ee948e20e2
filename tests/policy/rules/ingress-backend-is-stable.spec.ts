import { describeRule } from "../ruleSpec";

const backend = "spec.rules.0.http.paths.0.backend.service.name";
const canaryPath = { path: "/beta", pathType: "Prefix", backend: { service: { name: "shop-canary" } } };

describeRule("ingress-backend-is-stable", {
    broken: [
        [
            "another backend",
            { set: { "Ingress shop": { [backend]: "shop" } } },
            ["Ingress demo/shop: has the backend shop, must have the Rollout's stable Service shop-stable"],
        ],
        [
            "no backend",
            { set: { "Ingress shop": { "spec.rules": [] } } },
            ["Ingress demo/shop: has no backend in its rules, must have the Rollout's stable Service shop-stable"],
        ],
        [
            "the stable Service as the default backend alone, which the controller does not look at",
            { set: { "Ingress shop": { spec: { defaultBackend: { service: { name: "shop-stable" } } } } } },
            ["Ingress demo/shop: has no backend in its rules, must have the Rollout's stable Service shop-stable"],
        ],
        [
            "the canary Service as the default backend",
            { set: { "Ingress shop": { "spec.defaultBackend": { service: { name: "shop-canary" } } } } },
            [
                "Ingress demo/shop: has the backend shop-canary, the canary Service of a Rollout, must have its stable Service only",
            ],
        ],
        [
            "the canary Service next to the stable one",
            { set: { "Ingress shop": { "spec.rules.0.http.paths.1": canaryPath } } },
            [
                "Ingress demo/shop: has the backend shop-canary, the canary Service of a Rollout, must have its stable Service only",
            ],
        ],
        [
            "an undeclared Ingress",
            { set: { "Ingress shop": undefined } },
            ["Rollout demo/shop: has the stable Ingress shop, which must be declared and is not"],
        ],
        [
            "a second, undeclared Ingress",
            {
                set: {
                    "Rollout shop": {
                        "spec.strategy.canary.trafficRouting.nginx": { stableIngresses: ["shop", "shop-b"] },
                    },
                },
            },
            ["Rollout demo/shop: has the stable Ingress shop-b, which must be declared and is not"],
        ],
    ],
    fine: [
        [
            "the controller's own copy",
            {
                add: [
                    {
                        apiVersion: "networking.k8s.io/v1",
                        kind: "Ingress",
                        metadata: {
                            name: "shop-shop-canary",
                            namespace: "demo",
                            annotations: { "nginx.ingress.kubernetes.io/canary": "true" },
                        },
                        spec: { defaultBackend: { service: { name: "shop-canary" } } },
                    },
                ],
            },
        ],
        [
            "another Service on another path",
            {
                set: {
                    "Ingress shop": {
                        "spec.rules.0.http.paths.1": { path: "/files", backend: { service: { name: "files" } } },
                    },
                },
            },
        ],
    ],
});

import { describeRule } from "../ruleSpec";

const image = "spec.template.spec.containers.0.image";
const all = "docker.io, ghcr.io, quay.io, registry.k8s.io, registry.example.com";
const registries = all.split(", ");
const migrate = { "spec.template.spec.initContainers": undefined };

describeRule("images-from-allowed-registries", {
    config: { registries },
    broken: [
        [
            "a registry that is not allowed",
            { set: { "Rollout shop": { [image]: "evil.example.com/shop:v7" } } },
            [`Rollout demo/shop: container shop has an image from evil.example.com/shop, must be from ${all}`],
        ],
        [
            "a registry whose name only begins like an allowed one",
            { set: { "Rollout shop": { [image]: "quay.io.example.com/shop:v7" } } },
            [`Rollout demo/shop: container shop has an image from quay.io.example.com/shop, must be from ${all}`],
        ],
        [
            "another path of a registry",
            {
                set: {
                    "Rollout shop": { ...migrate, [image]: "quay.io/stranger/shop:v7" },
                    "Prometheus prometheus": undefined,
                },
            },
            [
                "Rollout demo/shop: container shop has an image from quay.io/stranger/shop, must be from quay.io/shop, registry.k8s.io",
            ],
            { registries: ["quay.io/shop", "registry.k8s.io"] },
        ],
        [
            "Docker Hub, which an image without a registry means",
            { set: { "Rollout shop": { ...migrate, [image]: "nginx:1.29" }, "Prometheus prometheus": undefined } },
            [
                "Rollout demo/shop: container shop has an image from docker.io/library/nginx, must be from registry.k8s.io",
            ],
            { registries: ["registry.k8s.io"] },
        ],
    ],
    fine: [
        ["Docker Hub where it is allowed", { set: { "Rollout shop": { [image]: "grafana/k6:1.8.1" } } }],
        [
            "a path of a registry",
            { set: { "Rollout shop": { ...migrate, [image]: "quay.io/shop/web:v7" } } },
            { registries: ["quay.io/shop", "quay.io/prometheus", "registry.k8s.io/ingress-nginx"] },
        ],
    ],
});

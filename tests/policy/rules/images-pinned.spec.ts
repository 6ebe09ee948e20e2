import { unknownValue } from "../../../policies/src/model/value";
import { referringRollout } from "../referringRollout";
import { type Broken, describeRule } from "../ruleSpec";

const container = "spec.template.spec.containers.0.image";
const digest = "1".repeat(64);

describeRule("images-pinned", {
    broken: [
        [
            "a tag that moves",
            { set: { "Rollout shop": { [container]: "registry.example.com/shop:latest" } } },
            [
                "Rollout demo/shop: container shop has image registry.example.com/shop:latest, must have a tag other than latest",
            ],
        ],
        [
            "no tag, with a registry's port and without one",
            {
                set: {
                    "Rollout shop": {
                        [container]: "registry.example.com:5000/shop",
                        "spec.template.spec.initContainers.0.image": "shop",
                    },
                },
            },
            [
                "Rollout demo/shop: init container migrate has image shop, must have a tag; without one it means latest",
                "Rollout demo/shop: container shop has image registry.example.com:5000/shop, must have a tag; without one it means latest",
            ],
        ],
        [
            "a digest that is none",
            { set: { "Rollout shop": { [container]: "registry.example.com/shop:v7@sha256:1" } } },
            [
                "Rollout demo/shop: container shop has image registry.example.com/shop:v7@sha256:1, whose digest must be sha256: and 64 hexadecimal digits",
            ],
        ],
        [
            "no image at all",
            { set: { "Rollout shop": { [container]: "" } } },
            ["Rollout demo/shop: container shop has no image, must name one"],
        ],
        [
            "an image of the Prometheus operator's kinds",
            { set: { "Prometheus prometheus": { "spec.image": "quay.io/prometheus/prometheus" } } },
            [
                "Prometheus monitoring/prometheus: spec.image has image quay.io/prometheus/prometheus, must have a tag; without one it means latest",
            ],
        ],
        [
            "an app by tag alone, where its digest is asked for",
            { set: { "Rollout shop": { "spec.template.spec.initContainers": undefined } } },
            ["Rollout demo/shop: container shop has image registry.example.com/shop:v7, must be pinned by digest"],
            { digestFor: "app" },
        ],
        [
            "an app by tag alone, whose pods are those of a Deployment",
            referringRollout({ spec: { containers: [{ name: "shop", image: "registry.example.com/shop:v7" }] } }),
            ["Deployment demo/shop: container shop has image registry.example.com/shop:v7, must be pinned by digest"],
            { digestFor: "app" },
        ],
        [
            "an empty tag",
            { set: { "Rollout shop": { [container]: "shop:" } } },
            ["Rollout demo/shop: container shop has image shop:, must have a tag after the colon"],
        ],
        ...["shop@", `shop@sha256:${digest}@`].map((image): Broken => [
            `the digest of ${image}`,
            { set: { "Rollout shop": { [container]: image } } },
            [
                `Rollout demo/shop: container shop has image ${image}, whose digest must be sha256: and 64 hexadecimal digits`,
            ],
        ]),
        [
            "another tag configured as floating",
            { set: { "Rollout shop": { [container]: "registry.example.com/shop:main" } } },
            [
                "Rollout demo/shop: container shop has image registry.example.com/shop:main, must have a tag other than latest, main",
            ],
            { floatingTags: ["latest", "main"] },
        ],
        [
            "anything by tag alone, where every digest is asked for",
            { set: { "Rollout shop": undefined } },
            [
                "Prometheus monitoring/prometheus: spec.image has image quay.io/prometheus/prometheus:v3.5.0, must be pinned by digest",
            ],
            { digestFor: "everything" },
        ],
    ],
    fine: [
        [
            "a Deployment that no Rollout is known to take its pods from",
            referringRollout(
                { spec: { containers: [{ name: "shop", image: "registry.example.com/shop:v7" }] } },
                unknownValue,
            ),
            { digestFor: "app" },
        ],
        [
            "an app by digest, whatever its tag",
            {
                set: {
                    "Rollout shop": {
                        [container]: `registry.example.com/shop:latest@sha256:${digest}`,
                        "spec.template.spec.initContainers": undefined,
                    },
                },
            },
            { digestFor: "app" },
        ],
    ],
});

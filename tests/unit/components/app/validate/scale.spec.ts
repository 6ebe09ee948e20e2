import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";
import type { CanaryScale } from "../../../../../components/src/app";
import { validateScale } from "../../../../../components/src/app/validate/scale";
import { args, errorsOf, itIsRejected } from "../canaryAppArgs";

describe("the scale of a CanaryApp", () => {
    const cases: [string, unknown, string[]][] = [
        ["the least", { minReplicas: 1, maxReplicas: 1 }, []],
        ["everything", { minReplicas: 2, maxReplicas: 10, cpuPercent: 60 }, []],
        ["no object", 3, ["scale.autoscaling must be {minReplicas: NUMBER, maxReplicas: NUMBER}, got 3"]],
        [
            "nothing in it",
            {},
            [
                "scale.autoscaling.minReplicas must be a whole number from 1, got nothing",
                "scale.autoscaling.maxReplicas must be a whole number from 1, got nothing",
            ],
        ],
        [
            "an unknown field",
            { minReplicas: 1, maxReplicas: 2, memoryPercent: 60 },
            ["scale.autoscaling.memoryPercent is unknown, must be one of minReplicas, maxReplicas, cpuPercent"],
        ],
        [
            "a share that is none",
            { minReplicas: 1, maxReplicas: 2, cpuPercent: "80%" },
            ['scale.autoscaling.cpuPercent must be a whole number from 1, got "80%"'],
        ],
        [
            "the greater number first",
            { minReplicas: 3, maxReplicas: 2 },
            ["scale.autoscaling.maxReplicas must be at least minReplicas, 3, got 2"],
        ],
    ];
    for (const [what, autoscaling, errors] of cases) {
        it(`is validated with an autoscaling of ${what}`, () => {
            assert.deepEqual(errorsOf({ scale: { autoscaling } as CanaryScale }), errors);
        });
    }

    it("is validated without an exception, whatever it is", () => {
        fc.assert(fc.property(fc.anything(), (value) => Array.isArray(validateScale(value as CanaryScale))));
        fc.assert(
            fc.property(fc.anything(), (autoscaling) => Array.isArray(validateScale({ autoscaling } as CanaryScale))),
        );
    });
});

describe("the scale of a CanaryApp is rejected", () => {
    itIsRejected([
        ["no pods", { scale: { replicas: 0 } }, ["scale.replicas must be a whole number from 1, got 0"]],
        [
            "two numbers of pods",
            { scale: { replicas: 1, autoscaling: { minReplicas: 1, maxReplicas: 2 } } as unknown as CanaryScale },
            [
                "scale must have either replicas or autoscaling, got " +
                    '{"replicas":1,"autoscaling":{"minReplicas":1,"maxReplicas":2}}',
            ],
        ],
        [
            "more pods at least than there are, which the controller passes over",
            { minPodsPerReplicaSet: 3 },
            ["minPodsPerReplicaSet must be at most the number of pods, 2, got 3"],
        ],
        [
            "a share of no CPU",
            {
                scale: { autoscaling: { minReplicas: 2, maxReplicas: 4 } },
                pod: { resources: { requests: { memory: "64Mi" } } },
            },
            ["pod.resources must request cpu if scale has autoscaling, whose cpuPercent is a share of it"],
        ],
        [
            "containers that request no CPU, next to a container that requests it by its template",
            {
                scale: { autoscaling: { minReplicas: 2, maxReplicas: 4 } },
                pod: { resources: { requests: { memory: "64Mi" } } },
                podTemplate: {
                    spec: {
                        containers: [
                            { name: args.name, resources: { requests: { cpu: "100m" } } },
                            { name: "proxy", image: "proxy:1", resources: { limits: { memory: "64Mi" } } },
                            { name: "exporter", image: "exporter:1", resources: { limits: { cpu: "100m" } } },
                            { name: "agent", image: "agent:1", resources: pulumi.output({}) },
                        ],
                        initContainers: [
                            { name: "migrate", image: "migrate:1" },
                            { name: "logs", image: "logs:1", restartPolicy: "Always" },
                        ],
                    },
                },
            },
            [
                "podTemplate.spec.containers[1].resources must request cpu if scale has autoscaling, whose cpuPercent is a share of it",
                "podTemplate.spec.initContainers[1].resources must request cpu if scale has autoscaling, whose cpuPercent is a share of it",
            ],
        ],
        [
            "an override that requests no CPU",
            {
                scale: { autoscaling: { minReplicas: 2, maxReplicas: 4 } },
                podTemplate: { spec: { containers: [{ name: args.name, resources: { limits: { memory: "64Mi" } } }] } },
            },
            [
                "podTemplate.spec.containers[0].resources must request cpu if scale has autoscaling, whose cpuPercent is a share of it",
            ],
        ],
        [
            "every request for a canary that is kept small",
            { steps: [{ setCanaryScale: { replicas: 1 } }, ...args.steps] },
            [
                "steps[4].setWeight must not send every request to the canary while steps[0].setCanaryScale keeps it at 1 of " +
                    "2 pods, got 100; set matchTrafficWeight: true before it",
            ],
        ],
        [
            "every request for a canary of a lower weight's pods",
            { steps: [{ setCanaryScale: { weight: 50 } }, ...args.steps] },
            [
                "steps[4].setWeight must not send every request to the canary while steps[0].setCanaryScale keeps it at the " +
                    "pods of weight 50, got 100; set matchTrafficWeight: true before it",
            ],
        ],
    ]);
});

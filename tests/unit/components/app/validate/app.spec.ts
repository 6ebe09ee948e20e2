import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import type { CanaryAppArgs } from "../../../../../components/src/app/canaryApp";
import { args, itIsRefused, problemsOf, type RefusedCase } from "../canaryAppArgs";

const rules = [{ host: "demo.local" }];
const labelRule =
    "must begin with a letter, hold only lower-case letters, digits and dashes, not end with a dash, and have at most";

describe("a CanaryApp is refused", () => {
    const cases: RefusedCase[] = [
        [
            "a name too long for its Services",
            { name: "a".repeat(57) },
            [`name ${labelRule} 56 characters, got "${"a".repeat(57)}"`],
        ],
        [
            "a Service's name that is too long",
            { canaryService: "c".repeat(64) },
            [`canaryService ${labelRule} 63 characters, got "${"c".repeat(64)}"`],
        ],
        [
            "one Service for both versions",
            { stableService: "web", canaryService: "web" },
            ['canaryService must be unlike stableService, got "web" for both'],
        ],
        [
            "a Service of requests that is also scraped",
            { stableService: "ops-hardening-demo" },
            ["stableService must be unlike the Service that is scraped, ops-hardening-demo, which has the app's name"],
        ],
        [
            "a startingStep that never comes",
            { startingStep: 4 },
            ["startingStep must be a whole number from 0 to 3, the last of steps, got 4"],
        ],
        [
            "a schedule that ends before a metric could fail",
            { steps: [{ setWeight: 10 }, { pause: { duration: "69s" } }, { setWeight: 100 }] },
            [
                "steps pause for 69s from startingStep 1 on, too short for a metric to fail: it takes up to 70s " +
                    "(initialDelay 30s + the longer of failureLimit 1 x interval 30s and consecutiveErrorLimit 4 x 10s)",
            ],
        ],
        [
            "a schedule that the gate does not wait for",
            { gate: { ...args.gate, timeoutSeconds: 90 } },
            ["gate.timeoutSeconds must be longer than the steps' timed pauses, 90s, got 90s"],
        ],
        [
            "falling weights",
            { steps: [{ setWeight: 50 }, { setWeight: 10 }, { setWeight: 100 }] },
            ["steps[1].setWeight must be greater than the weight before it, 50, got 10"],
        ],
        [
            "weights in other units than the most",
            { maxTrafficWeight: 50 },
            [
                "steps[3].setWeight must be a whole number from 0 to 50, got 100",
                "steps must end at setWeight 50, got 100",
            ],
        ],
        [
            "a step that waits for an analysis without an end",
            {
                steps: [
                    { setWeight: 10 },
                    { pause: { duration: "90s" } },
                    { analysis: { templates: [{ templateName: "ops-hardening-analysis" }] } },
                    { setWeight: 100 },
                ],
            },
            [
                "steps[2].analysis must not wait for ops-hardening-analysis, which runs until the rollout ends, in the background",
            ],
        ],
        [
            "every request for a canary that is kept small",
            { steps: [{ setCanaryScale: { replicas: 1 } }, ...args.steps] },
            [
                "steps[4].setWeight 100 sends every request to the canary while steps[0].setCanaryScale keeps it at 1 of " +
                    "2 pods; set matchTrafficWeight: true before it",
            ],
        ],
        [
            "every request for a canary of a lower weight's pods",
            { steps: [{ setCanaryScale: { weight: 50 } }, ...args.steps] },
            [
                "steps[4].setWeight 100 sends every request to the canary while steps[0].setCanaryScale keeps it at the pods " +
                    "of weight 50; set matchTrafficWeight: true before it",
            ],
        ],
        [
            "a strategy that the controller refuses",
            { dynamicStableScale: true, scaleDownDelaySeconds: 30 },
            [
                "scaleDownDelaySeconds must be absent where dynamicStableScale is true, which leaves no pods to keep, got 30",
            ],
        ],
        [
            "fewer pods at most than at least",
            { scale: { autoscaling: { minReplicas: 4, maxReplicas: 2 } } },
            ["scale.autoscaling.maxReplicas must be at least minReplicas, 4, got 2"],
        ],
        [
            "more pods at least than there are, which the controller passes over",
            { minPodsPerReplicaSet: 3 },
            ["minPodsPerReplicaSet must be at most the number of pods, 2, got 3"],
        ],
        ["no pods", { scale: { replicas: 0 } }, ["scale.replicas must be a whole number from 1, got 0"]],
        [
            "a share of no CPU",
            {
                scale: { autoscaling: { minReplicas: 2, maxReplicas: 4 } },
                pod: { resources: { requests: { memory: "64Mi" } } },
            },
            ["pod.resources must request cpu where scale has autoscaling, whose cpuPercent is a share of it"],
        ],
        [
            "metrics that are none",
            { analysis: { ...args.analysis, latencyMetric: "latency ms", statusLabel: "status-code" } },
            [
                'analysis.latencyMetric must be the name of a Prometheus metric, got "latency ms"',
                'analysis.statusLabel must be the name of a Prometheus label, got "status-code"',
            ],
        ],
        [
            "a budget that is none",
            { podDisruptionBudget: { maxUnavailable: "half" } },
            [
                "podDisruptionBudget must have either maxUnavailable or minAvailable, a number or a share such as 25%, got " +
                    '{"maxUnavailable":"half"}',
            ],
        ],
        [
            "clients of no namespace",
            { clients: { ingressNamespace: "", monitoringNamespace: "monitoring" } },
            ['clients.ingressNamespace must be the name of a namespace, got ""'],
        ],
    ];
    itIsRefused(cases);

    it("for all reasons at once", () => {
        const all = problemsOf({ name: "", ingresses: [], steps: [], scale: { replicas: -1 }, pod: { port: -1 } });
        assert.deepEqual(
            all.map((problem) => problem.split(" ")[0]),
            ["name", "ingresses", "scale.replicas", "pod.port", "steps"],
        );
    });
});

describe("a CanaryApp is taken", () => {
    const cases: [string, Partial<CanaryAppArgs>][] = [
        ["as it is", {}],
        ["with names of the greatest length", { name: "a".repeat(56) }],
        ["with metrics on the port of requests", { pod: { metricsPort: 8080 } }],
        [
            "with one host at two classes",
            {
                ingresses: [
                    { name: "a", ingressClass: "nginx", rules },
                    { name: "b", ingressClass: "internal", rules },
                ],
            },
        ],
        ["with a canary that is kept at all pods", { steps: [{ setCanaryScale: { replicas: 2 } }, ...args.steps] }],
        [
            "with a canary that is kept small only before its last weight",
            {
                steps: [
                    { setCanaryScale: { replicas: 1 } },
                    ...args.steps.slice(0, -1),
                    { setCanaryScale: { matchTrafficWeight: true } },
                    { setWeight: 100 },
                ],
            },
        ],
        ["with a pause that only a person ends", { steps: [{ setWeight: 10 }, { pause: {} }, { setWeight: 100 }] }],
        ["with a deadline that is not known yet", { gate: { ...args.gate, timeoutSeconds: pulumi.output(1) } }],
        ["with a budget of pods that must stay", { podDisruptionBudget: { minAvailable: "50%" } }],
        [
            "with limits of CPU alone under an autoscaler",
            {
                scale: { autoscaling: { minReplicas: 1, maxReplicas: 1 } },
                pod: { resources: { limits: { cpu: "500m" } } },
            },
        ],
    ];
    for (const [what, changed] of cases) {
        it(what, () => {
            assert.deepEqual(problemsOf(changed), []);
        });
    }
});

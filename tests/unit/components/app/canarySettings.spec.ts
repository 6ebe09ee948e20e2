import assert from "node:assert/strict";
import fc from "fast-check";
import { autoscalingProblems, strategyProblems } from "../../../../components/src/app/canaryApp";

describe("an untrusted strategy", () => {
    const cases: [string, unknown, string[]][] = [
        ["none of its fields", {}, []],
        [
            "all of its fields",
            {
                maxTrafficWeight: 1000,
                abortScaleDownDelaySeconds: 0,
                scaleDownDelaySeconds: 30,
                dynamicStableScale: false,
                minPodsPerReplicaSet: 1,
                progressDeadlineSeconds: 600,
                progressDeadlineAbort: false,
                rollbackWindow: { revisions: 3 },
                revisionHistoryLimit: 3,
                antiAffinity: { preferred: { weight: 100 } },
                canaryMetadata: { labels: { role: "canary" } },
                stableMetadata: { annotations: { note: "" } },
            },
            [],
        ],
        ["no object", "fast", ['strategy must hold fields of a strategy by name, got "fast"']],
        ["a list", [], ["strategy must hold fields of a strategy by name, got []"]],
        [
            "fields that nobody knows",
            { maxSurge: "25%", additionalIngressAnnotations: {} },
            ["maxSurge", "additionalIngressAnnotations"].map(
                (field) =>
                    `strategy.${field} is unknown, must be one of maxTrafficWeight, abortScaleDownDelaySeconds, ` +
                    "scaleDownDelaySeconds, dynamicStableScale, minPodsPerReplicaSet, progressDeadlineSeconds, " +
                    "progressDeadlineAbort, rollbackWindow, revisionHistoryLimit, antiAffinity, canaryMetadata, " +
                    "stableMetadata",
            ),
        ],
        [
            "fields of other types",
            {
                maxTrafficWeight: 0,
                abortScaleDownDelaySeconds: -1,
                scaleDownDelaySeconds: "30s",
                dynamicStableScale: "true",
                minPodsPerReplicaSet: 0,
                progressDeadlineSeconds: 0,
                progressDeadlineAbort: 1,
                rollbackWindow: 3,
                revisionHistoryLimit: 1.5,
                antiAffinity: { preferred: { weight: 101 } },
                canaryMetadata: { labels: { role: 1 } },
                stableMetadata: { name: "x" },
            },
            [
                "strategy.maxTrafficWeight must be a whole number from 1, got 0",
                "strategy.abortScaleDownDelaySeconds must be a whole number from 0, got -1",
                'strategy.scaleDownDelaySeconds must be a whole number from 0, got "30s"',
                'strategy.dynamicStableScale must be true or false, got "true"',
                "strategy.minPodsPerReplicaSet must be a whole number from 1, got 0",
                "strategy.progressDeadlineSeconds must be a whole number from 1, got 0",
                "strategy.progressDeadlineAbort must be true or false, got 1",
                "strategy.rollbackWindow must be {revisions: NUMBER}, from 1, got 3",
                "strategy.revisionHistoryLimit must be a whole number from 0, got 1.5",
                "strategy.antiAffinity must be preferred, required or {preferred: {weight: 1 to 100}}, got " +
                    '{"preferred":{"weight":101}}',
                "strategy.canaryMetadata must be labels and annotations, each texts by name, got " +
                    '{"labels":{"role":1}}',
                'strategy.stableMetadata must be labels and annotations, each texts by name, got {"name":"x"}',
            ],
        ],
        [
            "a window of versions that are gone",
            { rollbackWindow: { revisions: 4 } },
            [
                "strategy.rollbackWindow.revisions must be at most revisionHistoryLimit, 3, for older versions are gone, got 4",
            ],
        ],
        ["a window of versions that are kept", { rollbackWindow: { revisions: 4 }, revisionHistoryLimit: 4 }, []],
        [
            "labels by which the pods are found",
            { canaryMetadata: { labels: { "app.kubernetes.io/name": "a", "rollouts-pod-template-hash": "b" } } },
            [
                "strategy.canaryMetadata.labels must leave the pods' own label app.kubernetes.io/name alone",
                "strategy.canaryMetadata.labels must leave the pods' own label rollouts-pod-template-hash alone",
            ],
        ],
    ];
    for (const [what, strategy, problems] of cases) {
        it(`with ${what} is judged`, () => {
            assert.deepEqual(strategyProblems(strategy), problems);
        });
    }
});

describe("an untrusted autoscaling", () => {
    const cases: [string, unknown, string[]][] = [
        ["the least", { minReplicas: 1, maxReplicas: 1 }, []],
        ["everything", { minReplicas: 2, maxReplicas: 10, cpuPercent: 60 }, []],
        ["no object", 3, ["autoscaling must be {minReplicas: NUMBER, maxReplicas: NUMBER}, got 3"]],
        [
            "nothing in it",
            {},
            [
                "autoscaling.minReplicas must be a whole number from 1, got nothing",
                "autoscaling.maxReplicas must be a whole number from 1, got nothing",
            ],
        ],
        [
            "an unknown field",
            { minReplicas: 1, maxReplicas: 2, memoryPercent: 60 },
            ["autoscaling.memoryPercent is unknown, must be one of minReplicas, maxReplicas, cpuPercent"],
        ],
        [
            "a share that is none",
            { minReplicas: 1, maxReplicas: 2, cpuPercent: "80%" },
            ['autoscaling.cpuPercent must be a whole number from 1, got "80%"'],
        ],
        [
            "the greater number first",
            { minReplicas: 3, maxReplicas: 2 },
            ["autoscaling.maxReplicas must be at least minReplicas, 3, got 2"],
        ],
    ];
    for (const [what, autoscaling, problems] of cases) {
        it(`with ${what} is judged`, () => {
            assert.deepEqual(autoscalingProblems(autoscaling), problems);
        });
    }
});

it("an untrusted setting of any kind is judged without an error", () => {
    fc.assert(
        fc.property(fc.anything(), (value) =>
            Array.isArray([...strategyProblems(value), ...autoscalingProblems(value)]),
        ),
    );
});

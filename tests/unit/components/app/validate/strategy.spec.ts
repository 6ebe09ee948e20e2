import assert from "node:assert/strict";
import fc from "fast-check";
import type { CanaryStrategyArgs } from "../../../../../components/src/app";
import { validateStrategyFields } from "../../../../../components/src/app/validate/strategy";
import { errorsOf } from "../canaryAppArgs";

describe("the strategy of a CanaryApp", () => {
    const cases: [string, unknown, string[]][] = [
        ["none of its fields", {}, []],
        [
            "all of its fields",
            {
                maxTrafficWeight: 100,
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
                "maxTrafficWeight must be a whole number from 1, got 0",
                "abortScaleDownDelaySeconds must be a whole number from 0, got -1",
                'scaleDownDelaySeconds must be a whole number from 0, got "30s"',
                'dynamicStableScale must be true or false, got "true"',
                "minPodsPerReplicaSet must be a whole number from 1, got 0",
                "progressDeadlineSeconds must be a whole number of seconds from 1, got 0",
                "progressDeadlineAbort must be true or false, got 1",
                "rollbackWindow must be {revisions: NUMBER}, from 1, got 3",
                "revisionHistoryLimit must be a whole number from 0, got 1.5",
                "antiAffinity must be preferred, required or {preferred: {weight: 1 to 100}}, got " +
                    '{"preferred":{"weight":101}}',
                "canaryMetadata must be labels and annotations, each a map of strings, got " + '{"labels":{"role":1}}',
                'stableMetadata must be labels and annotations, each a map of strings, got {"name":"x"}',
            ],
        ],
        [
            "a window of versions that are gone",
            { rollbackWindow: { revisions: 4 } },
            [
                "rollbackWindow.revisions must be at most revisionHistoryLimit, 3, because older versions are gone, got 4",
            ],
        ],
        ["a window of versions that are kept", { rollbackWindow: { revisions: 4 }, revisionHistoryLimit: 4 }, []],
        [
            "labels by which the pods are found",
            { canaryMetadata: { labels: { "app.kubernetes.io/name": "a", "rollouts-pod-template-hash": "b" } } },
            [
                "canaryMetadata.labels must not set the pods' own label app.kubernetes.io/name",
                "canaryMetadata.labels must not set the pods' own label rollouts-pod-template-hash",
            ],
        ],
    ];
    for (const [what, strategy, errors] of cases) {
        it(`is validated with ${what}`, () => {
            assert.deepEqual(errorsOf(strategy as CanaryStrategyArgs), errors);
        });
    }

    it("is validated without an exception, whatever its fields are", () => {
        fc.assert(
            fc.property(fc.dictionary(fc.string(), fc.anything()), (value) =>
                Array.isArray(validateStrategyFields(value as CanaryStrategyArgs)),
            ),
        );
    });
});

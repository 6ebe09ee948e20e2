import assert from "node:assert/strict";
import { healthBlocker, requestsBlocker, requestsSelector } from "../../../../../components/src/app/baseline/readiness";
import type { RolloutObject } from "../../../../../components/src/gate/cluster/types";
import { countersOf, healthy, rolloutWith } from "../../../../support/apiServer/fakeBaseline";

describe("a baseline's health", () => {
    const rows: [string, RolloutObject, string | undefined][] = [
        ["no status", rolloutWith(undefined), "the controller has not seen it yet"],
        [
            "a status of the generation before",
            rolloutWith({ ...healthy, observedGeneration: "0" }),
            "the controller has not seen it yet",
        ],
        ["no phase", rolloutWith({}), "Progressing"],
        ["a phase", rolloutWith({ phase: "Progressing" }), "Progressing"],
        [
            "a phase with a message",
            rolloutWith({ phase: "Degraded", message: 'ReplicaSet "web-1" has\ntimed out progressing.' }),
            'Degraded, ReplicaSet "web-1" has timed out progressing.',
        ],
        [
            "healthy pods of another version",
            rolloutWith({ ...healthy, stableRS: "hash0" }),
            "Healthy, but pod hash hash1 is not the stable one, hash0",
        ],
        [
            "no pods at all",
            rolloutWith({ phase: "Healthy" }),
            "Healthy, but pod hash (none) is not the stable one, (none)",
        ],
        ["healthy pods of the stable version", rolloutWith(healthy), undefined],
        ["a generation further than ours", rolloutWith({ ...healthy, observedGeneration: "2" }), undefined],
    ];
    for (const [what, rollout, blocker] of rows) {
        it(`${blocker === undefined ? "is good" : "is not good"} with ${what}`, () => {
            assert.equal(healthBlocker(rollout), blocker);
        });
    }
});

describe("a baseline's requests", () => {
    const rows: [string, number[][], string | undefined][] = [
        ["no series", [], "Prometheus has read 0 of 2 pods"],
        ["one pod that is not read", [[1, 2], []], "Prometheus has read 1 of 2 pods"],
        ["one sample of each", [[5], [7]], "no request was counted"],
        [
            "counters that stand still",
            [
                [5, 5, 5],
                [7, 7],
            ],
            "no request was counted",
        ],
        ["a counter that was reset and stands still", [[5, 0, 0], [0]], "no request was counted"],
        ["one counter that rises", [[5, 5, 6], [0]], undefined],
        ["a counter that rises after a reset", [[9, 0, 1], [0]], undefined],
        ["deleted pods next to running ones", [[1, 2], [1, 2], [3]], undefined],
    ];
    for (const [what, values, blocker] of rows) {
        it(`${blocker === undefined ? "arrive" : "are still to come"} with ${what}`, () => {
            assert.equal(requestsBlocker(countersOf(...values), 2), blocker);
        });
    }

    it("of one pod by several status codes are one pod's", () => {
        const [first] = countersOf([1, 2]);
        assert.ok(first);
        const errors = { ...first, labels: { ...first.labels, status_code: "500" } };
        assert.equal(requestsBlocker([first, errors], 2), "Prometheus has read 1 of 2 pods");
        const other = { ...first, labels: { instance: "10.0.0.9:8080" } };
        assert.equal(requestsBlocker([first, other], 2), undefined);
    });

    it("are asked for by job and version, whatever the job is called", () => {
        assert.equal(
            requestsSelector("http_requests_total", 'a"job', "hash1"),
            'http_requests_total{job="a\\"job",rollouts_pod_template_hash="hash1"}',
        );
    });
});

import assert from "node:assert/strict";
import type {
    CanaryStepObject,
    ReplicaSetObject,
    RolloutObject,
} from "../../../../../components/src/gate/cluster/types";
import { stallOf } from "../../../../../components/src/gate/observation/stall";

const progressAt = "2026-03-01T06:00:00Z";

function replicaSet(name: string, hash: string, deadline: boolean, replicas: number, available = 0): ReplicaSetObject {
    return {
        metadata: {
            name,
            labels: { "rollouts-pod-template-hash": hash },
            annotations: deadline ? { "scale-down-deadline": progressAt } : {},
        },
        spec: { replicas },
        status: { availableReplicas: available },
    };
}

const current = replicaSet("shop-c", "c", false, 2, 1);
const leftover = replicaSet("shop-b", "b", true, 0);

const progress = { type: "Progressing", status: "True", lastUpdateTime: progressAt };

/** A Rollout whose version lacks a pod in a step with a weight. */
function rollout(
    status: RolloutObject["status"] = {},
    step: CanaryStepObject = { setWeight: 20 },
    reason = "ReplicaSetUpdated",
    abort = true,
): RolloutObject {
    return {
        metadata: { name: "shop", uid: "1" },
        spec: { progressDeadlineAbort: abort, strategy: { canary: { steps: [step] } } },
        status: {
            stableRS: "a",
            conditions: [
                { type: "Available", reason: "AvailableReason" },
                { ...progress, reason },
            ],
            ...status,
        },
    };
}

describe("a stalled version", () => {
    it("has its last progress, its pods and the ReplicaSet that is in the way", () => {
        const stall = { progressAt, available: 1, desired: 2, replicaSet: "shop-b" };
        assert.deepEqual(stallOf(rollout(), [current, leftover], current), stall);
        assert.deepEqual(stallOf(rollout({ currentStepIndex: 1 }), [leftover], current), stall);
        const undated = rollout({ conditions: [{ type: "Progressing" }] });
        assert.equal(stallOf(undated, [leftover], current)?.progressAt, "");
    });

    it("is none with all pods, without a ReplicaSet, or where the controller applies the deadline", () => {
        const complete = replicaSet("shop-c", "c", false, 2, 2);
        assert.equal(stallOf(rollout(), [complete, leftover], complete), undefined);
        assert.equal(stallOf(rollout(), [leftover], undefined), undefined);
        assert.equal(stallOf(rollout(), [leftover], { metadata: current.metadata }), undefined);
        assert.equal(stallOf(rollout({}, undefined, undefined, false), [leftover], current), undefined);
        assert.equal(stallOf({ metadata: { name: "shop", uid: "1" } }, [leftover], current), undefined);
        assert.equal(stallOf(rollout({ conditions: [] }), [leftover], current), undefined);
    });

    it("needs another ReplicaSet than its own and the stable one, with a deadline and no pods", () => {
        const marked = replicaSet("shop-c", "c", true, 0, -1);
        for (const other of [
            replicaSet("shop-a", "a", true, 0),
            replicaSet("shop-b", "b", false, 0),
            replicaSet("shop-b", "b", true, 1),
        ]) {
            assert.equal(stallOf(rollout(), [other], current), undefined, JSON.stringify(other));
        }
        assert.equal(stallOf(rollout(), [marked], marked), undefined);
        const unlabelled = {
            ...leftover,
            metadata: { name: "shop-b", annotations: { "scale-down-deadline": progressAt } },
        };
        assert.equal(stallOf(rollout(), [unlabelled], current)?.replicaSet, "shop-b");
        assert.equal(stallOf(rollout(), [{ ...leftover, metadata: { name: "shop-b" } }], current), undefined);
        assert.equal(stallOf(rollout(), [{ metadata: leftover.metadata }], current), undefined);
    });

    it("is none in a pause, an analysis or an experiment, and counts nothing of before an abort or a pause", () => {
        for (const step of [{ pause: {} }, { analysis: {} }, { experiment: {} }]) {
            assert.equal(stallOf(rollout({}, step), [leftover], current), undefined, JSON.stringify(step));
        }
        for (const reason of ["RolloutAborted", "RolloutPaused"]) {
            assert.equal(stallOf(rollout({}, undefined, reason), [leftover], current), undefined, reason);
        }
    });
});

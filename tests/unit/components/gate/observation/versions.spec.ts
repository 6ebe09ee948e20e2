import assert from "node:assert/strict";
import {
    isWithinRollbackWindow,
    replacedBy,
    revisionOf,
    versionHashes,
    versionIn,
    versionOf,
} from "../../../../../components/src/gate/observation/versions";

const template = (image: string) => ({
    spec: {
        containers: [
            { name: "app", image },
            { name: "proxy", image: "proxy" },
        ],
    },
});

/** A ReplicaSet of the Rollout with uid 1, created at a minute. */
function replicaSet(hash: string, revision: number, minute = revision, uid = "1") {
    return {
        metadata: {
            name: `shop-${hash}`,
            labels: { "rollouts-pod-template-hash": hash },
            annotations: { "rollout.argoproj.io/revision": String(revision) },
            creationTimestamp: `2026-03-01T06:0${String(minute)}:00Z`,
            ownerReferences: [{ uid, kind: "Rollout", controller: true }],
        },
        spec: { template: template(`shop:${hash}`) },
    };
}

const rollout = {
    metadata: { name: "shop", uid: "1", annotations: { "rollout.argoproj.io/revision": "3" } },
    spec: { template: template("shop:c") },
    status: { currentPodHash: "c" },
};

describe("a rollout's versions", () => {
    it("have a pod hash, a revision and the image of the first container", () => {
        assert.deepEqual(versionOf(rollout), { podHash: "c", revision: 3, image: "shop:c" });
        assert.deepEqual(versionIn(replicaSet("b", 2)), { podHash: "b", revision: 2, image: "shop:b" });
    });

    it("are empty before the controller has seen them", () => {
        const nothing = { podHash: "", revision: 0, image: "" };
        assert.deepEqual(versionOf({ metadata: { name: "shop", uid: "1" } }), nothing);
        assert.deepEqual(versionIn({ metadata: { name: "shop-a" } }), nothing);
        for (const spec of [{}, { containers: [] }, { containers: [{ name: "app" }] }]) {
            assert.deepEqual(versionIn({ metadata: { name: "shop-a" }, spec: { template: { spec } } }), nothing);
        }
        assert.deepEqual(versionIn({ metadata: { name: "shop-a" }, spec: { template: {} } }), nothing);
        assert.equal(revisionOf({ metadata: { name: "shop-a", annotations: {} } }), 0);
    });

    it("are those of the Rollout's ReplicaSets, the current one apart", () => {
        const unlabelled = { metadata: { ...replicaSet("d", 4).metadata, labels: {} } };
        const bare = { metadata: { ...replicaSet("d", 4).metadata, labels: undefined } };
        const all = [replicaSet("a", 1), replicaSet("c", 3), replicaSet("x", 1, 1, "2"), unlabelled, bare];
        assert.deepEqual(versionHashes(rollout, all), { current: "c", others: ["a"] });
    });

    it("replace the one with the next lower revision", () => {
        const all = [replicaSet("a", 1), replicaSet("c", 3), replicaSet("b", 2)];
        assert.equal(replacedBy(3, all)?.metadata.name, "shop-b");
        assert.equal(replacedBy(2, all)?.metadata.name, "shop-a");
        assert.equal(replacedBy(1, all), undefined);
    });
});

describe("the rollback window", () => {
    const all = [replicaSet("a", 1), replicaSet("b", 2), replicaSet("c", 3)];
    const [a, b, c] = all;
    const within = (revisions: number | undefined, current = a, stable = c) =>
        isWithinRollbackWindow(
            { ...rollout, spec: revisions === undefined ? {} : { rollbackWindow: { revisions } } },
            all,
            current,
            stable,
        );

    it("has versions before the stable one, with fewer revisions between them than it allows", () => {
        assert.equal(within(2), true);
        assert.equal(within(1), false);
        assert.equal(within(1, b), true);
        assert.equal(within(1, a, b), true);
    });

    it("has no newer version, not the same one, and none without a setting or a ReplicaSet", () => {
        assert.equal(within(5, c, a), false);
        assert.equal(within(5, c, c), false);
        assert.equal(within(undefined), false);
        assert.equal(within(undefined, b), false);
        assert.equal(isWithinRollbackWindow({ metadata: rollout.metadata }, all, b, c), false);
        const window = { ...rollout, spec: { rollbackWindow: { revisions: 5 } } };
        assert.equal(isWithinRollbackWindow(window, all, undefined, c), false);
        assert.equal(isWithinRollbackWindow(window, all, a, undefined), false);
    });
});

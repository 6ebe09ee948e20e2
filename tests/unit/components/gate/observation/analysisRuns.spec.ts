import assert from "node:assert/strict";
import { analysesOf } from "../../../../../components/src/gate/observation/analysis";
import { podHashLabel, type AnalysisRunObject } from "../../../../../components/src/gate/cluster/types";

const rollout = { uid: "ours", revision: 2, podHash: "hash2" };

interface Run {
    readonly name: string;
    readonly owner?: string;
    readonly revision?: string;
    readonly podHash?: string;
    readonly type?: string;
    readonly step?: string;
    readonly at?: string;
}

function runObject({
    name,
    owner = "ours",
    revision = "2",
    podHash = "hash2",
    at = "00",
    ...run
}: Run): AnalysisRunObject {
    const step: Record<string, string> = run.step === undefined ? {} : { "step-index": run.step };
    return {
        metadata: {
            name,
            creationTimestamp: `2026-03-01T06:02:${at}Z`,
            labels: { [podHashLabel]: podHash, "rollout-type": run.type ?? "Background", ...step },
            annotations: { "rollout.argoproj.io/revision": revision },
            ownerReferences: [{ kind: "Rollout", uid: owner, controller: true }],
        },
    };
}

describe("the AnalysisRuns of a revision", () => {
    const ours = { name: "web-2" };
    const table: readonly (readonly [string, readonly Run[], readonly string[]])[] = [
        ["its own", [ours], ["web-2"]],
        ["not another rollout's, however young", [ours, { name: "shop-2", owner: "another", at: "59" }], ["web-2"]],
        ["not an earlier revision's of the same version", [{ name: "web-1", revision: "1" }], []],
        ["not another version's", [{ name: "web-x", podHash: "hash9" }], []],
        ["after a retry, the younger one", [{ name: "web-2.1", at: "30" }, ours], ["web-2.1"]],
        ["of one second, the one with the higher suffix", [{ name: "web-2.10" }, { name: "web-2.9" }], ["web-2.10"]],
        [
            "the background one and one of each step",
            [ours, { name: "web-2-2", type: "Step", step: "2" }, { name: "web-2-4", type: "Step", step: "4" }],
            ["web-2", "web-2-2", "web-2-4"],
        ],
    ];
    for (const [name, runs, expected] of table) {
        it(name, () => {
            const names = analysesOf(runs.map(runObject), rollout).map((analysis) => analysis.name);
            assert.deepEqual(names, expected);
        });
    }
});

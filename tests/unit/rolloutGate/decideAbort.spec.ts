import assert from "node:assert/strict";
import { run, testRows, type Row } from "./decisions";

const table: Row[] = [
    {
        name: "an abort whose traffic is not back",
        play: (rollout) => {
            rollout.observe();
            rollout.setWeight(25, 3);
            rollout.abort();
        },
        lasts: 59,
        expect: "wait: the rollout is aborted and its traffic goes back to stable",
    },
    {
        name: "an abort whose traffic does not come back",
        play: (rollout) => {
            rollout.observe();
            rollout.setWeight(25, 3);
            rollout.abort();
        },
        lasts: 60,
        expect: "fail Aborted Aborted: canary weight is 25, must be 0; Service ops-hardening-demo-canary selects hash2, must be hash1",
    },
    {
        name: "an abort whose traffic is back",
        play: (rollout) => {
            rollout.observe();
            rollout.setWeight(25, 3);
            rollout.abort();
            rollout.returnTraffic();
        },
        expect: "fail Aborted Aborted",
    },
    {
        name: "an abort by hand that the controller has not acknowledged",
        play: (rollout) => {
            rollout.observe();
            rollout.setWeight(25, 3);
            rollout.pause(3);
            rollout.write({ abort: true });
            rollout.returnTraffic();
        },
        lasts: 4,
        expect: "wait: the rollout is aborted and its traffic goes back to stable",
    },
    {
        name: "an abort by an analysis that has not arrived yet",
        play: (rollout) => {
            rollout.observe();
            rollout.abort("Background analysis phase error/failed");
            rollout.returnTraffic();
        },
        lasts: 4,
        expect: "wait: the rollout is aborted and its traffic goes back to stable",
    },
    {
        name: "an abort by an analysis that never arrives",
        play: (rollout) => {
            rollout.observe();
            rollout.abort("Background analysis phase error/failed");
            rollout.returnTraffic();
        },
        lasts: 5,
        expect: "fail Aborted Aborted",
    },
    {
        name: "a promoted rollout that somebody aborts",
        before: (rollout) => {
            rollout.deployFirst("v1");
        },
        play: (rollout) => {
            rollout.write({ abort: true });
        },
        expect: "succeed Initial",
    },
];

describe("decide, after an abort", () => {
    testRows(table);

    it("keeps the last step over the abort, which resets it", () => {
        const row = table.find((candidate) => candidate.name === "an abort whose traffic is back");
        assert.ok(row);
        assert.equal(run(row).memory.lastStep, 3);
    });
});

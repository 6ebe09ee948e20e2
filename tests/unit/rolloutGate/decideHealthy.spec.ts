import { good, testRows, walk, type Row } from "./decisions";

const table: Row[] = [
    {
        name: "Degraded that heals",
        play: (rollout) => {
            rollout.observe();
            rollout.write({ phase: "Degraded", message: "ProgressDeadlineExceeded: slow" });
            rollout.analyse("Successful", good);
            walk(rollout);
            rollout.promote();
        },
        expect: "succeed Promoted",
    },
    {
        name: "a first deploy",
        before: (rollout) => {
            rollout.declare("v1");
        },
        play: (rollout) => {
            rollout.observe();
            rollout.promote();
        },
        expect: "succeed Initial",
    },
    {
        name: "every step and every metric",
        play: (rollout) => {
            rollout.observe();
            rollout.analyse("Successful", good);
            walk(rollout);
            rollout.promote();
        },
        expect: "succeed Promoted",
    },
    {
        name: "Healthy, but the weight is still there",
        play: (rollout) => {
            rollout.observe();
            rollout.analyse("Successful", good);
            walk(rollout);
            rollout.promote();
            rollout.writeIngress(100);
        },
        expect: "wait: the rollout is Healthy, but canary weight is 100, must be 0",
    },
    {
        name: "Healthy for long, but not as it should be",
        play: (rollout) => {
            rollout.observe();
            rollout.analyse("Running", good);
            walk(rollout);
            rollout.promote();
            rollout.writeService("stable", "hash1");
            rollout.available("hash2", 1);
        },
        lasts: 30,
        expect: "fail NotProven Unproven: Service ops-hardening-demo-stable selects hash1, must be hash2; 1 of 2 pods of the new version are available; AnalysisRun ops-hardening-demo-hash2-2 is still Running",
    },
    {
        name: "a weight that was never applied",
        play: (rollout) => {
            rollout.observe();
            rollout.analyse("Successful", good);
            walk(rollout, [10, 25, 75, 100]);
            rollout.promote();
        },
        lasts: 30,
        expect: "fail NotProven Unproven: setWeight 50 was never seen on the canary Ingress",
    },
    {
        name: "a weight that may have been missed while the watch was away",
        gap: true,
        play: (rollout) => {
            rollout.observe();
            rollout.analyse("Successful", good);
            walk(rollout, [10, 25, 75, 100]);
            rollout.promote();
        },
        expect: "succeed Promoted",
    },
    {
        name: "joined at step 4, as after an interrupted up",
        before: (rollout) => {
            rollout.deployFirst("v1");
            rollout.declare("v2");
            rollout.observe();
            walk(rollout, [10, 25]);
        },
        play: (rollout) => {
            rollout.analyse("Successful", good);
            walk(rollout, [50, 75, 100]);
            rollout.promote();
        },
        expect: "succeed Promoted",
    },
    {
        name: "an analysis that ended before its first measurement, which Argo calls Successful",
        play: (rollout) => {
            rollout.observe();
            rollout.analyse("Successful", { "p99-latency": ["41.2"] });
            walk(rollout);
            rollout.promote();
        },
        expect: "fail Unmeasured Unproven: success-rate",
    },
    {
        name: "no AnalysisRun at all",
        play: (rollout) => {
            rollout.observe();
            walk(rollout);
            rollout.promote();
        },
        lasts: 30,
        expect: "fail NotProven Unproven: there is no AnalysisRun of revision 2",
    },
    {
        name: "an analysis that failed with the promotion",
        play: (rollout) => {
            rollout.observe();
            rollout.analyse("Failed", { ...good, "p99-latency": ["743!"] }, { "p99-latency": "Failed" });
            walk(rollout);
            rollout.promote();
        },
        expect: "fail AnalysisFailed Unproven",
    },
    {
        name: "a full promotion by hand",
        play: (rollout) => {
            rollout.observe();
            rollout.setWeight(10, 1);
            rollout.write({ promoteFull: true });
            rollout.promote();
        },
        expect: "succeed FastPromoted",
    },
    {
        name: "back to stable after an abort",
        before: (rollout) => {
            rollout.deployFirst("v1");
            rollout.declare("v2");
            rollout.observe();
            rollout.abort();
            rollout.returnTraffic();
            rollout.declare("v1");
        },
        play: (rollout) => {
            rollout.observe({ currentStepIndex: 9 });
            rollout.promote();
        },
        expect: "succeed FastRolledBack",
    },
    {
        name: "back to an old version through every step",
        before: (rollout) => {
            rollout.deployFirst("v1");
            rollout.declare("v2");
            rollout.observe();
            rollout.promote();
            rollout.declare("v1");
        },
        play: (rollout) => {
            rollout.observe();
            rollout.analyse("Successful", good);
            walk(rollout);
            rollout.promote();
        },
        expect: "succeed RolledBack",
    },
    {
        name: "a revision that was judged good before, without its AnalysisRun",
        before: (rollout) => {
            rollout.deployFirst("v1");
            rollout.declare("v2");
            rollout.observe();
            rollout.promote();
        },
        play: () => undefined,
        previous: { outcome: "Promoted", podHash: "hash2", revision: 2 },
        expect: "succeed Promoted",
    },
];

describe("decide, when the rollout is Healthy", () => {
    testRows(table);
});

import assert from "node:assert/strict";
import { run, sentInWords } from "../decision/decisions";
import { pausedAt } from "../../../../support/simulation/plays";

describe("a version that is already stable", () => {
    it("is not promoted, whatever step and pause remain in its status", () => {
        for (const left of [
            { controllerPause: true, pauseConditions: [], currentStepIndex: 1 },
            { pauseConditions: [{ reason: "InconclusiveAnalysisRun" }], currentStepIndex: 1 },
        ]) {
            const simulation = run({
                name: "",
                policy: { onInconclusive: "promote" },
                before: ({ rollout }) => {
                    rollout.deployFirst("v1");
                },
                play: ({ rollout }) => {
                    rollout.write(left);
                },
                seconds: 60,
                expect: "",
            });
            assert.deepEqual(sentInWords(simulation), [], JSON.stringify(left));
        }
    });
});

describe("a version whose rollout this gate has seen", () => {
    it("is not proven by an earlier one of the same hash and revision, as of a recreated Rollout", () => {
        const simulation = run({
            name: "",
            policy: { requestsMetric: "" },
            previous: {
                podHash: "hash2",
                revision: 2,
                verified: { outcome: "Promoted", podHash: "hash2", revision: 2 },
            },
            play: (played) => {
                pausedAt(played, 10);
                played.rollout.promote();
            },
            seconds: 30,
            expect: "",
        });
        const { decision } = simulation;
        assert.ok(decision?.kind === "fail", JSON.stringify(decision));
        assert.deepEqual([decision.code, decision.outcome], ["NotProven", "Unproven"]);
        assert.deepEqual(decision.findings[0], { kind: "unseenWeight", weight: 25, ingresses: 1 });
    });
});

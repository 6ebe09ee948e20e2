import assert from "node:assert/strict";
import { lastDecision, run, sentInWords } from "../decision/decisions";
import { pausedAt } from "../../../../support/simulation/plays";

describe("a version that is the stable one already", () => {
    it("is not promoted, whatever step and pause its status is left with", () => {
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
                lasts: 60,
                expect: "",
            });
            assert.deepEqual(sentInWords(simulation), [], JSON.stringify(left));
        }
    });
});

describe("a version that this gate has seen on its way", () => {
    it("is not proven by an earlier one of the same hash and revision, as of a Rollout that was made anew", () => {
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
            lasts: 30,
            expect: "",
        });
        assert.match(lastDecision(simulation), /^fail NotProven \(Unproven\): weight 25 was never seen/);
    });
});

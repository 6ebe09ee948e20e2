import assert from "node:assert/strict";
import { run, sentInWords } from "./decisions";

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

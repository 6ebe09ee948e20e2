import assert from "node:assert/strict";
import { canAbort, canPromote, patchOf } from "../../../../../components/src/gate/decision/writes";
import type { Write } from "../../../../../components/src/gate/decision/types";
import { declareSecond } from "./decisions";
import { pausedAt } from "../../../../support/simulation/plays";
import { Simulation } from "../../../../support/simulation/simulation";

const nudge: Write = { kind: "promote", by: "nudge" };

describe("the gate's writes", () => {
    let simulation: Simulation;

    beforeEach(() => {
        simulation = new Simulation();
        declareSecond(simulation);
        simulation.watch();
        pausedAt(simulation, 25);
    });

    const observed = () => {
        assert.ok(simulation.observation);
        return simulation.observation;
    };

    it("apply to the state that they were decided on, and to no other", () => {
        const { resourceVersion } = observed();
        for (const write of [nudge, { kind: "retry" }, { kind: "abort", code: "NotProven", findings: [] }] as const) {
            assert.deepEqual(patchOf(write, observed()).metadata, { resourceVersion });
        }
        const late = patchOf(nudge, observed());
        simulation.rollout.write({});
        assert.equal(simulation.cluster.patchStatus(late), "conflict");
    });

    it("never move the step past the last one", () => {
        for (const [stepIndex, next] of [
            [3, 4],
            [8, 9],
            [9, 9],
        ] as const) {
            const { status } = patchOf(nudge, { ...observed(), stepIndex });
            assert.equal(status["currentStepIndex"], next);
            assert.equal(canPromote({ ...observed(), stepIndex }), stepIndex < 9);
        }
    });

    it("abort only a version in progress that is this gate's and not paused by hand", () => {
        const can = (change = {}) => canAbort({ ...observed(), ...change }, simulation.history);
        assert.equal(can(), true);
        for (const change of [
            { generationObserved: false },
            { templateObserved: false },
            { invalidSpec: "no template" },
            { podHash: "hash9" },
            { stableHash: "" },
            { stableHash: "hash2" },
            { aborted: true },
            { manuallyPaused: true },
        ]) {
            assert.equal(can(change), false, JSON.stringify(change));
        }
    });
});

import assert from "node:assert/strict";
import { decide } from "../../../../../components/src/gate/decision/decide";
import { pausedAt } from "../../../../support/simulation/plays";
import { Simulation } from "../../../../support/simulation/simulation";
import { declareSecond } from "./decisions";

describe("a full promotion for a stable version without pods", () => {
    it("that was not applied, leaves the traffic of the pause to be verified", () => {
        const simulation = new Simulation({ onStableDown: "promote" });
        declareSecond(simulation);
        simulation.watch();
        pausedAt(simulation);
        simulation.rollout.writeIngresses(90);
        const { observation, history, policy, gracePeriods } = simulation;
        const now = simulation.now + 3000;
        const sent = { kind: "promote", full: true, stepIndex: 1, resourceVersion: "1", at: 0 } as const;
        const decided = (change: Partial<typeof history>) =>
            decide({ observation, history: { ...history, sent, ...change }, policy, gracePeriods, now }).kind;
        assert.equal(decided({}), "confirm");
        assert.equal(decided({ promoteFull: true }), "wait");
    });
});

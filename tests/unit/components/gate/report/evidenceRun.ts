import assert from "node:assert/strict";
import { evidenceOf, notesOf } from "../../../../../components/src/gate/report/evidence";
import type { Evidence } from "../../../../../components/src/gate/model/evidence";
import type { Outcome } from "../../../../../components/src/gate/model/outcome";
import type { GatePolicy } from "../../../../../components/src/gate/model/inputs";
import type { Previous } from "../../../../../components/src/gate/model/previous";
import { declareSecond } from "../decision/decisions";
import { Simulation } from "../../../../support/simulation/simulation";

/** Differences from a v2 that is declared over a stable v1 and watched throughout. */
export interface Circumstances {
    readonly policy?: Partial<GatePolicy>;
    readonly previous?: Previous;
    readonly gap?: boolean;
    readonly before?: (simulation: Simulation) => void;
}

/** Runs a gate on v2 that succeeds after `play`; returns its outcome, notes and evidence. */
export function left(
    play: (simulation: Simulation) => void,
    { policy = {}, previous, gap = false, before = declareSecond }: Circumstances = {},
): { outcome: Outcome; notes: string[]; evidence: Evidence } {
    const simulation = new Simulation(policy, previous);
    before(simulation);
    simulation.watch(gap);
    play(simulation);
    simulation.pass(0);
    const { decision, observation, history, now } = simulation;
    assert.ok(decision?.kind === "succeed" && observation, JSON.stringify(decision));
    const { outcome } = decision;
    const evidence = evidenceOf(observation, history, outcome, now, undefined, simulation.policy);
    const notes = notesOf(outcome, observation, history, simulation.policy);
    assert.deepEqual(evidence["notes"] ?? [], notes);
    // It goes into a state: plain data, nothing undefined.
    assert.deepEqual(JSON.parse(JSON.stringify(evidence)), evidence);
    return { outcome, notes, evidence };
}

import type { Group, Row } from "./decisions";
import { pausedAt } from "../../../../support/simulation/plays";
import { good, SimulatedAnalysis } from "../../../../support/simulation/analysis";
import type { Simulation } from "../../../../support/simulation/simulation";

/** In the pause at weight 10, the analysis cannot tell good from bad. */
function inconclusive(simulation: Simulation): void {
    pausedAt(simulation);
    new SimulatedAnalysis(simulation).measure(good).end("Inconclusive");
    simulation.rollout.pause(1, "InconclusiveAnalysisRun");
}

/** The same at an analysis that is a step of its own. */
function inconclusiveStep(simulation: Simulation): void {
    const { rollout } = simulation;
    rollout.steps = [{ setWeight: 10 }, { analysis: {} }, { setWeight: 100 }];
    rollout.declare("v2");
    rollout.observe();
    rollout.setWeight(10, 1);
    new SimulatedAnalysis(simulation, "Step").measure(good).end("Inconclusive");
    rollout.pause(1, "InconclusiveAnalysisRun");
}

const rows: Row[] = [
    { name: "an inconclusive analysis", play: inconclusive, expect: "fail Inconclusive (Inconclusive)" },
    {
        name: "an inconclusive pause whose AnalysisRun has not arrived yet",
        play: (simulation) => {
            pausedAt(simulation);
            simulation.rollout.pause(1, "InconclusiveAnalysisRun");
        },
        lasts: 4,
        expect: "wait: the analysis is inconclusive",
    },
    {
        name: "an inconclusive pause whose AnalysisRun does not arrive for 5 s",
        play: (simulation) => {
            pausedAt(simulation);
            simulation.rollout.pause(1, "InconclusiveAnalysisRun");
        },
        lasts: 5,
        expect: "fail Inconclusive (Inconclusive)",
    },
    {
        name: "an inconclusive analysis that somebody is to decide",
        policy: { onInconclusive: "wait" },
        play: inconclusive,
        lasts: 600,
        expect: "wait: the analysis is inconclusive, and nobody has decided yet",
        note: /decide with kubectl argo rollouts promote ops-hardening-demo -n demo, or abort/,
    },
    {
        name: "an inconclusive analysis that is to be promoted: the controller starts another one",
        policy: { onInconclusive: "promote" },
        play: inconclusive,
        expect: "promote: the analysis is inconclusive, and onInconclusive is promote",
        sent: ['promote {"pauseConditions":null}'],
    },
    {
        name: "the inconclusive analysis of a step of its own, to be promoted: the step is moved",
        policy: { onInconclusive: "promote" },
        play: inconclusiveStep,
        expect: "promote: the analysis is inconclusive, and onInconclusive is promote",
        sent: ['promote {"pauseConditions":null,"controllerPause":false,"currentStepIndex":2}'],
    },
    {
        name: "an inconclusive analysis after the last step: there is nothing to promote",
        policy: { onInconclusive: "promote" },
        play: (simulation) => {
            const { rollout } = simulation;
            rollout.observe();
            rollout.setWeight(100, 9);
            new SimulatedAnalysis(simulation).measure(good).end("Inconclusive");
            rollout.pause(9, "InconclusiveAnalysisRun");
        },
        expect: "fail Inconclusive (Inconclusive)",
    },
];

export const inconclusiveAnalysis: Group = { title: "An analysis that cannot tell good from bad", rows };

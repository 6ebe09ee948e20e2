import type { Group, Row } from "./decisions";
import { pausedAt } from "../../../../support/simulation/plays";
import { good, SimulatedAnalysis } from "../../../../support/simulation/analysis";
import type { Simulation } from "../../../../support/simulation/simulation";

/** Ends the analysis inconclusive in the pause at weight 10. */
function inconclusive(simulation: Simulation): void {
    pausedAt(simulation);
    new SimulatedAnalysis(simulation).measure(good).end("Inconclusive");
    simulation.rollout.holdInconclusive();
}

/** Before the gate starts: v2 is in that pause. */
function inconclusiveBefore(simulation: Simulation): void {
    simulation.rollout.deployFirst("v1");
    simulation.rollout.declare("v2");
    inconclusive(simulation);
}

/** The same at an analysis step. */
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
        seconds: 4,
        expect: "wait: the analysis is inconclusive",
    },
    {
        name: "an inconclusive pause whose AnalysisRun does not arrive for 5 s",
        play: (simulation) => {
            pausedAt(simulation);
            simulation.rollout.pause(1, "InconclusiveAnalysisRun");
        },
        seconds: 5,
        expect: "fail Inconclusive (Inconclusive)",
    },
    {
        name: "an inconclusive analysis that a user must decide",
        policy: { onInconclusive: "wait" },
        play: inconclusive,
        seconds: 600,
        expect: "wait: the analysis is inconclusive, and no one has decided yet",
        noted: true,
    },
    {
        name: "an inconclusive analysis that is to be promoted: the share of that pause is counted first",
        policy: { onInconclusive: "promote" },
        play: inconclusive,
        seconds: 27,
        expect: "wait: the pause is promoted once everything is proven: the versions' requests are not counted yet",
    },
    {
        name: "an inconclusive analysis that is to be promoted, with the right share: the controller starts another one",
        policy: { onInconclusive: "promote" },
        play: inconclusive,
        seconds: 28,
        expect: "promote: the analysis is inconclusive, and onInconclusive is promote",
        sent: ['promote {"pauseConditions":null}'],
    },
    {
        name: "an inconclusive analysis that is to be promoted, with 90 % of the requests at weight 10",
        policy: { onInconclusive: "promote" },
        play: (simulation) => {
            simulation.canaryPercent = 90;
            inconclusive(simulation);
        },
        seconds: 28,
        expect: "abort NotProven: canary got 864 of 960 requests (90 %) at weight 10, must be 6.7 % to 13.8 %",
    },
    {
        name: "an inconclusive analysis that is to be promoted, with 90 % of the requests at weight 10, which is only noted",
        policy: { onInconclusive: "promote", onWrongShare: "note" },
        play: (simulation) => {
            simulation.canaryPercent = 90;
            inconclusive(simulation);
        },
        seconds: 28,
        expect: "promote: the analysis is inconclusive, and onInconclusive is promote",
        sent: ['promote {"pauseConditions":null}'],
    },
    {
        name: "an inconclusive analysis that is to be promoted, and a gate that starts in that pause",
        policy: { onInconclusive: "promote" },
        before: inconclusiveBefore,
        play: () => undefined,
        seconds: 27,
        expect: "wait: the pause is promoted once everything is proven: the versions' requests are not counted yet",
    },
    {
        name: "an inconclusive analysis that is to be promoted, while the Ingress has another weight for 3 s",
        policy: { onInconclusive: "promote" },
        play: (simulation) => {
            inconclusive(simulation);
            simulation.rollout.writeIngress(90);
        },
        seconds: 3,
        expect: "abort NotProven: Ingress ops-hardening-demo-ops-hardening-demo-canary has canary weight 90, must be 10",
    },
    {
        name: "an inconclusive analysis that is to be promoted, where no requests are counted",
        policy: { onInconclusive: "promote", requestsMetric: "" },
        play: inconclusive,
        expect: "promote: the analysis is inconclusive, and onInconclusive is promote",
        sent: ['promote {"pauseConditions":null}'],
    },
    {
        name: "an inconclusive analysis step that is to be promoted: the step is moved",
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

export const inconclusiveAnalysis: Group = { title: "Inconclusive analyses", rows };

import type { Group, Row } from "./decisions";
import { good, SimulatedAnalysis } from "../../../../support/simulation/analysis";
import type { Simulation } from "../../../../support/simulation/simulation";

const inconclusive = "promote: the analysis is inconclusive, and onInconclusive is promote";
const moved = (step: number) =>
    `promote {"pauseConditions":null,"controllerPause":false,"currentStepIndex":${String(step)}}`;

/** Declares these steps, which the controller sees; the background analysis, if any, starts with the second. */
function walks(
    { rollout }: Simulation,
    steps: unknown[],
    analysis: object = { templates: [{ templateName: "background" }], startingStep: 1 },
): void {
    rollout.steps = steps;
    rollout.strategy = { analysis };
    rollout.declare("v2");
    rollout.observe();
}

const inline = { analysis: { templates: [{ templateName: "inline" }] } };

/** Declares setWeight 10, an analysis step, an open-ended pause and setWeight 100; stops at the analysis. */
function atAnalysis(simulation: Simulation, background = true): void {
    const analysis = background ? { templates: [{ templateName: "background" }], startingStep: 1 } : {};
    walks(simulation, [{ setWeight: 10 }, inline, { pause: {} }, { setWeight: 100 }], analysis);
    simulation.rollout.setWeight(10, 1);
}

/** The same without a background analysis; stops in the pause after the analysis step. */
function afterOnlyAnalysis(simulation: Simulation): SimulatedAnalysis {
    atAnalysis(simulation, false);
    const step = new SimulatedAnalysis(simulation, "Step", "-1", 1);
    simulation.pass(5);
    step.measure(good).end("Successful");
    simulation.rollout.pause(2);
    return step;
}

/** Ends the rollout. */
function finish({ rollout }: Simulation): void {
    rollout.resume(3);
    rollout.setWeight(100, 4);
    rollout.promote();
}

/** Moves on from an inconclusive analysis step, as the gate's promotion does, to the pause after it. */
function goneOn(simulation: Simulation): void {
    atAnalysis(simulation, false);
    new SimulatedAnalysis(simulation, "Step", "-1", 1).measure(good).end("Inconclusive");
    simulation.rollout.pause(1, "InconclusiveAnalysisRun");
    simulation.pass(1);
    simulation.rollout.pause(2);
}

const rows: Row[] = [
    {
        name: "the pods of the new version are up without traffic (`setCanaryScale`), in a pause before the first weight",
        policy: { requestsMetric: "" },
        play: (simulation) => {
            walks(simulation, [{ setCanaryScale: { replicas: 1 } }, { pause: {} }, { setWeight: 10 }], {});
            simulation.rollout.available("hash2", 1);
            simulation.rollout.writeService("canary", "hash2");
            simulation.rollout.pause(1);
        },
        expect: "promote: everything is proven",
        sent: ['promote {"pauseConditions":null}'],
    },
    {
        name: "the same pause, in which the new version gets requests",
        play: (simulation) => {
            walks(simulation, [{ setCanaryScale: { replicas: 1 } }, { pause: { duration: "30s" } }, { setWeight: 10 }]);
            simulation.rollout.available("hash2", 1);
            simulation.rollout.writeService("canary", "hash2");
            simulation.rollout.pause(1);
            simulation.canaryPercent = 5;
        },
        seconds: 28,
        expect: "abort NotProven: canary got 48 of 960 requests (5 %) at weight 0, must be 0 % to 1 %",
    },
    {
        name: "a pause after `setCanaryScale`: the weight is that of the last `setWeight`, whatever the pods",
        play: (simulation) => {
            const steps = [{ setWeight: 10 }, { setCanaryScale: { weight: 50 } }, { pause: { duration: "30s" } }];
            walks(simulation, [...steps, { setWeight: 100 }]);
            new SimulatedAnalysis(simulation).measure(good);
            simulation.rollout.setWeight(10, 2);
            simulation.rollout.pause(2);
        },
        seconds: 29,
        expect: "wait: the rollout is paused for the duration of its step",
    },
    {
        name: "a pause after an analysis step, and no background AnalysisRun yet",
        play: (simulation) => {
            atAnalysis(simulation);
            new SimulatedAnalysis(simulation, "Step", "-1", 1).measure(good).end("Successful");
            simulation.rollout.pause(2);
        },
        seconds: 10,
        expect: "wait: the pause is promoted once everything is proven: the AnalysisRun does not exist yet; every metric must be measured before the last weight",
    },
    {
        name: "a pause after the only analysis, a Successful analysis step",
        policy: { requestsMetric: "" },
        play: afterOnlyAnalysis,
        expect: "promote: everything is proven",
        sent: ['promote {"pauseConditions":null}'],
    },
    {
        name: "the last pause, and an analysis step has not measured a metric",
        policy: { requestsMetric: "" },
        play: (simulation) => {
            walks(simulation, [{ setWeight: 10 }, inline, { pause: { duration: "30s" } }, { setWeight: 100 }], {});
            simulation.rollout.setWeight(10, 1);
            new SimulatedAnalysis(simulation, "Step", "-1", 1).measure({ "p99-latency": "41.2" }).end("Successful");
            simulation.rollout.pause(2);
        },
        seconds: 28,
        expect: "abort Unmeasured: success-rate",
    },
    {
        name: "the last pause, and a user has promoted past an analysis step before its AnalysisRun existed",
        policy: { requestsMetric: "" },
        play: (simulation) => {
            walks(simulation, [{ setWeight: 10 }, inline, { pause: { duration: "30s" } }, { setWeight: 100 }], {});
            simulation.rollout.setWeight(10, 1);
            simulation.rollout.pause(2);
        },
        seconds: 28,
        expect: "abort Unmeasured: the analysis of step 1",
    },
    {
        name: "only analysis steps, all of them Successful",
        policy: { requestsMetric: "" },
        play: (simulation) => {
            afterOnlyAnalysis(simulation);
            finish(simulation);
        },
        expect: "succeed Promoted",
        sent: [],
    },
    {
        name: "the same, and the controller has cleaned up its AnalysisRun (`successfulRunHistoryLimit`)",
        policy: { requestsMetric: "" },
        play: (simulation) => {
            const step = afterOnlyAnalysis(simulation);
            step.remove();
            finish(simulation);
        },
        expect: "succeed Promoted",
        sent: [],
    },
    {
        name: "Healthy for 30 s, with analysis steps only, one of which never ran",
        policy: { requestsMetric: "" },
        play: (simulation) => {
            atAnalysis(simulation, false);
            finish(simulation);
        },
        seconds: 30,
        expect: "fail NotProven (Unproven): there is no AnalysisRun of step 1",
    },
    {
        name: "Healthy for 30 s, with a Successful analysis step and no background AnalysisRun",
        policy: { requestsMetric: "" },
        play: (simulation) => {
            atAnalysis(simulation);
            new SimulatedAnalysis(simulation, "Step", "-1", 1).measure(good).end("Successful");
            finish(simulation);
        },
        seconds: 30,
        expect: "fail NotProven (Unproven): there is no AnalysisRun of revision 2",
    },
    {
        name: "an analysis step that ended before the gate started, and no pause is left",
        policy: { requestsMetric: "" },
        before: (simulation) => {
            simulation.rollout.deployFirst("v1");
            atAnalysis(simulation, false);
            simulation.rollout.resume(3);
        },
        play: finish,
        expect: "succeed Adopted",
        sent: [],
    },
    {
        name: "an inconclusive analysis step: the step is moved",
        policy: { onInconclusive: "promote" },
        play: (simulation) => {
            atAnalysis(simulation);
            new SimulatedAnalysis(simulation, "Step", "-1", 1).measure(good).end("Inconclusive");
            simulation.rollout.pause(1, "InconclusiveAnalysisRun");
        },
        expect: inconclusive,
        sent: [moved(2)],
    },
    {
        name: "an inconclusive background analysis after an inconclusive step: no step is moved",
        policy: { onInconclusive: "promote" },
        play: (simulation) => {
            walks(simulation, [{ setWeight: 10 }, inline, { setCanaryScale: { weight: 50 } }, { setWeight: 100 }]);
            simulation.rollout.setWeight(10, 1);
            new SimulatedAnalysis(simulation, "Step", "-1", 1).measure(good).end("Inconclusive");
            simulation.rollout.resume(2);
            new SimulatedAnalysis(simulation).measure(good).end("Inconclusive");
            simulation.rollout.pause(2, "InconclusiveAnalysisRun");
        },
        expect: inconclusive,
        sent: ['promote {"pauseConditions":null}'],
    },
    {
        name: "an open-ended pause after an inconclusive step that was promoted",
        policy: { requestsMetric: "", onInconclusive: "promote" },
        play: goneOn,
        expect: "promote: everything is proven",
        sent: [moved(2), 'promote {"pauseConditions":null}'],
    },
    {
        name: "an inconclusive analysis step that was promoted anyway",
        policy: { requestsMetric: "", onInconclusive: "promote" },
        play: (simulation) => {
            goneOn(simulation);
            finish(simulation);
        },
        expect: "succeed Promoted",
        sent: [moved(2)],
    },
    {
        name: "an analysis step that failed, and a user has moved the step",
        policy: { requestsMetric: "" },
        play: (simulation) => {
            atAnalysis(simulation, false);
            new SimulatedAnalysis(simulation, "Step", "-1", 1).measure({ "p99-latency": "743!" }).end("Failed");
            finish(simulation);
        },
        expect: "fail AnalysisFailed (Unproven)",
    },
];

export const stepAnalyses: Group = { title: "Steps that scale, and analysis steps", rows };

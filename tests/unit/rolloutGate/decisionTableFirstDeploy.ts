import type { Group, Row } from "./decisions";
import { good, SimulatedAnalysis } from "./simulatedAnalysis";
import type { Simulation } from "./simulation";

/** A first deploy that serves. */
function deployed({ rollout }: Simulation): void {
    rollout.observe();
    rollout.promote();
}

const declared = {
    before: ({ rollout }: Simulation) => {
        rollout.declare("v1");
    },
    play: deployed,
};

const rows: Row[] = [
    { name: "a first deploy: steps and analysis are skipped", ...declared, expect: "succeed Initial" },
    {
        name: "a first deploy that is to be measured",
        ...declared,
        policy: { verifyInitial: true },
        expect: "verify: start the analysis of a first deploy",
    },
    {
        name: "a first deploy that is to be measured, and whose AnalysisRun does not come: it is asked for every 10 s",
        ...declared,
        policy: { verifyInitial: true },
        lasts: 9,
        expect: "wait: the AnalysisRun of this first deploy is not there yet",
    },
    {
        name: "a first deploy whose analysis runs, however long",
        before: declared.before,
        policy: { verifyInitial: true },
        play: (simulation) => {
            deployed(simulation);
            new SimulatedAnalysis(simulation, "Initial").measure(good);
        },
        lasts: 600,
        expect: "wait: the rollout is Healthy, but AnalysisRun ops-hardening-demo-hash1-1 is still Running",
    },
    {
        name: "a first deploy whose analysis is good",
        before: declared.before,
        policy: { verifyInitial: true },
        play: (simulation) => {
            deployed(simulation);
            new SimulatedAnalysis(simulation, "Initial").measure(good).end("Successful");
        },
        expect: "succeed Initial",
    },
    {
        name: "a first deploy whose analysis fails",
        before: declared.before,
        policy: { verifyInitial: true },
        play: (simulation) => {
            deployed(simulation);
            new SimulatedAnalysis(simulation, "Initial").measure({ ...good, "p99-latency": "743!" }).end("Failed");
        },
        expect: "fail AnalysisFailed (Unproven)",
    },
    {
        name: "a first deploy whose analysis has measured only one of the metrics",
        before: declared.before,
        policy: { verifyInitial: true },
        play: (simulation) => {
            deployed(simulation);
            new SimulatedAnalysis(simulation, "Initial").measure({ "p99-latency": "41.2" }).end("Successful");
        },
        expect: "fail Unmeasured (Unproven): success-rate",
    },
];

export const firstDeploy: Group = { title: "A first deploy", rows };

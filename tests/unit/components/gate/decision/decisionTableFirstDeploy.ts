import type { Group, Row } from "./decisions";
import type { Previous } from "../../../../../components/src/gate/model/previous";
import { good, SimulatedAnalysis } from "../../../../support/simulation/analysis";
import { pausedAt } from "../../../../support/simulation/plays";
import type { Simulation } from "../../../../support/simulation/simulation";

/** Promotes a first deploy. */
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

/** Before the gate starts: a first deploy whose analysis ended in this phase in an earlier update. */
function measuredBefore(phase: string): (simulation: Simulation) => void {
    return (simulation) => {
        simulation.rollout.declare("v1");
        deployed(simulation);
        new SimulatedAnalysis(simulation, "Initial").measure({ "p99-latency": "41.2" }).end(phase);
    };
}

/** A first deploy whose pods do not start: the controller takes it for stable, and reports the progress deadline. */
function late({ rollout }: Simulation): void {
    rollout.progressDeadlineSeconds = 40;
    rollout.declare("v1");
    rollout.observe();
    rollout.write({ stableRS: "hash1", currentStepIndex: rollout.steps.length });
    rollout.write({ phase: "Degraded", message: "ProgressDeadlineExceeded: timed out progressing" });
}

/** The update after that with another image, which pauses at its first weight. */
function corrected(simulation: Simulation): void {
    pausedAt(simulation);
    simulation.rollout.down("hash1");
}

const neverAvailable: Previous = {
    ...{ podHash: "hash1", revision: 1 },
    unproven: [{ kind: "unavailablePods", available: 0, desired: 2 }],
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
        name: "a first deploy that is to be measured, whose only analysis is a step",
        ...declared,
        before: ({ rollout }) => {
            rollout.steps = [{ setWeight: 10 }, { analysis: { templates: [{ templateName: "inline" }] } }];
            rollout.strategy = { analysis: undefined };
            rollout.declare("v1");
        },
        policy: { verifyInitial: true },
        expect: "verify: start the analysis of a first deploy",
    },
    {
        name: "a first deploy that is to be measured, whose AnalysisRun does not appear: it is requested every 10 s",
        ...declared,
        policy: { verifyInitial: true },
        seconds: 9,
        expect: "wait: the AnalysisRun of this first deploy does not exist yet",
    },
    {
        name: "a first deploy whose analysis keeps running",
        before: declared.before,
        policy: { verifyInitial: true },
        play: (simulation) => {
            deployed(simulation);
            new SimulatedAnalysis(simulation, "Initial").measure(good);
        },
        seconds: 600,
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
    {
        name: "a first deploy whose analysis is running when the gate starts, and then fails",
        before: (simulation) => {
            simulation.rollout.declare("v1");
            deployed(simulation);
            new SimulatedAnalysis(simulation, "Initial");
        },
        policy: { verifyInitial: true },
        play: (simulation) => {
            simulation.pass(5);
            new SimulatedAnalysis(simulation, "Initial").measure({ ...good, "p99-latency": "743!" }).end("Failed");
        },
        expect: "fail AnalysisFailed (Unproven)",
    },
    {
        name: "a first deploy whose analysis ended in an error in an earlier update: it is measured again",
        before: measuredBefore("Error"),
        previous: { podHash: "hash1", revision: 1 },
        policy: { verifyInitial: true },
        play: () => undefined,
        seconds: 3,
        expect: "verify: start the analysis of a first deploy",
    },
    {
        name: "a first deploy that is measured again, and is good",
        before: measuredBefore("Error"),
        previous: { podHash: "hash1", revision: 1 },
        policy: { verifyInitial: true },
        play: (simulation) => {
            simulation.pass(3);
            new SimulatedAnalysis(simulation, "Initial", ".1").measure(good).end("Successful");
        },
        expect: "succeed Initial",
    },
    {
        name: "a first deploy that is measured again, and fails again",
        before: measuredBefore("Failed"),
        previous: { podHash: "hash1", revision: 1 },
        policy: { verifyInitial: true },
        play: (simulation) => {
            simulation.pass(3);
            new SimulatedAnalysis(simulation, "Initial", ".1")
                .measure({ ...good, "p99-latency": "743!" })
                .end("Failed");
        },
        expect: "fail AnalysisFailed (Unproven)",
    },
    {
        name: "a first deploy whose analysis was good in an earlier update",
        before: (simulation) => {
            simulation.rollout.declare("v1");
            deployed(simulation);
            new SimulatedAnalysis(simulation, "Initial").measure(good).end("Successful");
        },
        previous: { podHash: "hash1", revision: 1 },
        policy: { verifyInitial: true },
        play: () => undefined,
        seconds: 3,
        expect: "succeed Initial",
    },
    {
        name: "a first deploy whose pods miss the progress deadline",
        before: () => undefined,
        play: late,
        expect: "fail Unavailable (Unproven): 0 of 2 pods became available within 40 s (progressDeadlineSeconds)",
    },
    {
        name: "a first deploy that missed the progress deadline, and whose pods are available now",
        before: () => undefined,
        play: (simulation) => {
            late(simulation);
            simulation.rollout.available("hash1");
        },
        seconds: 60,
        expect: "wait: the rollout is Degraded: ProgressDeadlineExceeded: timed out progressing",
    },
    {
        name: "the next version after a first deploy without an available pod",
        previous: neverAvailable,
        play: corrected,
        seconds: 20,
        expect: "promote: the stable version is a first deploy that never had an available pod",
        sent: ['promote {"promoteFull":true}'],
    },
    {
        name: "the same, but the first deploy had been verified",
        previous: { ...neverAvailable, verified: { outcome: "Initial", podHash: "hash1", revision: 1 } },
        play: corrected,
        seconds: 20,
        expect: "fail StableDown (Unproven): no pod of the stable version has been available for 20 s",
        sent: [],
    },
    {
        name: "the same, but it was another version, or another Rollout",
        previous: { ...neverAvailable, podHash: "hash0" },
        play: corrected,
        seconds: 20,
        expect: "fail StableDown (Unproven): no pod of the stable version has been available for 20 s",
        sent: [],
    },
];

export const firstDeploy: Group = { title: "A first deploy", rows };

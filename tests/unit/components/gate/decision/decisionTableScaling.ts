import type { Group, Row } from "./decisions";
import { finish, openEnded, pausedAt, promoted, walk } from "../../../../support/simulation/plays";
import { good, SimulatedAnalysis } from "../../../../support/simulation/analysis";
import type { Simulation } from "../../../../support/simulation/simulation";

/** An autoscaler changes the number of pods; the controller sees it a second later. */
function scaled(simulation: Simulation, replicas: number): void {
    const { rollout } = simulation;
    rollout.scale(replicas);
    simulation.pass(1);
    rollout.write({ observedGeneration: String(rollout.generation) });
}

const rows: Row[] = [
    {
        name: "an autoscaler changes the number of pods at every weight",
        play: (simulation) => {
            const { rollout } = simulation;
            pausedAt(simulation);
            new SimulatedAnalysis(simulation).measure(good).end("Successful");
            for (const [index, weight] of [10, 25, 50, 75].entries()) {
                pausedAt(simulation, weight);
                scaled(simulation, 3 + index);
                rollout.available("hash2");
                walk(simulation, [weight]);
            }
            finish(simulation);
        },
        expect: "succeed Promoted",
        sent: [],
    },
    {
        name: "an autoscaler changes the number of pods while the controller writes the next weight",
        play: (simulation) => {
            const { rollout } = simulation;
            pausedAt(simulation);
            new SimulatedAnalysis(simulation).measure(good).end("Successful");
            walk(simulation, [10]);
            rollout.scale(4);
            rollout.writeIngresses(25);
            rollout.write({ observedGeneration: String(rollout.generation), currentStepIndex: 3 });
            walk(simulation, [25, 50, 75]);
            finish(simulation);
        },
        expect: "succeed Promoted",
        sent: [],
    },
    {
        name: "an autoscaler changes the number of pods in an open-ended pause that is proven: it is still promoted",
        play: (simulation) => {
            openEnded(simulation);
            const analysis = new SimulatedAnalysis(simulation);
            simulation.pass(2);
            scaled(simulation, 4);
            simulation.pass(7);
            analysis.measure(good);
        },
        expect: "promote: everything is proven",
        sent: ['promote {"pauseConditions":null}'],
    },
    {
        name: "an autoscaler changes the number of pods just before this gate's abort: it is sent for the new state",
        play: (simulation) => {
            pausedAt(simulation);
            simulation.rollout.writeIngress(90);
            simulation.pass(2);
            scaled(simulation, 4);
        },
        seconds: 3,
        expect: "abort NotProven: Ingress ops-hardening-demo-ops-hardening-demo-canary has canary weight 90, must be 10",
        sent: ['abort {"abort":true}'],
    },
    {
        name: "promoted, and an autoscaler has just requested more pods: the Rollout is not Healthy until they are available",
        play: (simulation) => {
            const { rollout } = simulation;
            promoted(simulation);
            rollout.scale(4);
            rollout.write({
                observedGeneration: String(rollout.generation),
                phase: "Progressing",
                message: "updated replicas are still becoming available",
            });
            simulation.pass(120);
            rollout.available("hash2");
            rollout.write({ phase: "Healthy", message: "" });
        },
        expect: "succeed Promoted",
        sent: [],
    },
    {
        name: "back to an earlier version within `rollbackWindow`, whose steps and analysis the controller skips",
        before: threeVersions,
        play: (simulation) => {
            const { rollout } = simulation;
            rollout.observe();
            simulation.pass(1);
            rollout.write({ currentStepIndex: 9 });
            simulation.pass(5);
            rollout.setWeight(100, 9);
            rollout.promote();
        },
        expect: "succeed FastRolledBack",
        sent: [],
    },
    {
        name: "within `rollbackWindow`, and the timeout: the controller would revert an abort",
        before: threeVersions,
        policy: { timeoutSeconds: 60 },
        play: ({ rollout }) => {
            rollout.observe();
            rollout.write({ currentStepIndex: 9 });
        },
        seconds: 60,
        expect: "fail TimedOut (TimedOut): the rollout is Progressing: more replicas need to be updated",
        sent: [],
    },
    {
        name: "back to an earlier version beyond `rollbackWindow`, and the timeout",
        before: (simulation) => {
            threeVersions(simulation);
            simulation.rollout.rollbackWindow = 1;
            simulation.rollout.declare("v1");
        },
        policy: { timeoutSeconds: 60 },
        play: ({ rollout }) => {
            rollout.observe();
        },
        seconds: 60,
        expect: "abort TimedOut: the rollout is Progressing: more replicas need to be updated",
        sent: ['abort {"abort":true}'],
    },
    {
        name: "a new version, and the timeout, whatever `rollbackWindow` is",
        before: (simulation) => {
            threeVersions(simulation);
            simulation.rollout.declare("v4");
        },
        policy: { timeoutSeconds: 60 },
        play: ({ rollout }) => {
            rollout.observe();
        },
        seconds: 60,
        expect: "abort TimedOut: the rollout is Progressing: more replicas need to be updated",
        sent: ['abort {"abort":true}'],
    },
];

/** Before the gate starts: a stable v3 after v2 and v1, and v1 declared again; the window is two revisions. */
function threeVersions(simulation: Simulation): void {
    const { rollout } = simulation;
    rollout.rollbackWindow = 2;
    for (const version of ["v1", "v2", "v3"]) {
        rollout.declare(version);
        rollout.observe();
        rollout.promote();
        simulation.now += 60_000;
    }
    rollout.declare("v1");
}

export const scaling: Group = { title: "Autoscalers, and steps skipped by `rollbackWindow`", rows };

import { good, SimulatedAnalysis } from "../../../../support/simulation/analysis";
import { finish, pausedAt, promoted, provenPause, walk } from "../../../../support/simulation/plays";
import type { Simulation } from "../../../../support/simulation/simulation";
import type { Group, Row } from "./decisions";

/** The canary's only pod is replaced: the controller sets the weight to 0 until it is available again. */
function replaced(simulation: Simulation, seconds: number, weight = 10): void {
    const { rollout } = simulation;
    rollout.available("hash2", 0);
    rollout.writeIngresses(0);
    simulation.pass(seconds);
    rollout.available("hash2", 1);
    rollout.writeIngresses(weight);
}

/** The stable version has no available pod, and the controller writes no weight. */
function stableDown(simulation: Simulation): void {
    const { rollout } = simulation;
    pausedAt(simulation);
    rollout.down("hash1");
    rollout.writeIngresses(0);
}

const rows: Row[] = [
    {
        name: "the canary's only pod is away in a pause, and its weight is 0",
        play: (simulation) => {
            pausedAt(simulation);
            simulation.pass(5);
            simulation.rollout.available("hash2", 0);
            simulation.rollout.writeIngresses(0);
        },
        seconds: 8,
        expect: "wait: waiting for pods: no available canary pod for 8 s",
    },
    {
        name: "the canary's only pod is replaced in a pause",
        play: (simulation) => {
            const { rollout } = simulation;
            pausedAt(simulation);
            new SimulatedAnalysis(simulation).measure(good).end("Successful");
            simulation.pass(5);
            replaced(simulation, 8);
            simulation.pass(17);
            rollout.resume(2);
            walk(simulation, [25, 50, 75]);
            finish(simulation);
        },
        expect: "succeed Promoted",
        sent: [],
    },
    {
        name: "the canary's only pod is away in a pause, and another client sets another weight",
        play: (simulation) => {
            pausedAt(simulation);
            simulation.rollout.available("hash2", 0);
            simulation.rollout.writeService("canary", "hash1");
        },
        seconds: 3,
        expect: "abort NotProven: Service ops-hardening-demo-canary selects hash1, must be hash2",
    },
    {
        name: "the canary's only pod does not come back within the progress deadline",
        play: (simulation) => {
            const { rollout } = simulation;
            rollout.progressDeadlineSeconds = 20;
            rollout.declare("v2");
            pausedAt(simulation);
            simulation.pass(2);
            rollout.available("hash2", 0);
            rollout.writeIngresses(0);
        },
        seconds: 20,
        expect: "abort NotProven: no available canary pod for 20 s",
    },
    {
        name: "the canary's only pod is away in an open-ended pause with everything proven",
        play: (simulation) => {
            simulation.requestsPerSecond = 20;
            provenPause(simulation);
            simulation.rollout.available("hash2", 0);
            simulation.rollout.writeIngresses(0);
        },
        policy: { minMeasurements: 9 },
        seconds: 5,
        expect: "wait: the pause is promoted once everything is proven: no available canary pod for 5 s; the versions' requests are not counted yet; p99-latency has 1 of 9 good measurements since the pause began; success-rate has 1 of 9 good measurements since the pause began",
    },
    {
        name: "no pod of the stable version is available, for 19 s",
        play: stableDown,
        seconds: 19,
        expect: "wait: waiting for pods: no pod of the stable version has been available for 19 s",
    },
    {
        name: "no pod of the stable version is available, for 20 s",
        play: stableDown,
        seconds: 20,
        expect: "fail StableDown (Unproven): no pod of the stable version has been available for 20 s",
        sent: [],
    },
    {
        name: "the same, and onStableDown is promote",
        policy: { onStableDown: "promote" },
        play: stableDown,
        seconds: 20,
        expect: "promote: no pod of the stable version is available, and onStableDown is promote",
        sent: ['promote {"promoteFull":true}'],
    },
    {
        name: "the same, and the controller promotes fully",
        policy: { onStableDown: "promote" },
        play: (simulation) => {
            const { rollout } = simulation;
            stableDown(simulation);
            simulation.pass(20);
            rollout.promote();
        },
        expect: "succeed FastPromoted",
        sent: ['promote {"promoteFull":true}'],
    },
    {
        name: "the same, and the timeout comes while the controller promotes fully",
        policy: { onStableDown: "promote", timeoutSeconds: 40 },
        play: stableDown,
        seconds: 40,
        expect: "fail TimedOut (TimedOut): the rollout is Paused: CanaryPauseStep",
        sent: ['promote {"promoteFull":true}'],
    },
    {
        name: "a pause at weight 0, before there is a canary pod, whose requests are counted",
        play: (simulation) => {
            const { rollout } = simulation;
            rollout.steps = [{ pause: { duration: "30s" } }, { setWeight: 100 }];
            rollout.declare("v2");
            rollout.observe();
            rollout.pause(0);
        },
        seconds: 28,
        expect: "measure the requests of step 0",
    },
    {
        name: "the stable version's pods are replaced at once in a pause",
        play: (simulation) => {
            const { rollout } = simulation;
            pausedAt(simulation);
            new SimulatedAnalysis(simulation).measure(good).end("Successful");
            simulation.pass(5);
            rollout.down("hash1");
            simulation.pass(10);
            rollout.available("hash1");
            simulation.pass(15);
            rollout.resume(2);
            walk(simulation, [25, 50, 75]);
            finish(simulation);
        },
        expect: "succeed Promoted",
        sent: [],
    },
    {
        name: "the stable version's pods are gone after the promotion",
        play: (simulation) => {
            promoted(simulation);
            simulation.rollout.down("hash1");
        },
        expect: "succeed Promoted",
    },
];

export const pods: Group = { title: "Pods that are away during the rollout", rows };

import type { Group, Row } from "./decisions";
import { openEnded, pausedAt, walk, finish } from "../../../../support/simulation/plays";
import { good, SimulatedAnalysis } from "../../../../support/simulation/analysis";
import type { Simulation } from "../../../../support/simulation/simulation";

const promoted = 'promote {"pauseConditions":null}';
const nudged = 'promote {"pauseConditions":null,"controllerPause":false,"currentStepIndex":2}';
const atOnce = { requestsMetric: "", minMeasurements: 0 } as const;

/** Promotes the only pause. */
function promote(simulation: Simulation): void {
    openEnded(simulation);
    new SimulatedAnalysis(simulation).measure(good);
    simulation.pass(0);
}

/** Promotes as `kubectl argo rollouts promote` does. */
function promotedByHand({ rollout }: Simulation): void {
    rollout.write({ pauseConditions: undefined });
}

const rows: Row[] = [
    {
        name: "a promotion is in progress",
        policy: atOnce,
        play: promote,
        seconds: 9,
        expect: "wait: waiting for rollout to unpause",
        sent: [promoted],
    },
    {
        name: "the controller has missed a promotion for 10 s: the step is moved as well",
        policy: atOnce,
        play: promote,
        seconds: 10,
        expect: "promote: the controller has missed the promotion",
        sent: [promoted, nudged],
    },
    {
        name: "the controller moves on after that",
        policy: atOnce,
        play: promote,
        seconds: 60,
        expect: "wait: the rollout is Paused: CanaryPauseStep",
        sent: [promoted, nudged],
    },
    {
        name: "the controller has missed the promotion of the last step: no step beyond it",
        policy: atOnce,
        play: ({ rollout }) => {
            rollout.observe();
            rollout.setWeight(100, 9);
            rollout.write({ controllerPause: true, pauseConditions: [] });
        },
        seconds: 60,
        expect: "wait: waiting for rollout to unpause",
        sent: [],
    },
    {
        name: "another client writes just before a promotion: it is sent again for the new state",
        policy: atOnce,
        play: (simulation) => {
            simulation.answers = ["conflict", "conflict"];
            promote(simulation);
        },
        expect: "wait: waiting for rollout to unpause",
        sent: [`${promoted}: conflict`, `${promoted}: conflict`, promoted],
    },
    {
        name: "the answer to a promotion is lost: it is not sent again, because the pause is over",
        policy: atOnce,
        play: (simulation) => {
            simulation.answers = ["lost"];
            promote(simulation);
        },
        seconds: 9,
        expect: "wait: waiting for rollout to unpause",
        sent: [promoted],
    },
    {
        name: "the controller overwrites a promotion with the pause: it is sent again after 10 s",
        policy: atOnce,
        play: (simulation) => {
            promote(simulation);
            simulation.rollout.pause(1);
        },
        seconds: 10,
        expect: "promote: everything is proven",
        sent: [promoted, promoted],
    },
    {
        name: "the next open-ended pause",
        policy: atOnce,
        play: (simulation) => {
            const { rollout } = simulation;
            openEnded(simulation);
            rollout.steps = [{ setWeight: 10 }, { pause: {} }, { setWeight: 20 }, { pause: {} }, { setWeight: 100 }];
            new SimulatedAnalysis(simulation).measure(good);
            simulation.pass(1);
            rollout.resume(2);
            rollout.setWeight(20, 3);
            rollout.pause(3);
        },
        expect: "promote: everything is proven",
        sent: [promoted, promoted],
    },
    {
        name: "a user pauses the rollout by hand (`spec.paused`)",
        policy: atOnce,
        play: ({ rollout }) => {
            rollout.observe();
            rollout.pauseByHand(true);
            rollout.write({ observedGeneration: "3", phase: "Paused", message: "manually paused" });
        },
        seconds: 600,
        expect: "wait: a user paused the rollout by hand (spec.paused)",
        noted: true,
    },
    {
        name: "a user pauses it by hand in a pause that could be promoted",
        policy: atOnce,
        play: (simulation) => {
            openEnded(simulation);
            simulation.rollout.pauseByHand(true);
            simulation.rollout.write({ observedGeneration: String(simulation.rollout.generation) });
            new SimulatedAnalysis(simulation).measure(good);
        },
        seconds: 600,
        expect: "wait: a user paused the rollout by hand (spec.paused)",
        sent: [],
    },
    {
        name: "a user pauses it by hand while a promotion is in progress",
        policy: atOnce,
        play: (simulation) => {
            promote(simulation);
            simulation.rollout.pauseByHand(true);
            simulation.rollout.write({ observedGeneration: String(simulation.rollout.generation) });
        },
        seconds: 600,
        expect: "wait: a user paused the rollout by hand (spec.paused)",
        sent: [promoted],
    },
    {
        name: "a user promotes an open-ended pause before it is proven",
        play: (simulation) => {
            openEnded(simulation);
            promotedByHand(simulation);
            simulation.rollout.resume(2);
        },
        seconds: 60,
        expect: "wait: the rollout is Progressing: more replicas need to be updated",
        sent: [],
    },
    {
        name: "a user promotes an open-ended pause that has too few requests",
        play: (simulation) => {
            simulation.requestsPerSecond = 1;
            openEnded(simulation);
            simulation.pass(60);
            promotedByHand(simulation);
            simulation.rollout.resume(2);
        },
        seconds: 60,
        expect: "wait: the rollout is Progressing: more replicas need to be updated",
        sent: [],
    },
    {
        name: "a user promotes a timed pause early: its share need not be proven",
        play: (simulation) => {
            pausedAt(simulation, 10);
            new SimulatedAnalysis(simulation).measure(good).end("Successful");
            simulation.pass(1);
            promotedByHand(simulation);
            simulation.rollout.resume(2);
            walk(simulation, [25, 50, 75]);
            finish(simulation);
        },
        expect: "succeed Promoted",
        sent: [],
    },
    {
        name: "a user promotes a pause, and the controller misses it",
        policy: { onPause: "wait" },
        play: (simulation) => {
            openEnded(simulation);
            promotedByHand(simulation);
        },
        seconds: 10,
        expect: "promote: the controller has missed the promotion",
    },
];

export const writes: Group = { title: "Promotions, and changes by other clients", rows };

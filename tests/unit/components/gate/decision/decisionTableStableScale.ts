import type { Group, Row } from "./decisions";
import { aborted, pausedAt, promoted } from "../../../../support/simulation/plays";
import type { Simulation } from "../../../../support/simulation/simulation";

const back = "wait: the rollout is aborted and its traffic goes back to stable";
const waiting = `${back} as its pods become available (1 of 4)`;
const ingress = "Ingress ops-hardening-demo-ops-hardening-demo-canary";
const away = (weight: number) =>
    `${ingress} has canary weight ${String(weight)}, must be 0; Service ops-hardening-demo-canary selects hash2, must be hash1`;

/** Before the gate starts: four pods, with only as many of the stable version as its traffic needs. */
function dynamicScale({ rollout }: Simulation): void {
    rollout.replicas = 4;
    rollout.progressDeadlineSeconds = 300;
    rollout.strategy = { dynamicStableScale: true };
    rollout.deployFirst("v1");
    rollout.declare("v2");
}

/** Aborts at weight 75, with one pod of the stable version. */
function abortedAt75(simulation: Simulation): void {
    const { rollout } = simulation;
    pausedAt(simulation, 75);
    rollout.available("hash1", 1);
    rollout.abort();
}

const rows: Row[] = [
    {
        name: "`dynamicStableScale`: an abort that waits for the stable version's pods",
        before: dynamicScale,
        play: abortedAt75,
        seconds: 359,
        expect: waiting,
    },
    {
        name: "`dynamicStableScale`: an abort whose stable pods are not available within `progressDeadlineSeconds` plus 60 s",
        before: dynamicScale,
        play: abortedAt75,
        seconds: 360,
        expect: `fail Aborted (Aborted): ${away(75)}`,
    },
    {
        name: "`dynamicStableScale`: an abort whose stable pods are available after 200 s, but whose traffic is not back for another 59 s",
        before: dynamicScale,
        play: (simulation) => {
            abortedAt75(simulation);
            simulation.pass(200);
            simulation.rollout.available("hash1", 4);
        },
        seconds: 59,
        expect: back,
    },
    {
        name: "`dynamicStableScale`: the same for 60 s",
        before: dynamicScale,
        play: (simulation) => {
            abortedAt75(simulation);
            simulation.pass(200);
            simulation.rollout.available("hash1", 4);
        },
        seconds: 60,
        expect: `fail Aborted (Aborted): ${away(75)}`,
    },
    {
        name: "`dynamicStableScale`: an abort whose traffic is back after 200 s",
        before: dynamicScale,
        play: (simulation) => {
            abortedAt75(simulation);
            simulation.pass(100);
            simulation.rollout.writeIngresses(50);
            simulation.pass(100);
            simulation.rollout.available("hash1", 4);
            simulation.rollout.returnTraffic();
        },
        expect: "fail Aborted (Aborted)",
    },
    {
        name: "`dynamicStableScale`: this gate's own abort waits equally long",
        before: dynamicScale,
        policy: { timeoutSeconds: 20 },
        play: (simulation) => {
            pausedAt(simulation, 75);
            simulation.rollout.available("hash1", 1);
            simulation.pass(20);
            simulation.rollout.abort();
        },
        seconds: 359,
        expect: waiting,
        sent: ['abort {"abort":true}'],
    },
    {
        name: "`dynamicStableScale`: this gate's own abort, whose stable pods do not become available",
        before: dynamicScale,
        policy: { timeoutSeconds: 20 },
        play: (simulation) => {
            pausedAt(simulation, 75);
            simulation.rollout.available("hash1", 1);
            simulation.pass(20);
            simulation.rollout.abort();
        },
        seconds: 360,
        expect: "fail TimedOut (TimedOut): the rollout is paused for the duration of its step",
        sent: ['abort {"abort":true}'],
    },
    {
        name: "a user's abort that waits for the stable version's pods, and the timeout",
        before: dynamicScale,
        policy: { timeoutSeconds: 100 },
        play: abortedAt75,
        seconds: 100,
        expect: `fail Aborted (Aborted): ${away(75)}`,
    },
    {
        name: "an abort just after an autoscaler has requested more pods, which the stable version does not have yet",
        play: (simulation) => {
            const { rollout } = simulation;
            pausedAt(simulation, 25);
            rollout.scale(4);
            rollout.available("hash1", 1);
            rollout.write({ observedGeneration: String(rollout.generation) });
            rollout.abort();
        },
        seconds: 600,
        expect: waiting,
    },
    {
        name: "an abort that keeps the canary's pods (`abortScaleDownDelaySeconds`)",
        play: (simulation) => {
            const { rollout } = simulation;
            rollout.strategy = { abortScaleDownDelaySeconds: 0 };
            rollout.keepsAbortedPods = true;
            rollout.declare("v2");
            aborted(simulation);
            rollout.returnTraffic();
        },
        expect: "fail Aborted (Aborted)",
    },
    {
        name: "`dynamicStableScale`: promoted, and the previous version has no pods left",
        before: dynamicScale,
        play: (simulation) => {
            promoted(simulation);
            simulation.rollout.available("hash1", 0);
        },
        expect: "succeed Promoted",
        sent: [],
    },
    {
        name: "promoted, and the previous version keeps its pods (`scaleDownDelaySeconds`)",
        play: (simulation) => {
            promoted(simulation);
            simulation.rollout.available("hash1", 2);
        },
        expect: "succeed Promoted",
        sent: [],
    },
    {
        name: "Degraded by the progress deadline, which does not abort (`progressDeadlineAbort: false`), until the timeout",
        policy: { timeoutSeconds: 900 },
        play: ({ rollout }) => {
            rollout.observe();
            rollout.write({ phase: "Degraded", message: "ProgressDeadlineExceeded: slow" });
        },
        seconds: 900,
        expect: "abort TimedOut: the rollout is Degraded: ProgressDeadlineExceeded: slow",
        sent: ['abort {"abort":true}'],
    },
];

export const stableScale: Group = { title: "Pods of both versions, and aborts that wait for pods", rows };

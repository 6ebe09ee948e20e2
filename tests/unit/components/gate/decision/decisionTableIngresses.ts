import type { Group, Row } from "./decisions";
import { aborted, finish, pausedAt, promoted } from "../../../../support/simulation/plays";
import { good, SimulatedAnalysis } from "../../../../support/simulation/analysis";
import type { Simulation } from "../../../../support/simulation/simulation";

const first = "ops-hardening-demo-ops-hardening-demo-canary";
const second = "ops-hardening-demo-internal-canary";

/** Before the gate starts: a stable v1 behind two Ingresses, and v2 declared. */
function behindTwo({ rollout }: Simulation): void {
    rollout.stableIngresses = ["ops-hardening-demo", "internal"];
    rollout.deployFirst("v1");
    rollout.declare("v2");
}

/** Before the gate starts: the article's weights are out of this total. */
function ofTotal(total: number): (simulation: Simulation) => void {
    return ({ rollout }) => {
        rollout.maxTrafficWeight = total;
        rollout.deployFirst("v1");
        rollout.declare("v2");
    };
}

const rows: Row[] = [
    {
        name: "two Ingresses, and one of them has another weight, for 3 s",
        before: behindTwo,
        play: (simulation) => {
            pausedAt(simulation);
            simulation.rollout.writeIngress(25, simulation.rollout, "internal");
        },
        seconds: 3,
        expect: `abort NotProven: Ingress ${second} has canary weight 25, must be 10`,
    },
    {
        name: "two Ingresses, and the canary copy of the second is missing, for 3 s",
        before: behindTwo,
        play: (simulation) => {
            pausedAt(simulation);
            simulation.cluster.remove(simulation.rollout.paths.ingresses, second);
        },
        seconds: 3,
        expect: `abort NotProven: Ingress ${second} has canary weight 0, must be 10`,
    },
    {
        name: "two Ingresses, both with another weight",
        before: behindTwo,
        play: (simulation) => {
            pausedAt(simulation);
            simulation.rollout.writeIngresses(90);
        },
        seconds: 3,
        expect: `abort NotProven: Ingress ${first} has canary weight 90, must be 10; Ingress ${second} has canary weight 90, must be 10`,
    },
    {
        name: "two Ingresses, and the canary copy of the second has no owner",
        before: behindTwo,
        play: (simulation) => {
            pausedAt(simulation);
            simulation.rollout.writeIngress(10, null, "internal");
        },
        seconds: 3,
        expect: `abort NotProven: Ingress ${second} has no owner, must belong to Rollout ops-hardening-demo`,
    },
    {
        name: "two Ingresses, and another client's canary for the host of the second",
        before: behindTwo,
        play: (simulation) => {
            pausedAt(simulation);
            simulation.rollout.writeForeignCanary("experiment", 50, "internal.local");
        },
        seconds: 3,
        expect: `abort NotProven: Ingress experiment is a canary of the same host as ${second}, must not exist`,
    },
    {
        name: "an abort that only one of two Ingresses has followed, for 60 s",
        before: behindTwo,
        play: (simulation) => {
            aborted(simulation);
            simulation.rollout.returnTraffic();
            simulation.rollout.writeIngress(25, simulation.rollout, "internal");
        },
        seconds: 60,
        expect: `fail Aborted (Aborted): Ingress ${second} has canary weight 25, must be 0`,
    },
    {
        name: "two Ingresses, every step, every share, every metric",
        before: behindTwo,
        play: promoted,
        expect: "succeed Promoted",
        sent: [],
    },
    {
        name: "two Ingresses, promoted, and one of them keeps its weight for 30 s",
        before: behindTwo,
        play: (simulation) => {
            promoted(simulation);
            simulation.rollout.writeIngress(100, simulation.rollout, "internal");
        },
        seconds: 30,
        expect: `fail NotProven (Unproven): Ingress ${second} has canary weight 100, must be 0`,
    },
    {
        name: "two Ingresses, and one of them never had a weight",
        before: behindTwo,
        policy: { requestsMetric: "" },
        play: (simulation) => {
            const { rollout } = simulation;
            rollout.steps = [{ setWeight: 10 }, { setWeight: 100 }];
            rollout.declare("v2");
            rollout.observe();
            rollout.writeIngress(10);
            rollout.write({ currentStepIndex: 1 });
            new SimulatedAnalysis(simulation).measure(good).end("Successful");
            finish(simulation);
        },
        seconds: 30,
        expect: "fail NotProven (Unproven): weight 10 was never seen on every canary Ingress",
    },
    {
        name: "weights out of 1000: setWeight 10 is 1 %",
        before: ofTotal(1000),
        play: pausedAt,
        seconds: 27,
        expect: "wait: the rollout is paused for the duration of its step",
    },
    {
        name: "weights out of 1000, and an Ingress has another weight",
        before: ofTotal(1000),
        play: (simulation) => {
            pausedAt(simulation, 75);
            simulation.rollout.writeIngress(125);
        },
        seconds: 3,
        expect: `abort NotProven: Ingress ${first} has canary weight 12.5, must be 7.5`,
    },
    {
        name: "weights out of 100 after ones out of 1000: the controller leaves the old total on its Ingress",
        before: ofTotal(1000),
        play: (simulation) => {
            simulation.rollout.maxTrafficWeight = undefined;
            simulation.rollout.declare("v2");
            pausedAt(simulation);
            simulation.rollout.maxTrafficWeight = 1000;
            simulation.rollout.writeIngress(10);
        },
        seconds: 3,
        expect: `abort NotProven: Ingress ${first} has canary weight 1, must be 10`,
    },
    {
        name: "weights out of 1000, and the canary gets the article's share",
        before: ofTotal(1000),
        play: (simulation) => {
            simulation.canaryPercent = 10;
            pausedAt(simulation);
        },
        seconds: 28,
        expect: "abort NotProven: canary got 96 of 960 requests (10 %) at weight 1, must be 0.1 % to 2.4 %",
    },
];

export const ingresses: Group = { title: "Several Ingresses, and weights out of `maxTrafficWeight`", rows };

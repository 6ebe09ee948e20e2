import type { Group, Row } from "./decisions";
import { finish, pausedAt, walk } from "../../../../support/simulation/plays";
import { good, SimulatedAnalysis } from "../../../../support/simulation/analysis";
import type { Simulation } from "../../../../support/simulation/simulation";

/** Ends a pause of 30 s and sets the next weight. */
function overTheNextWeight(simulation: Simulation): void {
    pausedAt(simulation);
    simulation.pass(30);
    simulation.rollout.resume(2);
    simulation.rollout.setWeight(25, 3);
}

const rows: Row[] = [
    {
        name: "Prometheus is silent when a share is due",
        play: (simulation) => {
            simulation.prometheusAnswers = false;
            pausedAt(simulation);
        },
        seconds: 30,
        expect: "measure the requests of step 1",
    },
    {
        name: "Prometheus is silent for 9 s, into the next weight",
        play: (simulation) => {
            simulation.prometheusAnswers = false;
            overTheNextWeight(simulation);
        },
        seconds: 7,
        expect: "wait: the rollout is Progressing: more replicas need to be updated",
    },
    {
        name: "Prometheus is silent for 10 s",
        play: (simulation) => {
            simulation.prometheusAnswers = false;
            overTheNextWeight(simulation);
        },
        seconds: 8,
        expect: "abort NotProven: the requests at weight 10 could not be counted: Prometheus does not answer",
    },
    {
        name: "Prometheus answers again within 10 s: the share of the ended pause is measured",
        play: (simulation) => {
            simulation.prometheusAnswers = false;
            pausedAt(simulation);
            simulation.pass(30);
            simulation.rollout.resume(2);
            simulation.pass(3);
            simulation.prometheusAnswers = true;
            simulation.canaryPercent = 50;
        },
        seconds: 1,
        expect: "abort NotProven: canary got 520 of 1040 requests (50 %) at weight 10, must be 6.7 % to 13.6 %",
    },
    {
        name: "the API server, through which Prometheus is queried, does not answer for 44 s",
        play: (simulation) => {
            simulation.apiServerAnswers = false;
            overTheNextWeight(simulation);
        },
        seconds: 42,
        expect: "measure the requests of step 1",
    },
    {
        name: "the API server, through which Prometheus is queried, does not answer for 45 s, and no watch notices",
        play: (simulation) => {
            simulation.apiServerAnswers = false;
            overTheNextWeight(simulation);
        },
        seconds: 43,
        expect: "abort NotProven: the requests at weight 10 could not be counted: cannot reach the cluster",
    },
    {
        name: "Prometheus is silent, and then the API server as well: the 10 s start again",
        play: (simulation) => {
            simulation.prometheusAnswers = false;
            pausedAt(simulation);
            simulation.pass(34);
            simulation.apiServerAnswers = false;
            simulation.pass(20);
            simulation.apiServerAnswers = true;
        },
        seconds: 9,
        expect: "wait: the rollout is paused for the duration of its step",
    },
    {
        name: "the share of the last pause was wrong, and the version is promoted before Prometheus shows it",
        play: (simulation) => {
            walk(simulation, [10, 25, 50]);
            new SimulatedAnalysis(simulation).measure(good).end("Successful");
            pausedAt(simulation, 75);
            simulation.prometheusAnswers = false;
            simulation.pass(30);
            finish(simulation);
            simulation.pass(1);
            simulation.prometheusAnswers = true;
            simulation.canaryPercent = 10;
        },
        seconds: 1,
        expect: "fail NotProven (Unproven): canary got 104 of 1040 requests (10 %) at weight 75, must be 70 % to 79.8 %",
    },
    {
        name: "Prometheus stays silent about the last pause, and the version is promoted in the meantime",
        play: (simulation) => {
            walk(simulation, [10, 25, 50]);
            new SimulatedAnalysis(simulation).measure(good).end("Successful");
            pausedAt(simulation, 75);
            simulation.prometheusAnswers = false;
            simulation.pass(30);
            finish(simulation);
        },
        seconds: 8,
        expect: "fail NotProven (Unproven): the requests at weight 75 could not be counted: Prometheus does not answer",
    },
];

export const silence: Group = { title: "Timed pauses: Prometheus is silent", rows };

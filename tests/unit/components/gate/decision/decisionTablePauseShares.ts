import type { Group, Row } from "./decisions";
import { openEnded, provenPause } from "../../../../support/simulation/plays";
import { good, SimulatedAnalysis } from "../../../../support/simulation/analysis";

const promoted = 'promote {"pauseConditions":null}';
const proven = "wait: the pause is promoted once everything is proven: ";

const rows: Row[] = [
    {
        name: "the share is not counted yet",
        play: (simulation) => {
            openEnded(simulation);
            new SimulatedAnalysis(simulation).measure(good);
        },
        seconds: 3,
        expect: `${proven}the versions' requests are not counted yet`,
    },
    {
        name: "too few requests, for ten minutes",
        play: (simulation) => {
            simulation.requestsPerSecond = 0;
            provenPause(simulation);
        },
        seconds: 601,
        expect: `${proven}too few requests to evaluate weight 10 (0 < 151)`,
    },
    {
        name: "enough requests after a while",
        play: (simulation) => {
            simulation.requestsPerSecond = 1;
            provenPause(simulation);
        },
        seconds: 140,
        expect: "promote: everything is proven",
    },
    {
        name: "too few requests, which are only noted",
        policy: { onTooFewRequests: "note" },
        play: (simulation) => {
            simulation.requestsPerSecond = 1;
            provenPause(simulation);
        },
        expect: "promote: everything is proven",
    },
    {
        name: "the canary got 50 % at weight 10, 12 s after the pause began: it is measured again",
        play: (simulation) => {
            simulation.canaryPercent = 50;
            openEnded(simulation);
        },
        seconds: 12,
        expect: "measure the requests of step 1",
    },
    {
        name: "the canary got 50 % at weight 10, 29 s after the pause began",
        play: (simulation) => {
            simulation.canaryPercent = 50;
            provenPause(simulation);
        },
        seconds: 19,
        expect: `${proven}canary got 480 of 960 requests (50 %) at weight 10, must be 6.7 % to 13.8 %`,
    },
    {
        name: "the canary got 50 % at weight 10, 30 s after the pause began",
        play: (simulation) => {
            simulation.canaryPercent = 50;
            openEnded(simulation);
        },
        seconds: 30,
        expect: "abort NotProven: canary got 520 of 1040 requests (50 %) at weight 10, must be 6.7 % to 13.6 %",
    },
    {
        name: "the canary got 50 % at weight 10, which is only noted, 29 s after the pause began",
        policy: { onWrongShare: "note" },
        play: (simulation) => {
            simulation.canaryPercent = 50;
            provenPause(simulation);
        },
        seconds: 19,
        expect: `${proven}canary got 480 of 960 requests (50 %) at weight 10, must be 6.7 % to 13.8 %`,
    },
    {
        name: "the canary got 50 % at weight 10, which is only noted, 30 s after the pause began",
        policy: { onWrongShare: "note" },
        play: (simulation) => {
            simulation.canaryPercent = 50;
            provenPause(simulation);
        },
        seconds: 20,
        expect: "promote: everything is proven",
    },
    {
        name: "the canary got nothing at first, and its share later",
        play: (simulation) => {
            simulation.canaryPercent = 0;
            provenPause(simulation);
            simulation.pass(4);
            simulation.canaryPercent = undefined;
        },
        seconds: 2,
        expect: "promote: everything is proven",
        sent: [promoted],
    },
    {
        name: "Prometheus is silent, for ten minutes",
        play: (simulation) => {
            simulation.prometheusAnswers = false;
            provenPause(simulation);
        },
        seconds: 601,
        expect: `${proven}Prometheus does not answer`,
    },
    {
        name: "shares are not measured",
        policy: { requestsMetric: "" },
        play: (simulation) => {
            openEnded(simulation);
            new SimulatedAnalysis(simulation).measure(good);
        },
        expect: "promote: everything is proven",
    },
    {
        name: "a user must promote it, but the share is wrong",
        policy: { onPause: "wait" },
        play: (simulation) => {
            simulation.canaryPercent = 50;
            openEnded(simulation);
        },
        seconds: 30,
        expect: "abort NotProven: canary got 520 of 1040 requests (50 %) at weight 10, must be 6.7 % to 13.6 %",
    },
    {
        name: "a user must promote it, and the wrong share is only noted",
        policy: { onPause: "wait", onWrongShare: "note" },
        play: (simulation) => {
            simulation.canaryPercent = 50;
            openEnded(simulation);
        },
        seconds: 31,
        expect: "wait: the rollout is paused until a user promotes it",
        noted: true,
    },
];

export const pauseShares: Group = { title: "Open-ended pauses: each version's share of the requests", rows };

import type { Group, Row } from "./decisions";
import { pausedAt } from "../../../../support/simulation/plays";
import { judgeInputs as judge } from "../../../../support/gate/judgeInputs";

/** The controller begins, with this traffic. */
function begun(requestsPerSecond: number): Row["play"] {
    return (simulation) => {
        simulation.requestsPerSecond = requestsPerSecond;
        simulation.rollout.observe();
    };
}

const rows: Row[] = [
    {
        name: "the steps begin",
        policy: { judge },
        play: begun(40),
        expect: "forecast what the pauses can show",
    },
    {
        name: "the steps cannot show a fault of the threshold's size",
        policy: { judge },
        play: begun(2),
        seconds: 2,
        expect: "wait: the rollout is Progressing: more replicas need to be updated",
    },
    {
        name: "the same, where they must",
        policy: { judge: { ...judge, requirePower: true } },
        play: begun(2),
        expect: "abort NotProven: at 2 requests/s the steps cannot show 5 % errors, the threshold: only 17 % or more, with 99 %; at 2 requests/s the steps cannot show 1 % answers slower than 300 ms, the threshold: only 14 % or more, with 99 %",
    },
    {
        name: "they must show it, and can",
        policy: { judge: { ...judge, requirePower: true } },
        play: begun(400),
        seconds: 2,
        expect: "wait: the rollout is Progressing: more replicas need to be updated",
    },
    {
        name: "a pause at weight 10, when the canary gets its first requests",
        policy: { judge },
        play: pausedAt,
        expect: "judge the answers of both versions",
    },
    {
        name: "the same, until the end of the warm-up",
        policy: { judge: { ...judge, warmupSeconds: 10 } },
        play: pausedAt,
        seconds: 9,
        expect: "wait: the rollout is paused for the duration of its step",
    },
    {
        name: "no latency can exceed the threshold, which is above every bucket of the histogram",
        policy: { judge },
        play: (simulation) => {
            simulation.highestBucket = 250;
            pausedAt(simulation);
        },
        expect: "abort NotProven: the highest bucket of http_request_duration_milliseconds is 250 ms, below the threshold of 300 ms, so that no version can exceed it; lower the threshold, or add a bucket",
    },
    {
        name: "both versions answer 20 % of the requests with 5xx: over the threshold",
        policy: { judge },
        play: (simulation) => {
            simulation.errorPercent = { new: 20, stable: 20 };
            pausedAt(simulation);
        },
        seconds: 20,
        expect: "abort Unhealthy: the new version answered 16 of 80 requests with 5xx (20 %), more than 5 % with 99.9 % confidence after 20 s",
    },
    {
        name: "the new version answers 20 % with 5xx, the stable one none",
        policy: { judge },
        play: (simulation) => {
            simulation.errorPercent = { new: 20, stable: 0 };
            pausedAt(simulation);
        },
        seconds: 8,
        expect: "abort Unhealthy: the new version answered 6 of 32 requests with 5xx (18.8 %), the stable version 0 of 288 (0 %): worse with 99.9 % confidence after 8 s",
    },
    {
        name: "the same, when the controller has carried the abort out",
        policy: { judge },
        play: (simulation) => {
            simulation.errorPercent = { new: 20, stable: 0 };
            pausedAt(simulation);
            simulation.pass(8);
            simulation.rollout.abort();
            simulation.rollout.returnTraffic();
        },
        expect: "fail Unhealthy (Aborted): the new version answered 6 of 32 requests with 5xx (18.8 %), the stable version 0 of 288 (0 %): worse with 99.9 % confidence after 8 s",
        sent: ['abort {"abort":true}'],
    },
    {
        name: "answers as bad, which are only noted",
        policy: { judge: { ...judge, onWorseThanStable: "note", onOverThreshold: "note" } },
        play: (simulation) => {
            simulation.errorPercent = { new: 20, stable: 0 };
            pausedAt(simulation);
        },
        seconds: 11,
        expect: "wait: the rollout is paused for the duration of its step",
    },
    {
        name: "both versions answer 1 % with 5xx",
        policy: { judge },
        play: (simulation) => {
            simulation.errorPercent = { new: 1, stable: 1 };
            pausedAt(simulation);
        },
        seconds: 27,
        expect: "wait: the rollout is paused for the duration of its step",
    },
    {
        name: "Prometheus does not answer: the share of the requests decides, as without a judge",
        policy: { judge },
        play: (simulation) => {
            simulation.prometheusAnswers = false;
            pausedAt(simulation);
        },
        seconds: 27,
        expect: "wait: the rollout is paused for the duration of its step",
    },
];

export const answers: Group = { title: "The answers of the new version", rows };

import type { Group, Row } from "./decisions";
import { good, SimulatedAnalysis } from "../../../../support/simulation/analysis";
import { pausedAt, provenPause, walk } from "../../../../support/simulation/plays";
import type { Simulation } from "../../../../support/simulation/simulation";
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

/** The last of the article's pauses, 75 %, in which every requested AnalysisRun has good measurements. */
function lastPause(simulation: Simulation): void {
    pausedAt(simulation);
    new SimulatedAnalysis(simulation).measure(good);
    walk(simulation, [10, 25, 50]);
    pausedAt(simulation, 75);
}

/** The counter has no label with the status, and there is no histogram. */
function unreadable(simulation: Simulation): void {
    simulation.answersProblem = {
        kind: "noSeries",
        selector: 'http_requests_total{job="a"}',
        label: "status_code",
    };
}

const unread = 'Prometheus has no http_requests_total{job="a"} with the label status_code';
const notJudged = `errors were not judged: ${unread}; latencies were not judged: ${unread}`;

rows.push(
    {
        name: "the judge could read no answer until shortly before the end of the last pause",
        policy: { judge },
        play: (simulation) => {
            unreadable(simulation);
            lastPause(simulation);
        },
        seconds: 28,
        expect: `abort NotProven: ${notJudged}`,
    },
    {
        name: "the same, a second before that",
        policy: { judge },
        play: (simulation) => {
            unreadable(simulation);
            lastPause(simulation);
        },
        seconds: 27,
        expect: "wait: the rollout is paused for the duration of its step",
    },
    {
        name: "the same, where the judge would only note what it finds",
        policy: { judge: { ...judge, onWorseThanStable: "note", onOverThreshold: "note" } },
        play: (simulation) => {
            unreadable(simulation);
            lastPause(simulation);
        },
        seconds: 29,
        expect: "wait: the rollout is paused for the duration of its step",
    },
    {
        name: "the same, in a pause that the gate promotes",
        policy: { judge },
        play: (simulation) => {
            unreadable(simulation);
            provenPause(simulation);
        },
        seconds: 33,
        expect: `wait: the pause is promoted once everything is proven: ${notJudged}`,
    },
    {
        name: "the warm-up is longer than all pauses: the judge never looked",
        policy: { judge: { ...judge, warmupSeconds: 3600 } },
        play: lastPause,
        seconds: 28,
        expect: "abort NotProven: errors were not judged: the steps left no time to look at the new version's answers; latencies were not judged: the steps left no time to look at the new version's answers",
    },
    {
        name: "a judge without a counter of requests, which the Rollout's analysis does not name either",
        policy: { judge, requestsMetric: "from-analysis" },
        play: pausedAt,
        expect: "fail Unsupported (Unproven): the judge has no answers to count: neither the arguments nor the Rollout's analysis name Prometheus, the app's job and a counter of requests by status; set prometheusAddress, job and requestsMetric, or leave the judge out",
    },
    {
        name: "a judge next to an empty requestsMetric, which counts nothing",
        policy: { judge, requestsMetric: "" },
        play: lastPause,
        seconds: 29,
        expect: "wait: the rollout is paused for the duration of its step",
    },
);

export const answers: Group = { title: "The answers of the new version", rows };

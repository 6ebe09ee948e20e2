import type { Group, Row } from "./decisions";
import { pausedAt } from "../../../../support/simulation/plays";
import { good, SimulatedAnalysis } from "../../../../support/simulation/analysis";

const rows: Row[] = [
    {
        name: "a timed pause of 30 s, up to 2 s before its end",
        play: pausedAt,
        seconds: 27,
        expect: "wait: the rollout is paused for the duration of its step",
    },
    {
        name: "the same pause, 2 s before its end",
        play: pausedAt,
        seconds: 28,
        expect: "measure the requests of step 1",
    },
    {
        name: "a timed pause in which the canary got its share",
        play: pausedAt,
        seconds: 29,
        expect: "wait: the rollout is paused for the duration of its step",
    },
    {
        name: "a timed pause in which the canary got 25 % at weight 10",
        play: (simulation) => {
            simulation.canaryPercent = 25;
            pausedAt(simulation);
        },
        seconds: 28,
        expect: "abort NotProven: canary got 240 of 960 requests (25 %) at weight 10, must be 6.7 % to 13.8 %",
    },
    {
        name: "a timed pause in which the canary got nothing",
        play: (simulation) => {
            simulation.canaryPercent = 0;
            pausedAt(simulation);
        },
        seconds: 28,
        expect: "abort NotProven: canary got 0 of 960 requests (0 %) at weight 10, must be 6.7 % to 13.8 %",
    },
    {
        name: "a timed pause in which the canary got 25 % at weight 10, which is only noted",
        policy: { onWrongShare: "note" },
        play: (simulation) => {
            simulation.canaryPercent = 25;
            pausedAt(simulation);
        },
        seconds: 29,
        expect: "wait: the rollout is paused for the duration of its step",
    },
    {
        name: "a wrong share is only noted, but no share can be counted",
        policy: { onWrongShare: "note" },
        play: (simulation) => {
            simulation.prometheusAnswers = false;
            pausedAt(simulation);
        },
        seconds: 38,
        expect: "abort NotProven: the requests at weight 10 could not be counted: Prometheus does not answer",
    },
    {
        name: "a wrong share is only noted, but there are too few requests",
        policy: { onWrongShare: "note" },
        play: (simulation) => {
            simulation.requestsPerSecond = 0.5;
            pausedAt(simulation);
        },
        seconds: 28,
        expect: "abort NotProven: too few requests to evaluate weight 10 (12 < 151)",
    },
    {
        name: "a timed pause with too few requests",
        play: (simulation) => {
            simulation.requestsPerSecond = 0.5;
            pausedAt(simulation);
        },
        seconds: 28,
        expect: "abort NotProven: too few requests to evaluate weight 10 (12 < 151)",
    },
    {
        name: "a timed pause with too few requests, which are only noted",
        policy: { onTooFewRequests: "note" },
        play: (simulation) => {
            simulation.requestsPerSecond = 0.5;
            pausedAt(simulation);
        },
        seconds: 29,
        expect: "wait: the rollout is paused for the duration of its step",
    },
    {
        name: "too few requests are only noted, but their share is wrong",
        policy: { onTooFewRequests: "note", minRequests: 10 },
        play: (simulation) => {
            simulation.requestsPerSecond = 2;
            simulation.canaryPercent = 90;
            pausedAt(simulation);
        },
        seconds: 28,
        expect: "abort NotProven: canary got 43 of 48 requests (89.6 %) at weight 10, must be 0 % to 29.2 %",
    },
    {
        name: "shares are not measured",
        policy: { requestsMetric: "" },
        play: (simulation) => {
            simulation.canaryPercent = 90;
            pausedAt(simulation);
        },
        seconds: 29,
        expect: "wait: the rollout is paused for the duration of its step",
    },
    {
        name: "the last timed pause, 2 s before its end, and no AnalysisRun",
        policy: { requestsMetric: "" },
        play: (simulation) => {
            pausedAt(simulation, 75);
        },
        seconds: 28,
        expect: "abort Unmeasured: every metric",
    },
    {
        name: "the last timed pause, 2 s before its end, and a metric that was never measured",
        play: (simulation) => {
            pausedAt(simulation, 75);
            new SimulatedAnalysis(simulation).measure({ "p99-latency": "41.2" });
        },
        seconds: 28,
        expect: "abort Unmeasured: success-rate",
    },
    {
        name: "the same in an earlier pause: it may still be measured",
        play: (simulation) => {
            pausedAt(simulation, 50);
            new SimulatedAnalysis(simulation).measure({ "p99-latency": "41.2" });
        },
        seconds: 59,
        expect: "wait: the rollout is paused for the duration of its step",
    },
    {
        name: "the last timed pause, every metric measured",
        play: (simulation) => {
            pausedAt(simulation, 75);
            new SimulatedAnalysis(simulation).measure(good);
        },
        seconds: 29,
        expect: "wait: the rollout is paused for the duration of its step",
    },
];

export const shares: Group = { title: "Timed pauses: each version's share of the requests", rows };

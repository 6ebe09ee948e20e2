import { good, SimulatedAnalysis } from "../../../../support/simulation/analysis";
import { openEnded, provenPause } from "../../../../support/simulation/plays";
import { declareSecond, type Group, type Row } from "./decisions";

const promoted = 'promote {"pauseConditions":null}';
const proven = "wait: the pause is promoted once everything is proven: ";
const paused = "wait: the rollout is paused for the duration of its step";
const policy = { pauseSeconds: { 1: 30 } };

const rows: Row[] = [
    { name: "everything is proven, for 29 s", policy, play: provenPause, seconds: 19, expect: paused },
    {
        name: "everything is proven, for 30 s",
        policy,
        play: provenPause,
        seconds: 20,
        expect: "promote: everything is proven",
        sent: [promoted],
    },
    {
        name: "its requests are counted shortly before its end",
        policy,
        play: provenPause,
        seconds: 18,
        expect: "measure the requests of step 1",
    },
    {
        name: "the same, and `onPause` is fail, which is about pauses without a duration",
        policy: { ...policy, onPause: "fail" },
        play: provenPause,
        seconds: 20,
        expect: "promote: everything is proven",
        sent: [promoted],
    },
    {
        name: "another step's pause, and `onPause` is wait",
        policy: { pauseSeconds: { 3: 30 }, onPause: "wait" },
        play: provenPause,
        seconds: 20,
        expect: "wait: the rollout is paused until a user promotes it",
    },
    {
        name: "too few requests, for ten minutes",
        policy,
        play: (simulation) => {
            simulation.requestsPerSecond = 0;
            provenPause(simulation);
        },
        seconds: 591,
        expect: `${proven}too few requests to evaluate weight 10 (0 < 151)`,
        sent: [],
    },
    {
        name: "Prometheus is silent, for ten minutes",
        policy,
        play: (simulation) => {
            simulation.prometheusAnswers = false;
            provenPause(simulation);
        },
        seconds: 591,
        expect: `${proven}Prometheus does not answer`,
        sent: [],
    },
    {
        name: "Prometheus is silent until the timeout",
        policy: { ...policy, timeoutSeconds: 120 },
        play: (simulation) => {
            simulation.prometheusAnswers = false;
            provenPause(simulation);
        },
        seconds: 110,
        expect: "abort TimedOut: the pause is promoted once everything is proven: Prometheus does not answer",
        sent: ['abort {"abort":true}'],
    },
    {
        name: "no metric is measured, for ten minutes",
        policy,
        play: openEnded,
        seconds: 600,
        expect: `${proven}the AnalysisRun does not exist yet; every metric must be measured before the last weight`,
        sent: [],
    },
    {
        name: "the gate of the next update joins after that time",
        policy,
        before: (simulation) => {
            declareSecond(simulation);
            openEnded(simulation);
            simulation.now += 60_000;
        },
        play: (simulation) => {
            simulation.pass(3);
            new SimulatedAnalysis(simulation).measure(good);
        },
        expect: "promote: everything is proven",
        sent: [promoted],
    },
];

export const advance: Group = {
    title: "Pauses that this gate promotes after a duration (`advance: proven`, `pauseSeconds`)",
    rows,
};

import type { Group, Row } from "./decisions";
import { openEnded, provenPause } from "../../../../support/simulation/plays";
import { good, SimulatedAnalysis } from "../../../../support/simulation/analysis";

const promoted = 'promote {"pauseConditions":null}';
const proven = "wait: the pause is promoted once everything is proven: ";

const rows: Row[] = [
    {
        name: "everything is proven: the share, the metrics since the pause began, the traffic",
        play: provenPause,
        expect: "promote: everything is proven",
        sent: [promoted],
    },
    {
        name: "no AnalysisRun yet",
        play: openEnded,
        seconds: 60,
        expect: `${proven}the AnalysisRun does not exist yet; every metric must be measured before the last weight`,
    },
    {
        name: "the AnalysisRun of an aborted attempt, and none of this one yet",
        play: (simulation) => {
            openEnded(simulation);
            new SimulatedAnalysis(simulation).measure(good).end("Failed");
        },
        seconds: 60,
        expect: `${proven}AnalysisRun ops-hardening-demo-hash2-2 is Failed`,
    },
    {
        name: "measurements from before the pause",
        play: (simulation) => {
            const { rollout } = simulation;
            rollout.steps = [{ setWeight: 10 }, { pause: {} }, { setWeight: 100 }];
            rollout.declare("v2");
            rollout.observe();
            new SimulatedAnalysis(simulation).measure(good);
            simulation.pass(1);
            rollout.setWeight(10, 1);
            rollout.pause(1);
        },
        seconds: 60,
        expect: `${proven}p99-latency has 0 of 1 good measurements since the pause began; success-rate has 0 of 1 good measurements since the pause began`,
    },
    {
        name: "one of three required measurements since the pause began",
        policy: { minMeasurements: 3 },
        play: provenPause,
        seconds: 60,
        expect: `${proven}p99-latency has 1 of 3 good measurements since the pause began; success-rate has 1 of 3 good measurements since the pause began`,
    },
    {
        name: "a failed measurement does not count",
        play: (simulation) => {
            openEnded(simulation);
            new SimulatedAnalysis(simulation).measure({ ...good, "p99-latency": "743!" });
        },
        seconds: 60,
        expect: `${proven}p99-latency has 0 of 1 good measurements since the pause began; p99-latency (1 bad, none good) must be measured before the last weight`,
    },
    {
        name: "the analysis has already ended Successful",
        play: (simulation) => {
            openEnded(simulation);
            new SimulatedAnalysis(simulation).measure(good).end("Successful");
        },
        seconds: 8,
        expect: "promote: everything is proven",
    },
    {
        name: "a metric was never measured, and no measurement is required since the pause began",
        policy: { minMeasurements: 0 },
        play: (simulation) => {
            openEnded(simulation);
            new SimulatedAnalysis(simulation).measure({ "p99-latency": "41.2" });
        },
        seconds: 60,
        expect: `${proven}success-rate must be measured before the last weight`,
    },
    {
        name: "the weight differs for a moment",
        play: (simulation) => {
            provenPause(simulation);
            simulation.rollout.writeIngress(90);
        },
        seconds: 2,
        expect: `${proven}the versions' requests are not counted yet; Ingress ops-hardening-demo-ops-hardening-demo-canary has canary weight 90, must be 10`,
    },
    {
        name: "a user must promote it",
        policy: { onPause: "wait" },
        play: provenPause,
        seconds: 600,
        expect: "wait: the rollout is paused until a user promotes it",
        noted: true,
    },
    {
        name: "open-ended pauses are not allowed",
        policy: { onPause: "fail" },
        play: openEnded,
        expect: "fail Paused (Unproven)",
    },
    {
        name: "the pause is announced, but its condition is not written yet",
        policy: { requestsMetric: "", minMeasurements: 0 },
        play: (simulation) => {
            openEnded(simulation);
            simulation.rollout.write({ pauseConditions: [], controllerPause: true });
            new SimulatedAnalysis(simulation).measure(good);
        },
        seconds: 9,
        expect: "wait: waiting for rollout to unpause",
    },
];

export const pauses: Group = { title: "Open-ended pauses", rows };

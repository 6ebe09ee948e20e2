import type { Group, Row } from "./decisions";
import { openEnded } from "./plays";
import { good, SimulatedAnalysis } from "./simulatedAnalysis";
import type { Simulation } from "./simulation";

const promoted = 'promote {"pauseConditions":null}';
const proven = "wait: the pause is promoted once everything is proven: ";

/** Nothing is left to prove but what a row takes away: a measurement of every metric comes after 10 s. */
function provenPause(simulation: Simulation): void {
    openEnded(simulation);
    const analysis = new SimulatedAnalysis(simulation);
    simulation.pass(10);
    analysis.measure(good);
}

const rows: Row[] = [
    {
        name: "everything is proven: the share, the metrics since the pause began, the traffic",
        play: provenPause,
        expect: "promote: everything is proven",
        sent: [promoted],
    },
    {
        name: "the share is not counted yet",
        play: (simulation) => {
            openEnded(simulation);
            new SimulatedAnalysis(simulation).measure(good);
        },
        lasts: 3,
        expect: `${proven}the versions' requests are not counted yet`,
    },
    {
        name: "too few requests, for ten minutes",
        play: (simulation) => {
            simulation.requestsPerSecond = 0;
            provenPause(simulation);
        },
        lasts: 601,
        expect: `${proven}not enough requests to judge (0 < 100)`,
    },
    {
        name: "enough requests after a while",
        play: (simulation) => {
            simulation.requestsPerSecond = 1;
            provenPause(simulation);
        },
        lasts: 94,
        expect: "promote: everything is proven",
    },
    {
        name: "too few requests, which is not to matter",
        policy: { onTooFewRequests: "note" },
        play: (simulation) => {
            simulation.requestsPerSecond = 1;
            provenPause(simulation);
        },
        expect: "promote: everything is proven",
    },
    {
        name: "the canary got 50 % at weight 10",
        play: (simulation) => {
            simulation.canaryPercent = 50;
            openEnded(simulation);
        },
        lasts: 8,
        expect: "abort NotProven: canary got 80 of 160 requests (50 %) at weight 10, must be 3.1 % to 18.8 %",
    },
    {
        name: "Prometheus is silent, for ten minutes",
        play: (simulation) => {
            simulation.prometheusAnswers = false;
            provenPause(simulation);
        },
        lasts: 601,
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
        name: "no AnalysisRun yet",
        play: openEnded,
        lasts: 60,
        expect: `${proven}the AnalysisRun is not there yet; every metric is still to be measured before the last weight`,
    },
    {
        name: "the AnalysisRun of an aborted try, and none of this one yet",
        play: (simulation) => {
            openEnded(simulation);
            new SimulatedAnalysis(simulation).measure(good).end("Failed");
        },
        lasts: 60,
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
        lasts: 60,
        expect: `${proven}p99-latency has 0 of 1 good measurements since the pause began; success-rate has 0 of 1 good measurements since the pause began`,
    },
    {
        name: "one measurement since the pause began, of three that are wanted",
        policy: { minMeasurements: 3 },
        play: provenPause,
        lasts: 60,
        expect: `${proven}p99-latency has 1 of 3 good measurements since the pause began; success-rate has 1 of 3 good measurements since the pause began`,
    },
    {
        name: "a bad measurement counts for nothing",
        play: (simulation) => {
            openEnded(simulation);
            new SimulatedAnalysis(simulation).measure({ ...good, "p99-latency": "743!" });
        },
        lasts: 60,
        expect: `${proven}p99-latency has 0 of 1 good measurements since the pause began`,
    },
    {
        name: "the analysis has ended well before the pause",
        play: (simulation) => {
            openEnded(simulation);
            new SimulatedAnalysis(simulation).measure(good).end("Successful");
        },
        lasts: 8,
        expect: "promote: everything is proven",
    },
    {
        name: "a metric was never measured, and none is wanted since the pause began",
        policy: { minMeasurements: 0 },
        play: (simulation) => {
            openEnded(simulation);
            new SimulatedAnalysis(simulation).measure({ "p99-latency": "41.2" });
        },
        lasts: 60,
        expect: `${proven}success-rate is still to be measured before the last weight`,
    },
    {
        name: "the weight is another one, for a moment",
        play: (simulation) => {
            provenPause(simulation);
            simulation.rollout.writeIngress(90);
        },
        lasts: 2,
        expect: `${proven}Ingress ops-hardening-demo-ops-hardening-demo-canary has canary weight 90, must be 10`,
    },
    {
        name: "somebody is to promote it",
        policy: { onPause: "wait" },
        play: provenPause,
        lasts: 600,
        expect: "wait: the rollout is paused until somebody promotes it",
        note: /kubectl argo rollouts promote ops-hardening-demo -n demo$/,
    },
    {
        name: "somebody is to promote it, but the share is wrong",
        policy: { onPause: "wait" },
        play: (simulation) => {
            simulation.canaryPercent = 50;
            openEnded(simulation);
        },
        lasts: 8,
        expect: "abort NotProven: canary got 80 of 160 requests (50 %) at weight 10, must be 3.1 % to 18.8 %",
    },
    { name: "nobody is to promote it", policy: { onPause: "fail" }, play: openEnded, expect: "fail Paused (Unproven)" },
    {
        name: "the pause is announced, but its condition is not written yet",
        policy: { requestsMetric: "", minMeasurements: 0 },
        play: (simulation) => {
            openEnded(simulation);
            simulation.rollout.write({ pauseConditions: [], controllerPause: true });
            new SimulatedAnalysis(simulation).measure(good);
        },
        lasts: 9,
        expect: "wait: waiting for rollout to unpause",
    },
];

export const pauses: Group = { title: "Open-ended pauses", rows };

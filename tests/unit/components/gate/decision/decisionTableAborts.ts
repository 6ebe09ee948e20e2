import type { Simulation } from "../../../../support/simulation/simulation";
import type { Group, Row } from "./decisions";
import { withDrainResult } from "../../../../../components/src/gate/history/updates";
import { aborted } from "../../../../support/simulation/plays";
import { good, SimulatedAnalysis } from "../../../../support/simulation/analysis";

const back = "wait: the rollout is aborted and its traffic goes back to stable";
const away =
    "Ingress ops-hardening-demo-ops-hardening-demo-canary has canary weight 25, must be 0; Service ops-hardening-demo-canary selects hash2, must be hash1";

/** An abort whose traffic is back, but whose pods are there; for `delay` seconds according to the strategy, 0: for good. */
function drained(delay?: number): (simulation: Simulation) => void {
    return (simulation) => {
        const { rollout } = simulation;
        rollout.keepsAbortedPods = true;
        if (delay !== undefined) {
            rollout.strategy = { abortScaleDownDelaySeconds: delay };
            rollout.declare("v2");
        }
        aborted(simulation);
        rollout.returnTraffic();
    };
}

const rows: Row[] = [
    { name: "an abort whose traffic is not back for 59 s", play: aborted, seconds: 59, expect: back },
    {
        name: "an abort whose traffic is not back for 60 s",
        play: aborted,
        seconds: 60,
        expect: `fail Aborted (Aborted): ${away}`,
    },
    {
        name: "an abort whose traffic is back",
        play: (simulation) => {
            aborted(simulation);
            simulation.rollout.returnTraffic();
        },
        expect: "fail Aborted (Aborted)",
    },
    {
        name: "an abort by hand that the controller has not acknowledged, for 4 s",
        play: ({ rollout }) => {
            rollout.observe();
            rollout.setWeight(25, 3);
            rollout.pause(3);
            rollout.write({ abort: true });
            rollout.returnTraffic();
        },
        seconds: 4,
        expect: back,
    },
    {
        name: "an abort by an analysis whose AnalysisRun has been missing for 4 s",
        play: (simulation) => {
            aborted(simulation, "Background analysis phase error/failed");
            simulation.rollout.returnTraffic();
        },
        seconds: 4,
        expect: back,
    },
    {
        name: "an abort by an analysis whose AnalysisRun has been missing for 5 s",
        play: (simulation) => {
            aborted(simulation, "Background analysis phase error/failed");
            simulation.rollout.returnTraffic();
        },
        seconds: 5,
        expect: "fail Aborted (Aborted)",
    },
    {
        name: "an abort by an analysis whose AnalysisRun is known",
        play: (simulation) => {
            aborted(simulation, "Background analysis phase error/failed");
            new SimulatedAnalysis(simulation).measure({ ...good, "p99-latency": "743!" }).end("Failed");
            simulation.rollout.returnTraffic();
        },
        expect: "fail Aborted (Aborted)",
    },
    {
        name: "an abort whose pods are still there, for 59 s",
        play: drained(),
        seconds: 59,
        expect: "wait: the rollout is aborted, and 2 pods of the new version may still answer requests",
    },
    {
        name: "an abort whose pods are still there, for 60 s",
        play: drained(),
        seconds: 60,
        expect: "fail Aborted (Aborted)",
    },
    {
        name: "an abort whose pods leave after 30 s",
        play: (simulation) => {
            drained()(simulation);
            simulation.pass(30);
            simulation.rollout.available("hash2", 0);
        },
        expect: "fail Aborted (Aborted)",
    },
    {
        name: "an abort whose pods stay, and get no requests any more",
        play: drained(0),
        expect: "fail Aborted (Aborted)",
    },
    {
        name: "an abort whose pods stay for 46 s, and get no requests any more",
        play: drained(46),
        expect: "fail Aborted (Aborted)",
    },
    {
        name: "an abort whose pods stay, and get requests for 10 s",
        play: (simulation) => {
            simulation.drain = { kind: "flowing", requests: 12 };
            drained(0)(simulation);
            simulation.pass(9);
            simulation.drain = { kind: "stopped" };
        },
        seconds: 1,
        expect: "fail Aborted (Aborted)",
    },
    {
        name: "an abort whose pods stay, and get requests for 59 s",
        play: (simulation) => {
            simulation.drain = { kind: "flowing", requests: 12 };
            drained(0)(simulation);
        },
        seconds: 59,
        expect: "wait: the rollout is aborted, and 2 pods of the new version may still answer requests",
    },
    {
        name: "an abort whose pods stay, after one whose counters had stopped, and a retry",
        play: (simulation) => {
            const { rollout } = simulation;
            drained(0)(simulation);
            simulation.history = withDrainResult(simulation.history, { kind: "stopped" }, simulation.now);
            simulation.now += 5_000;
            rollout.observe();
            rollout.setWeight(25, 3);
            simulation.drain = { kind: "flowing", requests: 12 };
            rollout.abort();
            rollout.returnTraffic();
        },
        seconds: 1,
        expect: "wait: the rollout is aborted, and 2 pods of the new version may still answer requests",
    },
    {
        name: "an abort whose pods stay, and are not scraped again for 30 s",
        play: (simulation) => {
            simulation.drain = { kind: "unknown", problem: { kind: "notScrapedTwice" } };
            drained(0)(simulation);
        },
        seconds: 29,
        expect: "wait: the rollout is aborted, and 2 pods of the new version may still answer requests",
    },
    {
        name: "an abort whose pods stay, while Prometheus is silent for 9 s",
        play: (simulation) => {
            simulation.drain = { kind: "unknown", problem: { kind: "noAnswer", message: "Prometheus is away" } };
            drained(0)(simulation);
        },
        seconds: 9,
        expect: "wait: the rollout is aborted, and 2 pods of the new version may still answer requests",
    },
    {
        name: "an abort whose pods stay, while Prometheus is silent for 10 s",
        play: (simulation) => {
            simulation.drain = { kind: "unknown", problem: { kind: "noAnswer", message: "Prometheus is away" } };
            drained(0)(simulation);
        },
        seconds: 10,
        expect: "fail Aborted (Aborted)",
    },
    {
        name: "an abort whose pods stay, without a request counter",
        policy: { requestsMetric: "" },
        play: drained(0),
        expect: "fail Aborted (Aborted)",
    },
    {
        name: "a user aborts a version that is already promoted",
        before: ({ rollout }) => {
            rollout.deployFirst("v1");
        },
        play: ({ rollout }) => {
            rollout.write({ abort: true });
        },
        seconds: 3,
        expect: "succeed Initial",
    },
];

export const aborts: Group = { title: "Aborts by users and by the controller", rows };

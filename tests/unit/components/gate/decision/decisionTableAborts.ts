import type { Group, Row } from "./decisions";
import { aborted } from "../../../../support/simulation/plays";
import { good, SimulatedAnalysis } from "../../../../support/simulation/analysis";

const back = "wait: the rollout is aborted and its traffic goes back to stable";
const away =
    "Ingress ops-hardening-demo-ops-hardening-demo-canary has canary weight 25, must be 0; Service ops-hardening-demo-canary selects hash2, must be hash1";

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

import type { Simulation } from "../../../../support/simulation/simulation";
import type { Group, Row } from "./decisions";

/** After an abort of v2, v3 has a pod that does not become available, and the last progress was at 06:00. */
function stalled({ rollout }: Simulation): void {
    rollout.deployFirst("v1");
    rollout.declare("v2");
    rollout.scaleDownDeadlines.add("hash2");
    rollout.progressDeadlineSeconds = 60;
    rollout.otherSpec = { progressDeadlineAbort: true };
    rollout.observe();
    rollout.abort();
    rollout.returnTraffic();
    rollout.declare("v3");
    rollout.observe({ conditions: progress("06:00:00") });
    rollout.down("hash3");
}

function progress(at: string, reason = "ReplicaSetUpdated"): object[] {
    return [{ type: "Progressing", status: "True", reason, lastUpdateTime: `2026-03-01T${at}Z` }];
}

const stallOf3 =
    "0 of 2 pods of the new version became available within 60 s (progressDeadlineSeconds); the controller does not apply this deadline while ReplicaSet ops-hardening-demo-hash2 has a scale-down-deadline";

const rows: Row[] = [
    {
        name: "a version after an abort whose pods are not available within the progress deadline, for 62 s",
        before: stalled,
        play: () => undefined,
        seconds: 62,
        expect: "wait: the rollout is Progressing: more replicas need to be updated",
    },
    {
        name: "the same, for 63 s",
        before: stalled,
        play: () => undefined,
        seconds: 63,
        expect: `abort NotProven: ${stallOf3}`,
    },
    {
        name: "the same, with progress after 40 s",
        before: stalled,
        play: (simulation) => {
            simulation.pass(40);
            simulation.rollout.write({ conditions: progress("06:00:40") });
        },
        seconds: 62,
        expect: "wait: the rollout is Progressing: more replicas need to be updated",
    },
    {
        name: "the same, and `progressDeadlineAbort` is false",
        before: (simulation) => {
            stalled(simulation);
            simulation.rollout.otherSpec = {};
            simulation.rollout.write({});
        },
        play: () => undefined,
        seconds: 63,
        expect: "wait: the rollout is Progressing: more replicas need to be updated",
    },
    {
        name: "the same, and the pods of the aborted version are still to be removed",
        before: (simulation) => {
            stalled(simulation);
            simulation.rollout.available("hash2", 1);
        },
        play: () => undefined,
        seconds: 63,
        expect: "wait: the rollout is Progressing: more replicas need to be updated",
    },
    {
        name: "the same, after the pods became available",
        before: stalled,
        play: (simulation) => {
            simulation.pass(40);
            simulation.rollout.available("hash3");
        },
        seconds: 63,
        expect: "wait: the rollout is Progressing: more replicas need to be updated",
    },
];

export const stalls: Group = { title: "A progress deadline that the controller does not apply", rows };

import type { Group, Row } from "./decisions";
import { pausedAt } from "../../../../support/simulation/plays";
import type { Simulation } from "../../../../support/simulation/simulation";

const back = "wait: the rollout is aborted and its traffic goes back to stable";
const aborting = 'abort {"abort":true}';

/** Makes the gate abort at weight 25, because the canary Ingress has weight 90. */
function abortedByGate(simulation: Simulation): void {
    pausedAt(simulation, 25);
    simulation.rollout.writeIngress(90);
    simulation.pass(3);
    simulation.rollout.writeIngress(25);
}

const notVerified = "Ingress ops-hardening-demo-ops-hardening-demo-canary has canary weight 90, must be 25";

const rows: Row[] = [
    {
        name: "this gate's abort, which the controller has not acted on",
        play: abortedByGate,
        seconds: 59,
        expect: back,
        sent: [aborting],
    },
    {
        name: "this gate's abort, whose traffic is back",
        play: (simulation) => {
            abortedByGate(simulation);
            simulation.rollout.abort();
            simulation.rollout.returnTraffic();
        },
        expect: `fail NotProven (Aborted): ${notVerified}`,
        sent: [aborting],
    },
    {
        name: "this gate's abort, whose traffic is not back for 60 s",
        play: (simulation) => {
            abortedByGate(simulation);
            simulation.rollout.abort();
        },
        seconds: 60,
        expect: `fail NotProven (Aborted): ${notVerified}`,
        sent: [aborting],
    },
    {
        name: "another client writes just before this gate's abort: it is sent again for the new state",
        play: (simulation) => {
            simulation.answers = ["conflict"];
            abortedByGate(simulation);
        },
        expect: back,
        sent: [`${aborting}: conflict`, aborting],
    },
    {
        name: "a user retries the version that this gate has aborted: it is left alone",
        play: (simulation) => {
            abortedByGate(simulation);
            simulation.rollout.abort();
            simulation.pass(1);
            simulation.rollout.write({ abort: undefined, phase: "Progressing", conditions: [] });
        },
        expect: `fail NotProven (Unproven): ${notVerified}`,
        sent: [aborting],
    },
    {
        name: "the controller keeps reverting this gate's abort, for 60 s",
        play: (simulation) => {
            simulation.controller = ({ rollout }) => {
                rollout.write({ abort: undefined });
            };
            abortedByGate(simulation);
        },
        seconds: 60,
        expect: `fail NotProven (Unproven): ${notVerified}`,
        sent: Array.from({ length: 6 }, () => aborting),
    },
    {
        name: "this gate's abort comes too late: the version is promoted",
        play: (simulation) => {
            simulation.controller = ({ rollout }) => {
                if (rollout.status["abort"] === true) {
                    rollout.write({ abort: undefined });
                    rollout.promote();
                }
            };
            abortedByGate(simulation);
        },
        seconds: 1,
        expect: `fail NotProven (Unproven): ${notVerified}`,
        sent: [aborting],
    },
    {
        name: "a user pauses the rollout by hand before this gate's abort is carried out",
        play: (simulation) => {
            simulation.controller = ({ rollout }) => {
                if (rollout.status["abort"] === true) {
                    rollout.write({ abort: undefined });
                    rollout.pauseByHand(true);
                    rollout.write({ observedGeneration: String(rollout.generation) });
                }
            };
            abortedByGate(simulation);
        },
        seconds: 60,
        expect: `fail NotProven (Unproven): ${notVerified}`,
        sent: [aborting],
    },
    {
        name: "another version is declared before this gate's abort is carried out, and no ReplicaSet appears for 120 s",
        play: (simulation) => {
            const { rollout } = simulation;
            abortedByGate(simulation);
            rollout.write({ abort: undefined });
            rollout.declare("v9");
            rollout.write({ observedGeneration: String(rollout.generation) });
        },
        seconds: 120,
        expect: `fail NotProven (Unproven): ${notVerified}`,
        sent: [aborting],
    },
];

export const ownAborts: Group = { title: "This gate's own aborts", rows };

import type { Group, Row } from "./decisions";
import { pausedAt } from "../../../../support/simulation/plays";
import type { Simulation } from "../../../../support/simulation/simulation";

const back = "wait: the rollout is aborted and its traffic goes back to stable";
const aborting = 'abort {"abort":true}';

/** This gate aborts at weight 25, because the canary gets too much. */
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
        lasts: 59,
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
        lasts: 60,
        expect: `fail NotProven (Aborted): ${notVerified}`,
        sent: [aborting],
    },
    {
        name: "somebody writes a moment before this gate's abort: it is sent again to the new state",
        play: (simulation) => {
            simulation.answers = ["conflict"];
            abortedByGate(simulation);
        },
        expect: back,
        sent: [`${aborting}: conflict`, aborting],
    },
    {
        name: "somebody tries again what this gate has aborted: it is left alone",
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
        name: "the controller takes this gate's abort back again and again, for 60 s",
        play: (simulation) => {
            simulation.controller = ({ rollout }) => {
                rollout.write({ abort: undefined });
            };
            abortedByGate(simulation);
        },
        lasts: 60,
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
        lasts: 1,
        expect: `fail NotProven (Unproven): ${notVerified}`,
        sent: [aborting],
    },
    {
        name: "somebody pauses the rollout by hand before this gate's abort is carried out",
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
        lasts: 60,
        expect: `fail NotProven (Unproven): ${notVerified}`,
        sent: [aborting],
    },
    {
        name: "somebody declares another version before this gate's abort is carried out, and no ReplicaSet comes, for 120 s",
        play: (simulation) => {
            const { rollout } = simulation;
            abortedByGate(simulation);
            rollout.write({ abort: undefined });
            rollout.declare("v9");
            rollout.write({ observedGeneration: String(rollout.generation) });
        },
        lasts: 120,
        expect: `fail NotProven (Unproven): ${notVerified}`,
        sent: [aborting],
    },
];

export const ownAborts: Group = { title: "This gate's own aborts", rows };

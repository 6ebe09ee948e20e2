import type { Finding } from "../../../../../components/src/gate/model/finding";
import type { Group, Row } from "./decisions";
import { abortedBefore, finish, promoted, walk } from "../../../../support/simulation/plays";
import { good, SimulatedAnalysis } from "../../../../support/simulation/analysis";
import type { Simulation } from "../../../../support/simulation/simulation";

/** Promotes v2. */
function promotedBefore({ rollout }: Simulation): void {
    rollout.deployFirst("v1");
    rollout.declare("v2");
    rollout.observe();
    rollout.promote();
}

/** A finding as the state of an older gate stores it. */
const olderFinding: Finding = { kind: "recorded", text: "canary got too much" };

const rows: Row[] = [
    {
        name: "back to stable after an abort",
        before: (simulation) => {
            abortedBefore(simulation);
            simulation.rollout.declare("v1");
        },
        play: ({ rollout }) => {
            rollout.observe({ currentStepIndex: 9 });
            rollout.promote();
        },
        seconds: 3,
        expect: "succeed FastRolledBack",
    },
    {
        name: "a Healthy version whose controller may not have read this generation yet",
        before: ({ rollout }) => {
            rollout.deployFirst("v1");
        },
        play: (simulation) => {
            simulation.pass(2);
        },
        expect: "wait: the rollout is Healthy, and its controller may still be reading this generation",
    },
    {
        name: "back to an old version through every step",
        before: ({ rollout }) => {
            rollout.deployFirst("v1");
            rollout.declare("v2");
            rollout.observe();
            rollout.promote();
            rollout.declare("v1");
        },
        play: promoted,
        // The outcome of that time does not apply to this one.
        previous: { podHash: "hash1", revision: 1, verified: { outcome: "Initial", podHash: "hash1", revision: 1 } },
        expect: "succeed RolledBack",
    },
    {
        name: "the retried version, through every step",
        policy: { retryAborted: true },
        before: abortedBefore,
        previous: { podHash: "hash2", revision: 2 },
        play: (simulation) => {
            simulation.pass(1);
            promoted(simulation);
        },
        expect: "succeed Promoted",
        sent: ['retry {"abort":false}'],
    },
    {
        name: "the retried version, Healthy for 30 s, but the weight at which it was aborted was skipped",
        policy: { retryAborted: true },
        before: abortedBefore,
        previous: { podHash: "hash2", revision: 2 },
        play: (simulation) => {
            simulation.pass(1);
            new SimulatedAnalysis(simulation).measure(good).end("Successful");
            walk(simulation, [25, 50, 75]);
            finish(simulation);
        },
        seconds: 30,
        expect: "fail NotProven (Unproven): weight 10 was never seen on the canary Ingress",
        sent: ['retry {"abort":false}'],
    },
    {
        name: "a revision that was disproved after it had all traffic",
        before: promotedBefore,
        previous: { podHash: "hash2", revision: 2, disprovedBy: [olderFinding] },
        play: () => undefined,
        expect: "fail NotProven (Unproven): canary got too much",
    },
    {
        name: "the same hash and revision of a recreated Rollout, through every step",
        previous: { podHash: "hash2", revision: 2, disprovedBy: [olderFinding] },
        play: promoted,
        expect: "succeed Promoted",
    },
    {
        name: "a revision that was verified before, whose AnalysisRun is gone",
        before: promotedBefore,
        play: () => undefined,
        previous: { podHash: "hash2", revision: 2, verified: { outcome: "Promoted", podHash: "hash2", revision: 2 } },
        seconds: 3,
        expect: "succeed Promoted",
    },
    {
        name: "a revision that was verified before, and another version that failed since",
        before: promotedBefore,
        play: () => undefined,
        previous: { podHash: "hash3", revision: 3, verified: { outcome: "Promoted", podHash: "hash2", revision: 2 } },
        seconds: 3,
        expect: "succeed Promoted",
    },
];

export const again: Group = { title: "A version that ran before", rows };

import { recorded, type Group, type Row } from "./decisions";
import { abortedBefore, finish, promoted, walk } from "../../../../support/simulation/plays";
import { good, SimulatedAnalysis } from "../../../../support/simulation/analysis";
import type { Simulation } from "../../../../support/simulation/simulation";

/** v2, which has all traffic already. */
function promotedBefore({ rollout }: Simulation): void {
    rollout.deployFirst("v1");
    rollout.declare("v2");
    rollout.observe();
    rollout.promote();
}

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
        lasts: 3,
        expect: "succeed FastRolledBack",
    },
    {
        name: "a version that is at rest, which the controller may not have read this generation for",
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
        // As it was then, which says nothing about now.
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
        name: "the retried version for 30 s, but it skipped the weight that it was aborted at",
        policy: { retryAborted: true },
        before: abortedBefore,
        previous: { podHash: "hash2", revision: 2 },
        play: (simulation) => {
            simulation.pass(1);
            new SimulatedAnalysis(simulation).measure(good).end("Successful");
            walk(simulation, [25, 50, 75]);
            finish(simulation);
        },
        lasts: 30,
        expect: "fail NotProven (Unproven): weight 10 was never seen on the canary Ingress",
        sent: ['retry {"abort":false}'],
    },
    {
        name: "a revision that was refuted when it had all traffic already",
        before: promotedBefore,
        previous: { podHash: "hash2", revision: 2, disprovedBy: recorded("canary got too much") },
        play: () => undefined,
        expect: "fail NotProven (Unproven): canary got too much",
    },
    {
        name: "the same hash and revision of a Rollout that was made anew, through every step",
        previous: { podHash: "hash2", revision: 2, disprovedBy: recorded("canary got too much") },
        play: promoted,
        expect: "succeed Promoted",
    },
    {
        name: "a revision that was judged good before, whose AnalysisRun is gone",
        before: promotedBefore,
        play: () => undefined,
        previous: { podHash: "hash2", revision: 2, verified: { outcome: "Promoted", podHash: "hash2", revision: 2 } },
        lasts: 3,
        expect: "succeed Promoted",
    },
    {
        name: "a revision that was judged good before, and another version that failed since",
        before: promotedBefore,
        play: () => undefined,
        previous: { podHash: "hash3", revision: 3, verified: { outcome: "Promoted", podHash: "hash2", revision: 2 } },
        lasts: 3,
        expect: "succeed Promoted",
    },
];

export const again: Group = { title: "A version that was there before", rows };

import type { Group, Row } from "./decisions";
import { aborted, abortedBefore } from "../../../../support/simulation/plays";

const retried = 'retry {"abort":false}';
const previous = { podHash: "hash2", revision: 2 };

const rows: Row[] = [
    {
        name: "the same version again, still aborted",
        before: abortedBefore,
        previous,
        play: () => undefined,
        expect: "fail Aborted (Aborted)",
    },
    {
        name: "the same version again, still aborted, to be retried",
        policy: { retryAborted: true },
        before: abortedBefore,
        previous,
        play: () => undefined,
        expect: "retry the aborted version",
        sent: [retried],
    },
    {
        name: "another client writes just before the retry: it is sent again for the new state",
        policy: { retryAborted: true },
        before: abortedBefore,
        previous,
        play: (simulation) => {
            simulation.answers = ["conflict"];
        },
        seconds: 1,
        expect: "wait: the rollout is Degraded: RolloutAborted: Rollout aborted update to revision 2",
        sent: [`${retried}: conflict`, retried],
    },
    {
        name: "the retried version is aborted again: one retry per update",
        policy: { retryAborted: true },
        before: abortedBefore,
        previous,
        play: (simulation) => {
            simulation.pass(1);
            simulation.rollout.setWeight(10, 1);
            simulation.rollout.abort();
            simulation.rollout.returnTraffic();
        },
        expect: "fail Aborted (Aborted)",
        sent: [retried],
    },
    {
        name: "another version was aborted before: this one is not retried",
        policy: { retryAborted: true },
        before: abortedBefore,
        previous: { ...previous, podHash: "hash0" },
        play: () => undefined,
        expect: "fail Aborted (Aborted)",
    },
    {
        name: "an abort while this gate watches is not retried",
        policy: { retryAborted: true },
        previous,
        play: (simulation) => {
            aborted(simulation);
            simulation.rollout.returnTraffic();
        },
        expect: "fail Aborted (Aborted)",
    },
    {
        name: "still aborted and paused by hand: it is not retried",
        policy: { retryAborted: true },
        before: (simulation) => {
            abortedBefore(simulation);
            simulation.rollout.pauseByHand(true);
            simulation.rollout.write({ observedGeneration: "3" });
        },
        previous,
        play: () => undefined,
        expect: "fail Aborted (Aborted)",
    },
];

export const retries: Group = { title: "A version that was aborted before", rows };

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
        name: "the same version again, still aborted, to be tried again",
        policy: { retryAborted: true },
        before: abortedBefore,
        previous,
        play: () => undefined,
        expect: "retry the aborted version",
        sent: [retried],
    },
    {
        name: "somebody writes a moment before it is tried again: it is sent again to the new state",
        policy: { retryAborted: true },
        before: abortedBefore,
        previous,
        play: (simulation) => {
            simulation.answers = ["conflict"];
        },
        lasts: 1,
        expect: "wait: the rollout is Degraded: RolloutAborted: Rollout aborted update to revision 2",
        sent: [`${retried}: conflict`, retried],
    },
    {
        name: "the retried version is aborted again: once in each update",
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
        name: "another version was aborted before: this one is not tried again",
        policy: { retryAborted: true },
        before: abortedBefore,
        previous: { ...previous, podHash: "hash0" },
        play: () => undefined,
        expect: "fail Aborted (Aborted)",
    },
    {
        name: "an abort while this gate watches is not tried again",
        policy: { retryAborted: true },
        previous,
        play: (simulation) => {
            aborted(simulation);
            simulation.rollout.returnTraffic();
        },
        expect: "fail Aborted (Aborted)",
    },
    {
        name: "still aborted and paused by hand: it is not tried again",
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

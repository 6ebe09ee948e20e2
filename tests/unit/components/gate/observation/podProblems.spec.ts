import assert from "node:assert/strict";
import { describePodProblem } from "../../../../../components/src/gate/report/podProblem";
import { podProblems } from "../../../../../components/src/gate/observation/podProblems";
import { podHashLabel, type PodObject } from "../../../../../components/src/gate/cluster/types";
import {
    containerPod,
    crashLoopingPod,
    evictedPod,
    podOf,
    runningPod,
    unschedulablePod,
    waitingPod,
    type PodStatus,
} from "../../../../support/rollout/fakePods";

const now = Date.parse("2026-03-01T06:10:00Z");
const secondsAgo = (seconds: number) => new Date(now - seconds * 1000).toISOString();
const problemsOf = (...pods: PodObject[]) => podProblems(pods, "new", now);
const inWords = (...pods: PodObject[]) => problemsOf(...pods).map((problem) => describePodProblem(problem, []));

describe("what is wrong with a pod", () => {
    const running = { startedAt: secondsAgo(45) };
    const started = { running: { startedAt: secondsAgo(3) } };
    const ended = (exitCode: number, reason = "Error", message?: string) => ({
        terminated: { exitCode, reason, ...(message === undefined ? {} : { message }) },
    });
    const rows: [name: string, status: PodStatus, expected: string[], metadata?: Partial<PodObject["metadata"]>][] = [
        ["nothing", runningPod(secondsAgo(100)), []],
        ["a crash loop", crashLoopingPod(), ["pod a: container app is in CrashLoopBackOff (exit code 1)"]],
        [
            "a crash loop for want of memory",
            crashLoopingPod(137, "OOMKilled"),
            ["pod a: container app is in CrashLoopBackOff (exit code 137, OOMKilled)"],
        ],
        [
            "a program that is done at once",
            crashLoopingPod(0, "Completed"),
            ["pod a: container app is in CrashLoopBackOff (exit code 0, Completed)"],
        ],
        [
            "a crash loop whose last run is not known",
            waitingPod("CrashLoopBackOff", "back-off 10s restarting failed container"),
            ["pod a: container app is in CrashLoopBackOff (back-off 10s restarting failed container)"],
        ],
        [
            "a program that is not there",
            containerPod({
                name: "app",
                state: { waiting: { reason: "CrashLoopBackOff" } },
                lastState: ended(128, "StartError", 'exec: "serve": executable file not found in $PATH'),
            }),
            [
                'pod a: container app is in CrashLoopBackOff (exit code 128, StartError: exec: "serve": executable file not found in $PATH)',
            ],
        ],
        [
            "a crash a moment ago",
            containerPod({ name: "app", ready: false, restartCount: 0, state: ended(1) }),
            ["pod a: container app ended with Error (exit code 1)"],
        ],
        [
            "between two crashes",
            containerPod({ name: "app", ready: false, restartCount: 2, state: started, lastState: ended(1) }),
            ["pod a: container app ended with Error (exit code 1, restarted 2 times)"],
        ],
        [
            "a crash that it has recovered from",
            containerPod({ name: "app", ready: true, restartCount: 1, state: started, lastState: ended(1) }),
            [],
        ],
        [
            "too little memory, though it serves just now",
            containerPod({
                name: "app",
                ready: true,
                restartCount: 1,
                state: started,
                lastState: ended(137, "OOMKilled"),
            }),
            ["pod a: container app was OOMKilled (exit code 137, restarted once)"],
        ],
        ["the end of a good run", containerPod({ name: "app", ready: false, state: ended(0, "Completed") }), []],
        ...["ImagePullBackOff", "ErrImagePull", "InvalidImageName", "ErrImageNeverPull"].map(
            (reason): [string, PodStatus, string[]] => [
                `no image: ${reason}`,
                waitingPod(reason, 'image "x:nope" cannot be had'),
                [`pod a: container app is in ${reason} (image "x:nope" cannot be had)`],
            ],
        ),
        [
            "no Secret for its environment",
            waitingPod("CreateContainerConfigError", 'secret "db" not found'),
            ['pod a: container app is in CreateContainerConfigError (secret "db" not found)'],
        ],
        [
            "a word that this gate does not know",
            waitingPod("RunContainerError"),
            ["pod a: container app is in RunContainerError"],
        ],
        ["no node", unschedulablePod(), ["pod a is Unschedulable (0/1 nodes are available: 1 Insufficient cpu.)"]],
        ["not looked at by the scheduler yet", { phase: "Pending" }, []],
        ["evicted", evictedPod(), ["pod a is Evicted (The node was low on resource: memory.)"]],
        [
            "evicted, whatever its containers were",
            { ...crashLoopingPod(), ...evictedPod("low on disk") },
            ["pod a is Evicted (low on disk)"],
        ],
        [
            "not ready for long",
            runningPod(secondsAgo(45), false),
            ["pod a: container app is running for 45 s but not ready"],
        ],
        ["not ready yet", runningPod(secondsAgo(30), false), []],
        [
            "no longer ready for a moment",
            {
                ...runningPod(secondsAgo(600), false),
                conditions: [{ type: "ContainersReady", status: "False", lastTransitionTime: secondsAgo(10) }],
            },
            [],
        ],
        [
            "no longer ready for long",
            {
                ...runningPod(secondsAgo(600), false),
                conditions: [{ type: "ContainersReady", status: "False", lastTransitionTime: secondsAgo(31) }],
            },
            ["pod a: container app is running for 600 s but not ready"],
        ],
        [
            "not created for long",
            waitingPod("ContainerCreating"),
            ["pod a: container app is in ContainerCreating (for 31 s)"],
            { creationTimestamp: secondsAgo(31) },
        ],
        ["not created yet", waitingPod("ContainerCreating"), [], { creationTimestamp: secondsAgo(30) }],
        ["its init containers first", waitingPod("PodInitializing"), []],
        [
            "an init container that fails",
            {
                ...waitingPod("PodInitializing"),
                initContainerStatuses: [
                    {
                        name: "migrate",
                        ready: false,
                        state: { waiting: { reason: "CrashLoopBackOff" } },
                        lastState: ended(2),
                    },
                ],
            },
            ["pod a: container migrate is in CrashLoopBackOff (exit code 2)"],
        ],
        [
            "an init container that waits for something",
            {
                ...waitingPod("PodInitializing"),
                initContainerStatuses: [
                    { name: "done", ready: true, state: ended(0, "Completed") },
                    { name: "migrate", ready: false, state: { running } },
                ],
            },
            ["pod a: container migrate is running for 45 s but not done"],
        ],
        ["another version's", crashLoopingPod(), [], { labels: { [podHashLabel]: "old" } }],
        ["on its way out", crashLoopingPod(), [], { deletionTimestamp: secondsAgo(1) }],
        ["no status at all", {}, []],
    ];
    for (const [name, status, expected, metadata] of rows) {
        it(name, () => {
            assert.deepEqual(inWords(podOf("a", status, metadata)), expected);
        });
    }

    it("says which log explains it", () => {
        const logOf = (status: PodStatus) => problemsOf(podOf("a", status)).map(({ previousLog }) => previousLog);
        assert.deepEqual(logOf(crashLoopingPod()), [true]);
        assert.deepEqual(logOf(containerPod({ name: "app", state: ended(1) })), [false]);
        assert.deepEqual(logOf(containerPod({ name: "app", state: started, lastState: ended(1) })), [true]);
        assert.deepEqual(logOf(runningPod(secondsAgo(45), false)), [false]);
    });
});

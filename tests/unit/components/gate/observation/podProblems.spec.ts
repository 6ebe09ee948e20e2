import assert from "node:assert/strict";
import { podProblems, type PodProblem } from "../../../../../components/src/gate/observation/podProblems";
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

/** A problem of the container `app` of pod `a` with its current log; `more` differs. */
function problem(differs: Pick<PodProblem, "reason" | "state"> & Partial<PodProblem>): PodProblem {
    return { pod: "a", container: "app", message: "", pods: 1, previousLog: false, ...differs };
}

/** A crash loop that the log before the last restart explains. */
function crashLoop(exit: PodProblem["exit"]): PodProblem {
    return problem({ reason: "CrashLoopBackOff", state: "waiting", exit, previousLog: true });
}

describe("the problems of a pod", () => {
    const running = { startedAt: secondsAgo(45) };
    const started = { running: { startedAt: secondsAgo(3) } };
    const ended = (exitCode: number, reason = "Error", message?: string) => ({
        terminated: { exitCode, reason, ...(message === undefined ? {} : { message }) },
    });
    const rows: [name: string, status: PodStatus, expected: PodProblem[], metadata?: Partial<PodObject["metadata"]>][] =
        [
            ["nothing", runningPod(secondsAgo(100)), []],
            ["a crash loop", crashLoopingPod(), [crashLoop({ code: 1, message: "" })]],
            [
                "a crash loop by OOMKilled",
                crashLoopingPod(137, "OOMKilled"),
                [crashLoop({ code: 137, reason: "OOMKilled", message: "" })],
            ],
            [
                "a program that exits at once",
                crashLoopingPod(0, "Completed"),
                [crashLoop({ code: 0, reason: "Completed", message: "" })],
            ],
            [
                "a crash loop whose last run is not known",
                waitingPod("CrashLoopBackOff", "back-off 10s restarting failed container"),
                [
                    problem({
                        reason: "CrashLoopBackOff",
                        state: "waiting",
                        message: "back-off 10s restarting failed container",
                    }),
                ],
            ],
            [
                "a missing program",
                containerPod({
                    name: "app",
                    state: { waiting: { reason: "CrashLoopBackOff" } },
                    lastState: ended(128, "StartError", 'exec: "serve": executable file not found in $PATH'),
                }),
                [
                    crashLoop({
                        code: 128,
                        reason: "StartError",
                        message: 'exec: "serve": executable file not found in $PATH',
                    }),
                ],
            ],
            [
                "a crash a moment ago",
                containerPod({ name: "app", ready: false, restartCount: 0, state: ended(1) }),
                [problem({ reason: "Error", state: "ended", exit: { code: 1, message: "", restarts: 0 } })],
            ],
            [
                "between two crashes",
                containerPod({ name: "app", ready: false, restartCount: 2, state: started, lastState: ended(1) }),
                [
                    problem({
                        reason: "Error",
                        state: "ended",
                        exit: { code: 1, message: "", restarts: 2 },
                        previousLog: true,
                    }),
                ],
            ],
            [
                "a crash that it has recovered from",
                containerPod({ name: "app", ready: true, restartCount: 1, state: started, lastState: ended(1) }),
                [
                    problem({
                        reason: "Error",
                        state: "ended",
                        exit: { code: 1, message: "", restarts: 1 },
                        previousLog: true,
                        recovered: true,
                    }),
                ],
            ],
            [
                "OOMKilled, though ready again",
                containerPod({
                    name: "app",
                    ready: true,
                    restartCount: 1,
                    state: started,
                    lastState: ended(137, "OOMKilled"),
                }),
                [
                    problem({
                        reason: "OOMKilled",
                        state: "ended",
                        exit: { code: 137, message: "", restarts: 1 },
                        previousLog: true,
                    }),
                ],
            ],
            ["the end of a good run", containerPod({ name: "app", ready: false, state: ended(0, "Completed") }), []],
            ...["ImagePullBackOff", "ErrImagePull", "InvalidImageName", "ErrImageNeverPull"].map(
                (reason): [string, PodStatus, PodProblem[]] => [
                    `no image: ${reason}`,
                    waitingPod(reason, 'image "x:nope" cannot be had'),
                    [problem({ reason, state: "waiting", message: 'image "x:nope" cannot be had' })],
                ],
            ),
            [
                "no Secret for its environment",
                waitingPod("CreateContainerConfigError", 'secret "db" not found'),
                [problem({ reason: "CreateContainerConfigError", state: "waiting", message: 'secret "db" not found' })],
            ],
            [
                "an unknown reason",
                waitingPod("RunContainerError"),
                [problem({ reason: "RunContainerError", state: "waiting" })],
            ],
            [
                "no node",
                unschedulablePod(),
                [
                    problem({
                        reason: "Unschedulable",
                        state: "pod",
                        container: "",
                        message: "0/1 nodes are available: 1 Insufficient cpu.",
                    }),
                ],
            ],
            [
                "evicted",
                evictedPod(),
                [
                    problem({
                        reason: "Evicted",
                        state: "pod",
                        container: "",
                        message: "The node was low on resource: memory.",
                    }),
                ],
            ],
            [
                "evicted, whatever its containers were",
                { ...crashLoopingPod(), ...evictedPod("low on disk") },
                [problem({ reason: "Evicted", state: "pod", container: "", message: "low on disk" })],
            ],
            [
                "not ready for long",
                runningPod(secondsAgo(45), false),
                [problem({ reason: "NotReady", state: "running", seconds: 45 })],
            ],
            [
                "not ready yet",
                runningPod(secondsAgo(30), false),
                [problem({ reason: "NotReady", state: "running", seconds: 30, early: true })],
            ],
            [
                "no longer ready for a moment",
                {
                    ...runningPod(secondsAgo(600), false),
                    conditions: [{ type: "ContainersReady", status: "False", lastTransitionTime: secondsAgo(10) }],
                },
                [problem({ reason: "NotReady", state: "running", seconds: 600, early: true })],
            ],
            [
                "no longer ready for long",
                {
                    ...runningPod(secondsAgo(600), false),
                    conditions: [{ type: "ContainersReady", status: "False", lastTransitionTime: secondsAgo(31) }],
                },
                [problem({ reason: "NotReady", state: "running", seconds: 600 })],
            ],
            [
                "not created for long",
                waitingPod("ContainerCreating"),
                [problem({ reason: "ContainerCreating", state: "waiting", seconds: 31 })],
                { creationTimestamp: secondsAgo(31) },
            ],
            [
                "not created yet",
                waitingPod("ContainerCreating"),
                [problem({ reason: "ContainerCreating", state: "waiting", seconds: 30, early: true })],
                { creationTimestamp: secondsAgo(30) },
            ],
            [
                "not seen by the scheduler yet",
                { phase: "Pending" },
                [problem({ reason: "Pending", state: "pod", container: "", early: true })],
            ],
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
                [{ ...crashLoop({ code: 2, message: "" }), container: "migrate" }],
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
                [problem({ reason: "NotReady", state: "running", container: "migrate", seconds: 45, init: true })],
            ],
            ["another version's", crashLoopingPod(), [], { labels: { [podHashLabel]: "old" } }],
            ["on its way out", crashLoopingPod(), [], { deletionTimestamp: secondsAgo(1) }],
            ["no status at all", {}, []],
        ];
    for (const [name, status, expected, metadata] of rows) {
        it(name, () => {
            assert.deepEqual(problemsOf(podOf("a", status, metadata)), expected);
        });
    }

    it("has Kubernetes' own message on one line, however long it is", () => {
        const [found] = problemsOf(podOf("a", waitingPod("ErrImagePull", `rpc error:\n${"x".repeat(1000)}`)));
        assert.equal(found?.message, `rpc error: ${"x".repeat(288)}…`);
    });

    it("names the log that explains it", () => {
        const logOf = (status: PodStatus) => problemsOf(podOf("a", status)).map(({ previousLog }) => previousLog);
        assert.deepEqual(logOf(crashLoopingPod()), [true]);
        assert.deepEqual(logOf(containerPod({ name: "app", state: ended(1) })), [false]);
        assert.deepEqual(logOf(containerPod({ name: "app", state: started, lastState: ended(1) })), [true]);
        assert.deepEqual(logOf(runningPod(secondsAgo(45), false)), [false]);
    });
});

describe("the problems of several pods", () => {
    const pods = [
        podOf("d", unschedulablePod()),
        podOf("c", crashLoopingPod()),
        podOf("b", waitingPod("ImagePullBackOff", "back-off")),
        podOf(
            "a",
            containerPod({ name: "app", ready: false, state: { terminated: { exitCode: 1, reason: "Error" } } }),
        ),
        podOf("e", waitingPod("ErrImagePull", "not found")),
        podOf("f", crashLoopingPod(137, "OOMKilled")),
        podOf("g", runningPod("2026-03-01T06:09:00Z", false)),
    ];
    const unschedulable = problem({ pod: "d", reason: "Unschedulable", state: "pod", container: "" });
    const expected: PodProblem[] = [
        problem({ pod: "b", reason: "ImagePullBackOff", state: "waiting", message: "back-off", pods: 2 }),
        { ...crashLoop({ code: 1, message: "" }), pod: "c", pods: 2 },
        { ...crashLoop({ code: 137, reason: "OOMKilled", message: "" }), pod: "f" },
        { ...unschedulable, message: "0/1 nodes are available: 1 Insufficient cpu." },
        problem({ pod: "g", reason: "NotReady", state: "running", seconds: 60 }),
    ];

    it("has each cause once, the most specific first", () => {
        assert.deepEqual(problemsOf(...pods), expected);
    });

    it("is the same in every order", () => {
        assert.deepEqual(problemsOf(...pods.slice().reverse()), expected);
        assert.deepEqual(problemsOf(...pods.slice(3), ...pods.slice(0, 3)), expected);
    });

    it("keeps the containers of one pod apart", () => {
        const [app] = crashLoopingPod().containerStatuses ?? [];
        assert.ok(app);
        const status = { phase: "Running", containerStatuses: [app, { ...app, name: "proxy" }] };
        const both = { ...crashLoop({ code: 1, message: "" }), pods: 2 };
        assert.deepEqual(problemsOf(podOf("a", status), podOf("b", status)), [both, { ...both, container: "proxy" }]);
    });

    it("counts pods of which none has a container", () => {
        assert.deepEqual(problemsOf(podOf("a", evictedPod("low")), podOf("b", evictedPod("low"))), [
            problem({ reason: "Evicted", state: "pod", container: "", message: "low", pods: 2 }),
        ]);
    });
});

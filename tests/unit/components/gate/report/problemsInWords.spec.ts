import assert from "node:assert/strict";
import { describePodProblem } from "../../../../../components/src/gate/report/podProblem";
import { podProblems, type PodProblem } from "../../../../../components/src/gate/observation/podProblems";
import type { PodObject } from "../../../../../components/src/gate/cluster/types";
import {
    containerPod,
    crashLoopingPod,
    evictedPod,
    podOf,
    runningPod,
    unschedulablePod,
    waitingPod,
} from "../../../../support/rollout/fakePods";

const now = Date.parse("2026-03-01T06:10:00Z");
const problemsOf = (...pods: PodObject[]) => podProblems(pods, "new", now);
const inWords = (...pods: PodObject[]) => problemsOf(...pods).map((problem) => describePodProblem(problem, []));

describe("what is wrong with several pods", () => {
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
    const expected = [
        "2 pods such as b: container app is in ImagePullBackOff (back-off)",
        "2 pods such as c: container app is in CrashLoopBackOff (exit code 1)",
        "pod f: container app is in CrashLoopBackOff (exit code 137, OOMKilled)",
        "pod d is Unschedulable (0/1 nodes are available: 1 Insufficient cpu.)",
        "pod g: container app is running for 60 s but not ready",
    ];

    it("is said once for each cause, the most telling first", () => {
        assert.deepEqual(inWords(...pods), expected);
    });

    it("is the same in every order", () => {
        assert.deepEqual(inWords(...pods.slice().reverse()), expected);
        assert.deepEqual(inWords(...pods.slice(3), ...pods.slice(0, 3)), expected);
    });

    it("keeps the containers of one pod apart", () => {
        const [app] = crashLoopingPod().containerStatuses ?? [];
        assert.ok(app);
        const status = { phase: "Running", containerStatuses: [app, { ...app, name: "proxy" }] };
        assert.deepEqual(
            problemsOf(podOf("a", status), podOf("b", status)).map(({ container: name, pods: count }) => [name, count]),
            [
                ["app", 2],
                ["proxy", 2],
            ],
        );
    });
});

describe("a pod's problem in words", () => {
    const problem: PodProblem = {
        pod: "web-1",
        container: "app",
        reason: "CrashLoopBackOff",
        message: "exit code 1",
        state: "waiting",
        pods: 1,
        previousLog: true,
    };
    const start = "pod web-1: container app is in CrashLoopBackOff (exit code 1)";
    const rows: [name: string, lines: string[], expected: string][] = [
        ["no log", [], start],
        ["one line", ["a"], `${start}; its last line: "a"`],
        ["several lines", ["a", "b"], `${start}; its last lines: "a" / "b"`],
        ["five of more lines", ["1", "2", "3", "4", "5", "6"], `${start}; its last lines: "2" / "3" / "4" / "5" / "6"`],
        ["empty lines", ["", " \t", "a"], `${start}; its last line: "a"`],
        ["colours", ["\u001b[1;31mERROR\u001b[0m no\tdatabase\r"], `${start}; its last line: "ERROR no database"`],
        ["control characters", ["a\u0007b\u009bc\u202ed\u2028e"], `${start}; its last line: "a b c d e"`],
        ["a line of 200 characters", ["x".repeat(200)], `${start}; its last line: "${"x".repeat(200)}"`],
        ["a longer line", ["x".repeat(201)], `${start}; its last line: "${"x".repeat(199)}…"`],
        ["characters of two halves", ["😀".repeat(201)], `${start}; its last line: "${"😀".repeat(199)}…"`],
    ];
    for (const [name, lines, expected] of rows) {
        it(name, () => {
            assert.equal(describePodProblem(problem, lines), expected);
        });
    }

    it("is on one line, however long Kubernetes' own message is", () => {
        const [only] = inWords(podOf("a", waitingPod("ErrImagePull", `rpc error:\n${"x".repeat(1000)}`)));
        assert.match(only ?? "", /^pod a: container app is in ErrImagePull \(rpc error: x+…\)$/);
        assert.ok((only ?? "").length < 400);
    });

    it("counts pods of which none has a container", () => {
        assert.deepEqual(inWords(podOf("a", evictedPod("low")), podOf("b", evictedPod("low"))), [
            "2 pods such as a are Evicted (low)",
        ]);
    });
});

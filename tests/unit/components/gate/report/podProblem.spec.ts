import assert from "node:assert/strict";
import type { ContainerExit, PodProblem } from "../../../../../components/src/gate/observation/podProblems";
import { describePodProblem } from "../../../../../components/src/gate/report/podProblem";

const crashLoop: PodProblem = {
    pod: "web-1",
    container: "app",
    reason: "CrashLoopBackOff",
    message: "",
    exit: { code: 1, message: "" },
    state: "waiting",
    pods: 1,
    previousLog: true,
};
const waiting: PodProblem = { ...crashLoop, exit: undefined };
const ofPod: PodProblem = { ...waiting, container: "", state: "pod", reason: "Evicted", message: "low on disk" };
const notReady: PodProblem = { ...waiting, state: "running", reason: "NotReady", seconds: 45 };
const ended = (more: Partial<ContainerExit>, reason = "Error"): PodProblem => ({
    ...crashLoop,
    state: "ended",
    reason,
    exit: { code: 1, message: "", ...more },
});

describe("the sentence about a pod's problem", () => {
    const rows: [name: string, problem: PodProblem, sentence: string][] = [
        ["a crash loop", crashLoop, "pod web-1: container app is in CrashLoopBackOff (exit code 1)"],
        [
            "several pods",
            { ...crashLoop, pods: 2 },
            "2 pods such as web-1: container app is in CrashLoopBackOff (exit code 1)",
        ],
        [
            "a crash loop with the container's reason",
            { ...crashLoop, exit: { code: 137, reason: "OOMKilled", message: "" } },
            "pod web-1: container app is in CrashLoopBackOff (exit code 137, OOMKilled)",
        ],
        [
            "a reason and a message",
            { ...crashLoop, exit: { code: 128, reason: "StartError", message: "exec: not found" } },
            "pod web-1: container app is in CrashLoopBackOff (exit code 128, StartError: exec: not found)",
        ],
        [
            "an end without an exit code",
            { ...crashLoop, exit: { message: "" } },
            "pod web-1: container app is in CrashLoopBackOff (no exit code)",
        ],
        [
            "a message of several lines",
            { ...crashLoop, exit: { code: 1, message: `rpc error:\n${"x".repeat(1000)}` } },
            `pod web-1: container app is in CrashLoopBackOff (exit code 1: rpc error: ${"x".repeat(275)}…)`,
        ],
        [
            "Kubernetes' own message",
            { ...waiting, reason: "ErrImagePull", message: "not found" },
            "pod web-1: container app is in ErrImagePull (not found)",
        ],
        ["no message", { ...waiting, reason: "RunContainerError" }, "pod web-1: container app is in RunContainerError"],
        [
            "waiting for long",
            { ...waiting, reason: "ContainerCreating", seconds: 31 },
            "pod web-1: container app is in ContainerCreating (for 31 s)",
        ],
        ["ended", ended({}), "pod web-1: container app ended with Error (exit code 1)"],
        [
            "ended several times",
            ended({ restarts: 2 }),
            "pod web-1: container app ended with Error (exit code 1, restarted 2 times)",
        ],
        [
            "OOMKilled",
            ended({ code: 137, restarts: 1 }, "OOMKilled"),
            "pod web-1: container app was OOMKilled (exit code 137, restarted once)",
        ],
        ["not ready", notReady, "pod web-1: container app is running for 45 s but not ready"],
        [
            "an init container that does not end",
            { ...notReady, container: "migrate", init: true },
            "pod web-1: container migrate is running for 45 s but not done",
        ],
        ["the pod as a whole", ofPod, "pod web-1 is Evicted (low on disk)"],
        ["several pods as a whole", { ...ofPod, pods: 2 }, "2 pods such as web-1 are Evicted (low on disk)"],
    ];
    for (const [name, problem, sentence] of rows) {
        it(name, () => {
            assert.equal(describePodProblem(problem, []), sentence);
        });
    }
});

describe("the sentence about a pod's problem, with the end of its log", () => {
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
            assert.equal(describePodProblem(crashLoop, lines), expected);
        });
    }
});

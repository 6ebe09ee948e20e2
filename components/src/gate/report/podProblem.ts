import { oneLine } from "../model/oneLine";
import type { ContainerExit, PodProblem } from "../observation/podProblems";

/**
 * Describes a problem: `pod x: container y is in CrashLoopBackOff (exit code 1); its last lines: "a" / "b"`.
 * `logLines`: the container's, oldest first; at most five are shown.
 */
export function describePodProblem(problem: PodProblem, logLines: readonly string[]): string {
    const { pod, container, reason, state, pods, seconds = 0, init } = problem;
    const who = pods === 1 ? `pod ${pod}` : `${pods} pods such as ${pod}`;
    const message = messageOf(problem);
    const details = message === "" ? "" : ` (${message})`;
    const what = {
        pod: `${who} ${pods === 1 ? "is" : "are"} ${reason}${details}`,
        waiting: `${who}: container ${container} is in ${reason}${details}`,
        ended: `${who}: container ${container} ${reason === "OOMKilled" ? "was" : "ended with"} ${reason}${details}`,
        running: `${who}: container ${container} is running for ${seconds} s but not ${init ? "done" : "ready"}`,
    }[state];
    const lines = logLines.map((line) => oneLine(line, 200)).filter((line) => line !== "");
    const shown = lines.slice(-5).map((line) => `"${line}"`);
    return shown.length === 0 ? what : `${what}; its last line${shown.length === 1 ? "" : "s"}: ${shown.join(" / ")}`;
}

/** Returns a problem without the container's last message, which the kubelet may have taken from its log. */
export function withoutOutput({ exit, ...problem }: PodProblem): PodProblem {
    return exit === undefined ? problem : { ...problem, exit: { ...exit, message: "" } };
}

function messageOf({ message, exit, seconds }: PodProblem): string {
    if (exit !== undefined) {
        return describeExit(exit);
    }
    return message === "" && seconds !== undefined ? `for ${seconds} s` : message;
}

/** Describes an exit: "exit code 137, OOMKilled, restarted 2 times". */
function describeExit({ code, reason, message, restarts = 0 }: ContainerExit): string {
    const exit = code === undefined ? "no exit code" : `exit code ${code}`;
    const detail = message.trim() === "" ? "" : `: ${message}`;
    const again = restarts === 0 ? "" : restarts === 1 ? ", restarted once" : `, restarted ${restarts} times`;
    return `${oneLine(`${exit}${reason === undefined ? "" : `, ${reason}`}${detail}`)}${again}`;
}

import { podHashLabel, type ContainerStatus, type PodObject, type TerminatedState } from "../cluster/types";
import { oneLine } from "../model/oneLine";
import { containerMs } from "../model/gracePeriods";

/** Something that keeps pods of one version from serving. */
export interface PodProblem {
    /** The first pod that has it, by name. */
    readonly pod: string;
    /** Empty where it is about the pod as a whole. */
    readonly container: string;
    /** Kubernetes' word for it, such as CrashLoopBackOff, Unschedulable, OOMKilled; NotReady is ours. */
    readonly reason: string;
    /** What Kubernetes says beside the word, on one line; may be empty. */
    readonly message: string;
    readonly state: "waiting" | "ended" | "running" | "pod";
    /** How many pods have it. */
    readonly pods: number;
    /** Whether the log that explains it is that of the run before the container's last restart. */
    readonly previousLog: boolean;
}

/** A problem before it is counted; problems of one cause and container are one. */
interface Finding extends Omit<PodProblem, "pods"> {
    readonly cause: string;
    readonly rank: number;
}

/**
 * What is wrong with the pods of one version, the most telling first; the same pods give the same answer in any order.
 * Pods that are being deleted are not looked at.
 */
export function podProblems(pods: readonly PodObject[], podHash: string, now: number): PodProblem[] {
    const ours = pods.filter(
        ({ metadata }) => metadata.labels?.[podHashLabel] === podHash && metadata.deletionTimestamp === undefined,
    );
    const findings = ours.flatMap((pod) => [...podFindings(pod), ...containerFindings(pod, now)]);
    findings.sort((a, b) => a.rank - b.rank || compare(a.pod, b.pod) || compare(a.container, b.container));
    const problems = new Map<string, Finding & { readonly found: Set<string> }>();
    for (const finding of findings) {
        const key = `${finding.cause} ${finding.container}`;
        const known = problems.get(key) ?? { ...finding, found: new Set<string>() };
        known.found.add(finding.pod);
        problems.set(key, known);
    }
    return [...problems.values()].map(({ pod, container, reason, message, state, previousLog, found }) => ({
        ...{ pod, container, reason, message, state, previousLog },
        pods: found.size,
    }));
}

function compare(a: string, b: string): number {
    return a < b ? -1 : a > b ? 1 : 0;
}

function podFindings({ metadata, status = {} }: PodObject): Finding[] {
    const finding = (reason: string, message = "") => ({
        ...{ pod: metadata.name, container: "", reason, cause: reason, message: oneLine(message), rank: 3 },
        ...{ state: "pod" as const, previousLog: false },
    });
    const scheduled = status.conditions?.find(({ type }) => type === "PodScheduled");
    return [
        // Evicted, and whatever else ends a pod for good: its containers' states are gone or do not matter.
        ...(hasFailed(status) ? [finding(status.reason ?? "", status.message)] : []),
        ...(scheduled?.status === "False" && scheduled.reason === "Unschedulable"
            ? [finding("Unschedulable", scheduled.message)]
            : []),
    ];
}

function hasFailed({ phase, reason }: NonNullable<PodObject["status"]>): boolean {
    return phase === "Failed" && reason !== undefined;
}

function containerFindings(pod: PodObject, now: number): Finding[] {
    const { initContainerStatuses = [], containerStatuses = [] } = pod.status ?? {};
    if (hasFailed(pod.status ?? {})) {
        return [];
    }
    return [...initContainerStatuses, ...containerStatuses].flatMap((container) => {
        const found =
            waitingFinding(pod, container, now) ?? endedFinding(container) ?? unreadyFinding(pod, container, now);
        return found === undefined ? [] : [{ pod: pod.metadata.name, container: container.name, ...found }];
    });
}

type Found = Omit<Finding, "pod" | "container"> | undefined;

function waitingFinding(pod: PodObject, { state, lastState }: ContainerStatus, now: number): Found {
    const { reason = "", message = "" } = state?.waiting ?? {};
    if (reason === "CrashLoopBackOff") {
        const ended = lastState?.terminated;
        const why = ended === undefined ? oneLine(message) : endInWords(ended);
        const cause = ended?.reason ?? "Error";
        return { reason, cause, message: why, rank: 1, state: "waiting", previousLog: ended !== undefined };
    }
    if (reason === "ContainerCreating") {
        // Large images, and volumes that never come; the latter are told by the pod's events.
        const seconds = secondsSince(pod.metadata.creationTimestamp, now);
        const long = seconds * 1000 > containerMs;
        const says = `for ${String(seconds)} s`;
        return long
            ? { reason, cause: reason, message: says, rank: 5, state: "waiting", previousLog: false }
            : undefined;
    }
    if (reason === "" || reason === "PodInitializing") {
        return undefined;
    }
    // The kubelet tries, fails and backs off in turn: one cause under two names.
    const cause = reason === "ErrImagePull" ? "ImagePullBackOff" : reason;
    return { reason, cause, message: oneLine(message), rank: 0, state: "waiting", previousLog: false };
}

function endedFinding({ ready, restartCount = 0, state, lastState }: ContainerStatus): Found {
    const ended = state?.terminated;
    if (ended !== undefined && ended.exitCode !== 0) {
        return endFinding(ended, restartCount, false);
    }
    // Between two crashes a container runs for a moment. One that recovered is fine, but not one that wants memory.
    const before = lastState?.terminated;
    const matters = before?.reason === "OOMKilled" || (ready !== true && before !== undefined && before.exitCode !== 0);
    return state?.running !== undefined && before !== undefined && matters
        ? endFinding(before, restartCount, true)
        : undefined;
}

function endFinding(ended: TerminatedState, restarts: number, previousLog: boolean): Found {
    const reason = ended.reason ?? "Error";
    const again = restarts === 0 ? "" : restarts === 1 ? ", restarted once" : `, restarted ${String(restarts)} times`;
    const message = `${endInWords({ ...ended, reason: "Error" })}${again}`;
    return { reason, cause: reason, message, rank: 2, state: "ended", previousLog };
}

/** "exit code 137, OOMKilled". */
function endInWords({ exitCode, reason = "Error", message = "" }: TerminatedState): string {
    const code = exitCode === undefined ? "no exit code" : `exit code ${String(exitCode)}`;
    const says = message.trim() === "" ? "" : `: ${message}`;
    return oneLine(`${code}${reason === "Error" ? "" : `, ${reason}`}${says}`);
}

function unreadyFinding(pod: PodObject, { name, ready, state }: ContainerStatus, now: number): Found {
    if (state?.running === undefined || ready === true) {
        return undefined;
    }
    const isInit = pod.status?.initContainerStatuses?.some((container) => container.name === name) === true;
    const startedAt = state.running.startedAt;
    // One that was ready before is not at fault since its start.
    const turned = pod.status?.conditions?.find(({ type }) => type === "ContainersReady")?.lastTransitionTime;
    const seconds = secondsSince(startedAt, now);
    if (Math.min(seconds, isInit ? Infinity : secondsSince(turned ?? startedAt, now)) * 1000 <= containerMs) {
        return undefined;
    }
    const message = `running for ${String(seconds)} s but not ${isInit ? "done" : "ready"}`;
    return { reason: "NotReady", cause: "NotReady", message, rank: 4, state: "running", previousLog: false };
}

function secondsSince(time: string | undefined, now: number): number {
    return Math.floor((now - Date.parse(time ?? "")) / 1000) || 0;
}

/**
 * A problem for people: `pod x: container y is in CrashLoopBackOff (exit code 1); its last lines: "a" / "b"`.
 * `logLines`: the container's, oldest first; at most five are shown.
 */
export function problemInWords(problem: PodProblem, logLines: readonly string[]): string {
    const { pod, container, reason, message, state, pods } = problem;
    const who = pods === 1 ? `pod ${pod}` : `${String(pods)} pods such as ${pod}`;
    const details = message === "" ? "" : ` (${message})`;
    const what = {
        pod: `${who} ${pods === 1 ? "is" : "are"} ${reason}${details}`,
        waiting: `${who}: container ${container} is in ${reason}${details}`,
        ended: `${who}: container ${container} ${reason === "OOMKilled" ? "was" : "ended with"} ${reason}${details}`,
        running: `${who}: container ${container} is ${message}`,
    }[state];
    const lines = logLines.map((line) => oneLine(line, 200)).filter((line) => line !== "");
    const shown = lines.slice(-5).map((line) => `"${line}"`);
    return shown.length === 0 ? what : `${what}; its last line${shown.length === 1 ? "" : "s"}: ${shown.join(" / ")}`;
}

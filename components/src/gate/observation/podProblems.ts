import { podHashLabel, type ContainerStatus, type PodObject, type TerminatedState } from "../cluster/types";
import { oneLine } from "../model/oneLine";
import { containerMs } from "../model/gracePeriods";

/** A problem that keeps pods of one version from serving. */
export interface PodProblem {
    /** The first pod that has it, by name. */
    readonly pod: string;
    /** Empty for a problem of the whole pod. */
    readonly container: string;
    /** Kubernetes' reason, such as CrashLoopBackOff, Unschedulable, OOMKilled; NotReady is ours. */
    readonly reason: string;
    /** Kubernetes' own message, on one line; may be empty. */
    readonly message: string;
    /** The end of the container, if it explains the problem. */
    readonly exit?: ContainerExit;
    /** Time for which a container has been waiting or not ready. */
    readonly seconds?: number;
    /** An init container, which should end. */
    readonly init?: boolean;
    readonly state: "waiting" | "ended" | "running" | "pod";
    /** The number of pods that have it. */
    readonly pods: number;
    /** True if the log of the run before the container's last restart explains it. */
    readonly previousLog: boolean;
    /** A state of every start, in its first 30 s: no problem of a version in progress, but where a failed one stood. */
    readonly early?: true;
    /** A crash after which the pod serves again: no problem of a version in progress, but it explains what is missing. */
    readonly recovered?: true;
}

/** The end of a container's run. */
export interface ContainerExit {
    readonly code?: number;
    /** Kubernetes' reason, if it is more specific than the problem's. */
    readonly reason?: string;
    readonly message: string;
    /** The number of restarts of the container, if relevant. */
    readonly restarts?: number;
}

/** A problem of one pod; those of one cause and container are merged. */
interface PodFault extends Omit<PodProblem, "pods"> {
    readonly cause: string;
    readonly rank: number;
}

/**
 * Returns the problems of one version's pods, the most informative first, independent of the order of the pods. Pods
 * that are being deleted are ignored.
 */
export function podProblems(pods: readonly PodObject[], podHash: string, now: number): PodProblem[] {
    const ours = pods.filter(
        ({ metadata }) => metadata.labels?.[podHashLabel] === podHash && metadata.deletionTimestamp === undefined,
    );
    const faults = ours.flatMap((pod) => [...podFaults(pod), ...containerFaults(pod, now)]);
    faults.sort((a, b) => a.rank - b.rank || compare(a.pod, b.pod) || compare(a.container, b.container));
    const problems = new Map<string, { readonly first: PodFault; readonly found: Set<string> }>();
    for (const fault of faults) {
        const key = `${fault.cause} ${fault.container} ${String(fault.early)} ${String(fault.recovered)}`;
        const known = problems.get(key) ?? { first: fault, found: new Set<string>() };
        known.found.add(fault.pod);
        problems.set(key, known);
    }
    return [...problems.values()].map(({ first, found }) => problemOf(first, found.size));
}

/** Behind every problem. */
const earlyRank = 6;
const recoveredRank = 7;

function problemOf({ exit, seconds, init, early, recovered, ...fault }: PodFault, pods: number): PodProblem {
    const { pod, container, reason, message, state, previousLog } = fault;
    return {
        ...{ pod, container, reason, message, state, previousLog, pods },
        ...(exit === undefined ? {} : { exit }),
        ...(seconds === undefined ? {} : { seconds }),
        ...(init === undefined ? {} : { init }),
        ...(early === undefined ? {} : { early }),
        ...(recovered === undefined ? {} : { recovered }),
    };
}

function compare(a: string, b: string): number {
    return a < b ? -1 : a > b ? 1 : 0;
}

function podFaults({ metadata, status = {} }: PodObject): PodFault[] {
    const { phase, containerStatuses = [], initContainerStatuses = [] } = status;
    const fault = (reason: string, message = "") => ({
        ...{ pod: metadata.name, container: "", reason, cause: reason, message: oneLine(message), rank: 3 },
        ...{ state: "pod" as const, previousLog: false },
    });
    const scheduled = status.conditions?.find(({ type }) => type === "PodScheduled");
    const unschedulable = scheduled?.status === "False" && scheduled.reason === "Unschedulable";
    const untouched = containerStatuses.length + initContainerStatuses.length === 0;
    return [
        // Evicted, or otherwise ended for good: the states of its containers are gone or do not matter.
        ...(hasFailed(status) ? [fault(status.reason ?? "", status.message)] : []),
        ...(unschedulable ? [fault("Unschedulable", scheduled.message)] : []),
        ...(phase === "Pending" && untouched && !unschedulable
            ? [{ ...fault("Pending"), rank: earlyRank, early: true as const }]
            : []),
    ];
}

function hasFailed({ phase, reason }: NonNullable<PodObject["status"]>): boolean {
    return phase === "Failed" && reason !== undefined;
}

function containerFaults(pod: PodObject, now: number): PodFault[] {
    const { initContainerStatuses = [], containerStatuses = [] } = pod.status ?? {};
    if (hasFailed(pod.status ?? {})) {
        return [];
    }
    return [...initContainerStatuses, ...containerStatuses].flatMap((container) => {
        const found = waitingFault(pod, container, now) ?? endedFault(container) ?? unreadyFault(pod, container, now);
        return found === undefined ? [] : [{ pod: pod.metadata.name, container: container.name, ...found }];
    });
}

type Found = Omit<PodFault, "pod" | "container"> | undefined;

function waitingFault(pod: PodObject, { state, lastState }: ContainerStatus, now: number): Found {
    const { reason = "", message = "" } = state?.waiting ?? {};
    if (reason === "CrashLoopBackOff") {
        const ended = lastState?.terminated;
        const cause = ended?.reason ?? "Error";
        const fault = { reason, cause, rank: 1, state: "waiting", previousLog: ended !== undefined } as const;
        return ended === undefined
            ? { ...fault, message: oneLine(message) }
            : { ...fault, message: "", exit: exitOf(ended) };
    }
    if (reason === "ContainerCreating") {
        // Large images, or volumes that are never mounted; the pod's events report the latter.
        const seconds = secondsSince(pod.metadata.creationTimestamp, now);
        const fault = { reason, cause: reason, message: "", seconds, state: "waiting", previousLog: false } as const;
        return { ...fault, ...rankByAge(seconds, 5) };
    }
    if (reason === "" || reason === "PodInitializing") {
        return undefined;
    }
    // The kubelet tries, fails and backs off in turn: one cause under two names.
    const cause = reason === "ErrImagePull" ? "ImagePullBackOff" : reason;
    return { reason, cause, message: oneLine(message), rank: 0, state: "waiting", previousLog: false };
}

function endedFault({ ready, restartCount = 0, state, lastState }: ContainerStatus): Found {
    const ended = state?.terminated;
    if (ended !== undefined && ended.exitCode !== 0) {
        return endFault(ended, restartCount, false);
    }
    // Between two crashes a container runs for a moment. One that recovered is fine, unless it was out of memory.
    const before = lastState?.terminated;
    if (state?.running === undefined || before === undefined) {
        return undefined;
    }
    const fault = endFault(before, restartCount, true);
    if (before.reason === "OOMKilled") {
        return fault;
    }
    const recovered = ready === true ? { rank: recoveredRank, recovered: true as const } : {};
    return before.exitCode === 0 ? undefined : { ...fault, ...recovered };
}

function endFault(ended: TerminatedState, restarts: number, previousLog: boolean): NonNullable<Found> {
    const reason = ended.reason ?? "Error";
    const exit = { ...exitOf({ ...ended, reason: "Error" }), restarts };
    return { reason, cause: reason, message: "", exit, rank: 2, state: "ended", previousLog };
}

function exitOf({ exitCode, reason = "Error", message = "" }: TerminatedState): ContainerExit {
    return {
        ...(exitCode === undefined ? {} : { code: exitCode }),
        ...(reason === "Error" ? {} : { reason }),
        message,
    };
}

function unreadyFault(pod: PodObject, { name, ready, state }: ContainerStatus, now: number): Found {
    if (state?.running === undefined || ready === true) {
        return undefined;
    }
    const isInit = pod.status?.initContainerStatuses?.some((container) => container.name === name) === true;
    const startedAt = state.running.startedAt;
    // A container that was ready before counts from its loss of readiness.
    const turned = pod.status?.conditions?.find(({ type }) => type === "ContainersReady")?.lastTransitionTime;
    const seconds = secondsSince(startedAt, now);
    const unready = Math.min(seconds, isInit ? Infinity : secondsSince(turned ?? startedAt, now));
    const fault = { reason: "NotReady", cause: "NotReady", state: "running", previousLog: false } as const;
    return { ...fault, message: "", seconds, ...(isInit ? { init: true } : {}), ...rankByAge(unready, 4) };
}

/** Returns `rank`, or that of an early state. */
function rankByAge(seconds: number, rank: number): Pick<PodFault, "rank" | "early"> {
    return seconds * 1000 > containerMs ? { rank } : { rank: earlyRank, early: true };
}

function secondsSince(time: string | undefined, now: number): number {
    return Math.floor((now - Date.parse(time ?? "")) / 1000) || 0;
}

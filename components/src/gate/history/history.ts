import { isCompleted, seenAnalyses, type Analysis } from "../observation/analysis";
import type { PodProblem } from "../observation/podProblems";
import { isInconclusive, isStepPause, lacksStablePods, type Observation } from "../observation/observe";
import type { GateErrorCode, Previous } from "../model/outcome";
import { pausesAfter, pausesWith, withoutSilence, type Pause, type PauseVerdict } from "./pauses";
import { betweenWritesMs, type Patience } from "../model/policy";
import { commonWeight, misrouted } from "../observation/routedWeight";

/** A weight that every canary Ingress had, and when it was first seen. */
export interface SeenWeight {
    readonly weight: number;
    readonly at: number;
}

/** A write of this gate into the Rollout's status. */
export interface Sent {
    readonly kind: "promote" | "abort" | "retry";
    readonly stepIndex: number;
    /** The state that it was meant for. */
    readonly resourceVersion: string;
    readonly at: number;
    /** Whether it met that state; undefined while no answer has come. */
    readonly applied?: boolean;
    /** Why there is none, where the cluster said so. */
    readonly error?: string;
}

/** The states that are judged by how long they last. */
export type Lasting =
    "missing" | "unobserved" | "invalid" | "aborted" | "inconclusive" | "unpausing" | "misrouted" | "healthy";

/** What the gate has to remember, because a single observation does not tell it. */
export interface Memory {
    readonly startedAt: number;
    readonly previous: Previous | undefined;
    /** The version that this gate watches: the first one that the controller reported for our generation. */
    readonly podHash: string | undefined;
    /** The step at which it was when first seen. */
    readonly joinedStep: number;
    /** The stable version at that moment; empty on a first deploy. */
    readonly firstStableHash: string;
    /** The last step before an abort, which resets the rollout's own index. */
    readonly lastStep: number;
    readonly weights: readonly SeenWeight[];
    /** The pauses that this gate saw, with what was measured in them. */
    readonly pauses: readonly Pause[];
    /** The watch was interrupted so long that writes may have been missed. */
    readonly gap: boolean;
    /** The AnalysisRuns as last seen, also those that have ended and are gone. */
    readonly analyses: readonly Analysis[];
    readonly promoteFull: boolean;
    readonly stepsRan: boolean;
    /** It was seen on its way, neither promoted nor aborted yet. */
    readonly watched: boolean;
    /** This gate's last write. */
    readonly sent: Sent | undefined;
    readonly retried: boolean;
    /** When this gate last asked for the AnalysisRun of a first deploy. */
    readonly verifiedAt: number | undefined;
    /** The AnalysisRun of a first deploy that an earlier gate saw end badly: this one measures again. */
    readonly badEarlierRun: string | undefined;
    /** Why this gate aborted the rollout. */
    readonly abort:
        { readonly code: GateErrorCode; readonly details: readonly string[]; readonly at: number } | undefined;
    /** When the cluster was heard again after a silence; what happened meanwhile comes a moment later. */
    readonly heardAgainAt: number;
    /** The abort that this gate asked for was seen to be done: what comes after it is somebody's decision. */
    readonly abortDone: boolean;
    /**
     * By when the stable version has all its pods, as far as is known, where an abort has found it without some. The
     * controller returns the traffic only as they come; see {@link stableBy}.
     */
    readonly stableBy: number;
    /** The pods' problems and the controller's warnings, as they were before an abort took the pods away. */
    readonly podProblems: readonly PodProblem[];
    readonly warnings: readonly string[];
    /** Since when a state lasts that gets a grace period. */
    readonly since: Readonly<Partial<Record<Lasting, number>>>;
}

/** The memory of a gate that has seen nothing yet. */
export function emptyMemory(startedAt: number, previous: Previous | undefined): Memory {
    return {
        startedAt,
        previous,
        podHash: undefined,
        joinedStep: 0,
        firstStableHash: "",
        lastStep: 0,
        weights: [],
        pauses: [],
        gap: false,
        analyses: [],
        promoteFull: false,
        stepsRan: false,
        watched: false,
        sent: undefined,
        retried: false,
        verifiedAt: undefined,
        badEarlierRun: undefined,
        abort: undefined,
        heardAgainAt: -Infinity,
        abortDone: false,
        stableBy: -Infinity,
        podProblems: [],
        warnings: [],
        since: {},
    };
}

/**
 * When this gate ends at the latest. An abort that it has asked for gets two minutes more, without the time in which
 * the cluster was not heard, or the stable version's pods were still to come; the cluster is waited for until the
 * user's deadline.
 */
export function deadlineOf(
    { startedAt, abort, heardAgainAt, stableBy: stable }: Memory,
    { timeoutMs, abortMs }: Patience,
    heard: boolean,
): number {
    const end = startedAt + timeoutMs;
    if (abort === undefined) {
        return end;
    }
    const since = Math.max(abort.at, Math.min(heardAgainAt, end), stable) + 2 * abortMs;
    return heard ? since : Math.max(end, since);
}

/** The memory after one more observation. Called for every single event, so that no weight is skipped. */
export function remember(memory: Memory, observation: Observation | undefined, now: number): Memory {
    const since = lastingSince(memory.since, observation, now);
    if (observation === undefined || !observation.generationObserved || !observation.templateObserved) {
        return { ...memory, since };
    }
    // On a scaling event the controller writes the new generation with the old hash (syncReplicasOnly): a version that
    // has only been seen at rest, and not for long, may not be this generation's yet.
    const atRestMs = memory.watched ? Infinity : now - (memory.since.healthy ?? -Infinity);
    const unsure = atRestMs < betweenWritesMs && memory.heardAgainAt === -Infinity;
    const first = memory.podHash === undefined || (unsure && memory.podHash !== observation.podHash);
    const podHash = first ? observation.podHash : memory.podHash;
    if (podHash !== observation.podHash) {
        return { ...memory, since };
    }
    const promoted = observation.podHash === observation.stableHash;
    const settled = promoted || observation.aborted;
    const { stepIndex } = observation;
    const weight = commonWeight(observation);
    const last = memory.weights.at(-1);
    const weights =
        weight === undefined || last?.weight === weight ? memory.weights : [...memory.weights, { weight, at: now }];
    // A version that somebody, or this gate, tries again starts anew.
    const joins = first || (!memory.watched && !settled);
    const explained = settled && memory.watched;
    return {
        ...memory,
        since,
        podHash,
        joinedStep: joins ? (settled ? observation.steps.length : stepIndex) : memory.joinedStep,
        firstStableHash: first ? observation.stableHash : memory.firstStableHash,
        // Argo resets the index to 0 with the abort, and weights below come from before it.
        lastStep: observation.aborted ? memory.lastStep : stepIndex,
        badEarlierRun: first ? badInitialRun(observation) : memory.badEarlierRun,
        weights,
        pauses: pausesAfter(memory, observation, now),
        analyses: seenAnalyses(observation.analyses, first ? [] : memory.analyses),
        watched: memory.watched || !settled,
        abortDone:
            memory.abortDone || (memory.abort !== undefined && observation.aborted && observation.abortMessage !== ""),
        stableBy: stableBy({ ...memory, since }, observation, now),
        promoteFull: memory.promoteFull || observation.promoteFull,
        stepsRan:
            memory.stepsRan ||
            (!settled && observation.stableHash !== "" && stepIndex > 0 && stepIndex < observation.steps.length),
        podProblems: explained ? memory.podProblems : observation.podProblems,
        warnings: explained && observation.warnings.length === 0 ? memory.warnings : observation.warnings,
    };
}

/** Since when each of these states lasts, after one more observation. */
function lastingSince(before: Memory["since"], o: Observation | undefined, now: number): Memory["since"] {
    const observed = o?.generationObserved === true;
    const states: Record<Lasting, boolean> = {
        missing: o === undefined,
        unobserved: o !== undefined && !observed,
        invalid: observed && o.invalidSpec !== undefined,
        aborted: observed && o.aborted,
        inconclusive: observed && isInconclusive(o),
        unpausing: observed && o.unpausing,
        misrouted: observed && isStepPause(o) && misrouted(o).length > 0,
        healthy: observed && o.phase === "Healthy" && o.podHash === o.stableHash,
    };
    const since: Partial<Record<Lasting, number>> = {};
    for (const state of Object.keys(states) as Lasting[]) {
        if (states[state]) {
            since[state] = before[state] ?? now;
        }
    }
    return since;
}

/**
 * Pods get the time to become available that every pod of the rollout gets. With dynamicStableScale the stable version
 * has only as many as its traffic needs, and otherwise it may have lost some, or an autoscaler has just asked for more.
 */
function stableBy({ since, stableBy: before }: Memory, o: Observation, now: number): number {
    if (!o.aborted) {
        return -Infinity;
    }
    return lacksStablePods(o) ? (since.aborted ?? now) + o.progressDeadlineMs : Math.min(before, now);
}

function badInitialRun({ analyses }: Observation): string | undefined {
    return analyses.find(({ kind, phase }) => kind === "Initial" && isCompleted(phase) && phase !== "Successful")?.name;
}

/** The memory with a write that is about to be sent. */
export function rememberSent(memory: Memory, sent: Sent): Memory {
    return { ...memory, sent, retried: memory.retried || sent.kind === "retry" };
}

/** The memory when the cluster is heard again: what may have changed unheard did not last meanwhile. */
export function rememberRecovery(memory: Memory, now: number): Memory {
    const since = Object.fromEntries(Object.keys(memory.since).map((state) => [state, now]));
    return { ...memory, since, heardAgainAt: now, pauses: memory.pauses.map(withoutSilence) };
}

/** The memory with what was found out about a pause. */
export function withVerdict(memory: Memory, stepIndex: number, verdict: PauseVerdict, now: number): Memory {
    return { ...memory, pauses: pausesWith(memory.pauses, stepIndex, verdict, now) };
}

import { isCompleted, seenAnalyses, type Analysis } from "../observation/analysis";
import type { PodProblem } from "../observation/podProblems";
import {
    isInconclusive,
    isStepPause,
    lacksStablePods,
    type Observation,
    isFullyPromoted,
} from "../observation/observe";
import type { Finding, WriteKind } from "../model/finding";
import type { GateErrorCode } from "../model/outcome";
import type { Previous } from "../model/previous";
import { pausesAfter, pausesWithResult, withoutSilence, type Pause, type ShareResult } from "./pauses";
import { betweenWritesMs, type GracePeriods } from "../model/gracePeriods";
import { commonWeight, misrouted } from "../observation/routedWeight";

/** A weight that every canary Ingress had, and when it was first seen. */
export interface SeenWeight {
    readonly weight: number;
    readonly at: number;
}

/** A write of this gate into the Rollout's status. */
export interface Sent {
    readonly kind: WriteKind;
    readonly stepIndex: number;
    /** The state that it was meant for. */
    readonly resourceVersion: string;
    readonly at: number;
    /** Whether it met that state; undefined while no answer has come. */
    readonly applied?: boolean;
    /** Why there is none, where the cluster said so. */
    readonly error?: string;
}

/** The states that have a grace period. */
export type TimedState =
    "missing" | "unobserved" | "invalid" | "aborted" | "inconclusive" | "unpausing" | "misrouted" | "healthy";

/** The course of a rollout so far: what a single observation does not show. */
export interface RolloutHistory {
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
        { readonly code: GateErrorCode; readonly findings: readonly Finding[]; readonly at: number } | undefined;
    /** When the cluster answered again after an outage; what happened meanwhile comes a moment later. */
    readonly reconnectedAt: number;
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
    /** Since when each state with a grace period persists. */
    readonly since: Readonly<Partial<Record<TimedState, number>>>;
}

/** The history of a gate that has seen nothing yet. */
export function emptyHistory(startedAt: number, previous: Previous | undefined): RolloutHistory {
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
        reconnectedAt: -Infinity,
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
    { startedAt, abort, reconnectedAt, stableBy: stable }: RolloutHistory,
    { timeoutMs, abortMs }: GracePeriods,
    heard: boolean,
): number {
    const end = startedAt + timeoutMs;
    if (abort === undefined) {
        return end;
    }
    const since = Math.max(abort.at, Math.min(reconnectedAt, end), stable) + 2 * abortMs;
    return heard ? since : Math.max(end, since);
}

/** The history after one more observation. Called for every single event, so that no weight is skipped. */
export function withObservation(
    history: RolloutHistory,
    observation: Observation | undefined,
    now: number,
): RolloutHistory {
    const since = timedStatesSince(history.since, observation, now);
    if (observation === undefined || !observation.generationObserved || !observation.templateObserved) {
        return { ...history, since };
    }
    // On a scaling event the controller writes the new generation with the old hash (syncReplicasOnly): a version that
    // has only been seen at rest, and not for long, may not be this generation's yet.
    const atRestMs = history.watched ? Infinity : now - (history.since.healthy ?? -Infinity);
    const unsure = atRestMs < betweenWritesMs && history.reconnectedAt === -Infinity;
    const first = history.podHash === undefined || (unsure && history.podHash !== observation.podHash);
    const podHash = first ? observation.podHash : history.podHash;
    if (podHash !== observation.podHash) {
        return { ...history, since };
    }
    const promoted = isFullyPromoted(observation);
    const settled = promoted || observation.aborted;
    const { stepIndex } = observation;
    const weight = commonWeight(observation);
    const last = history.weights.at(-1);
    const weights =
        weight === undefined || last?.weight === weight ? history.weights : [...history.weights, { weight, at: now }];
    // A version that somebody, or this gate, tries again starts anew.
    const joins = first || (!history.watched && !settled);
    const explained = settled && history.watched;
    return {
        ...history,
        since,
        podHash,
        joinedStep: joins ? (settled ? observation.steps.length : stepIndex) : history.joinedStep,
        firstStableHash: first ? observation.stableHash : history.firstStableHash,
        // Argo resets the index to 0 with the abort, and weights below come from before it.
        lastStep: observation.aborted ? history.lastStep : stepIndex,
        badEarlierRun: first ? badInitialRun(observation) : history.badEarlierRun,
        weights,
        pauses: pausesAfter(history, observation, now),
        analyses: seenAnalyses(observation.analyses, first ? [] : history.analyses),
        watched: history.watched || !settled,
        abortDone:
            history.abortDone ||
            (history.abort !== undefined && observation.aborted && observation.abortCause !== undefined),
        stableBy: stableBy({ ...history, since }, observation, now),
        promoteFull: history.promoteFull || observation.promoteFull,
        stepsRan:
            history.stepsRan ||
            (!settled && observation.stableHash !== "" && stepIndex > 0 && stepIndex < observation.steps.length),
        podProblems: explained ? history.podProblems : observation.podProblems,
        warnings: explained && observation.warnings.length === 0 ? history.warnings : observation.warnings,
    };
}

/** Since when each of these states lasts, after one more observation. */
function timedStatesSince(
    before: RolloutHistory["since"],
    o: Observation | undefined,
    now: number,
): RolloutHistory["since"] {
    const observed = o?.generationObserved === true;
    const states: Record<TimedState, boolean> = {
        missing: o === undefined,
        unobserved: o !== undefined && !observed,
        invalid: observed && o.invalidSpec !== undefined,
        aborted: observed && o.aborted,
        inconclusive: observed && isInconclusive(o),
        unpausing: observed && o.unpausing,
        misrouted: observed && isStepPause(o) && misrouted(o).length > 0,
        healthy: observed && o.phase === "Healthy" && isFullyPromoted(o),
    };
    const since: Partial<Record<TimedState, number>> = {};
    for (const state of Object.keys(states) as TimedState[]) {
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
function stableBy({ since, stableBy: before }: RolloutHistory, o: Observation, now: number): number {
    if (!o.aborted) {
        return -Infinity;
    }
    return lacksStablePods(o) ? (since.aborted ?? now) + o.progressDeadlineMs : Math.min(before, now);
}

function badInitialRun({ analyses }: Observation): string | undefined {
    return analyses.find(({ kind, phase }) => kind === "Initial" && isCompleted(phase) && phase !== "Successful")?.name;
}

/** The history with a write that is about to be sent. */
export function withSentWrite(history: RolloutHistory, sent: Sent): RolloutHistory {
    return { ...history, sent, retried: history.retried || sent.kind === "retry" };
}

/** The history after a reconnect: what may have changed meanwhile did not persist. */
export function withReconnection(history: RolloutHistory, now: number): RolloutHistory {
    const since = Object.fromEntries(Object.keys(history.since).map((state) => [state, now]));
    return { ...history, since, reconnectedAt: now, pauses: history.pauses.map(withoutSilence) };
}

/** The history with what was found out about a pause. */
export function withShareResult(
    history: RolloutHistory,
    stepIndex: number,
    shareResult: ShareResult,
    now: number,
): RolloutHistory {
    return { ...history, pauses: pausesWithResult(history.pauses, stepIndex, shareResult, now) };
}

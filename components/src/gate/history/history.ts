import { isCompleted, seenAnalyses, type Analysis } from "../observation/analysis";
import type { PodProblem } from "../observation/podProblems";
import { lacksStablePods, type Observation, isFullyPromoted } from "../observation/observe";
import type { Finding, WriteKind } from "../model/finding";
import type { GateErrorCode } from "../model/outcome";
import type { Previous } from "../model/previous";
import type { Drain } from "./drain";
import type { Judgement, Power } from "./judgement";
import type { Review } from "./review";
import { pausesAfter, type Pause } from "./pauses";
import { betweenWritesMs, controllerMs, type GracePeriods } from "../model/gracePeriods";
import { commonWeight } from "../observation/routedWeight";
import type { Stall } from "../observation/stall";
import { isObservable } from "../observation/steps";
import { timedStatesSince, type TimedStates } from "./timedStates";

/** A weight that every canary Ingress had, and the time at which it was first seen. */
export interface SeenWeight {
    readonly weight: number;
    readonly at: number;
}

/** A write of this gate into the Rollout's status. */
export interface Sent {
    readonly kind: WriteKind;
    readonly stepIndex: number;
    /** The version of the Rollout that it applies to. */
    readonly resourceVersion: string;
    readonly at: number;
    /** A full promotion, without the remaining steps. */
    readonly full?: true;
    /** True if it was applied to that version; undefined until the response. */
    readonly applied?: boolean;
    /** Reason for a missing response, if the cluster reported one. */
    readonly error?: string;
}

/** The course of a rollout so far: what a single observation does not show. */
export interface RolloutHistory {
    readonly startedAt: number;
    readonly previous: Previous | undefined;
    /** The version that this gate watches: the first one that the controller reported for our generation. */
    readonly podHash: string | undefined;
    /** The template of its ReplicaSet differs from the spec's; see {@link isVersionObserved}. */
    readonly altered: boolean;
    /** The version in the status before that, if the gate saw the Rollout before the controller had read our spec. */
    readonly podHashBefore: string | undefined;
    /** The step of that version when it was first seen. */
    readonly joinedStep: number;
    /** The stable version at that moment; empty on a first deploy. */
    readonly firstStableHash: string;
    /** The last step before an abort, which resets the rollout's own index. */
    readonly lastStep: number;
    readonly weights: readonly SeenWeight[];
    /** The pauses that this gate saw, with their measurements. */
    readonly pauses: readonly Pause[];
    /** The watch was interrupted so long that writes may have been missed. */
    readonly gap: boolean;
    /** The AnalysisRuns as last seen, also those that have ended and are gone. */
    readonly analyses: readonly Analysis[];
    readonly promoteFull: boolean;
    readonly stepsRan: boolean;
    /** The version was seen in progress, neither promoted nor aborted. */
    readonly watched: boolean;
    /** This gate's last write. */
    readonly sent: Sent | undefined;
    readonly retried: boolean;
    /** Time at which this gate last requested the AnalysisRun of a first deploy. */
    readonly verifiedAt: number | undefined;
    /** The unsuccessful AnalysisRun of a first deploy from an earlier gate: this gate measures again. */
    readonly badEarlierRun: string | undefined;
    /** Time at which a read from the API server has last confirmed that the traffic is misrouted. */
    readonly confirmedAt: number | undefined;
    /** The last progress of a version that is stalled, and the time at which this gate first saw that. */
    readonly stall: { readonly progressAt: string; readonly since: number } | undefined;
    /** The faults that the pauses will show; undefined until the gate begins to compute them. */
    readonly power: Power | undefined;
    /** The judge's view of the version's answers. */
    readonly judgement: Judgement | undefined;
    /** The last look whether the aborted version still gets requests. */
    readonly drain: Drain | undefined;
    /** The last look back at the steps that ran before this gate watched; `since`: the first one without an answer. */
    readonly review: (Review & { readonly since: number; readonly at: number }) | undefined;
    /** The abort that this gate requested, and its reason. */
    readonly abort:
        { readonly code: GateErrorCode; readonly findings: readonly Finding[]; readonly at: number } | undefined;
    /** Time at which the cluster answered again after an outage; missed events follow a moment later. */
    readonly reconnectedAt: number;
    /** This gate's abort was seen to be done: later changes are a user's decision. */
    readonly abortDone: boolean;
    /**
     * Time by which the stable version should have all its pods, if it lacked some at an abort. The controller returns
     * the traffic only as they become available; see {@link stableBy}.
     */
    readonly stableBy: number;
    /** The pods' problems and the controller's warnings from before an abort removed the pods. */
    readonly podProblems: readonly PodProblem[];
    readonly warnings: readonly string[];
    /** Start of each persisting state with a grace period. */
    readonly since: TimedStates;
}

/** Creates the history of a gate that has seen nothing yet. */
export function emptyHistory(startedAt: number, previous: Previous | undefined): RolloutHistory {
    return {
        startedAt,
        previous,
        podHash: undefined,
        altered: false,
        podHashBefore: undefined,
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
        confirmedAt: undefined,
        stall: undefined,
        power: undefined,
        judgement: undefined,
        drain: undefined,
        review: undefined,
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
 * Returns the latest end of this gate. An abort that it has requested gets two minutes more, not counting the time in
 * which the cluster was disconnected or the stable version lacked pods. A disconnected cluster is waited for until the
 * user's deadline.
 */
export function deadlineOf(
    { startedAt, abort, reconnectedAt, stableBy: stable }: RolloutHistory,
    { timeoutMs, abortMs }: GracePeriods,
    connected: boolean,
): number {
    const end = startedAt + timeoutMs;
    if (abort === undefined) {
        return end;
    }
    const since = Math.max(abort.at, Math.min(reconnectedAt, end), stable) + 2 * abortMs;
    return connected ? since : Math.max(end, since);
}

/**
 * True when the status is about the version of the spec's template. If the ReplicaSet's template differs from it, either
 * an admission webhook has changed a value or the controller is between two writes; see {@link isRecorded}. The latter
 * ends with its next action: a version in progress gets the time between two writes, as a wrong one only ends as
 * superseded. One at rest, which may end as a success, gets the time in which another controller becomes the leader.
 */
export function isVersionObserved(o: Observation, { podHash, altered, since }: RolloutHistory, now: number): boolean {
    if (!o.generationObserved || !o.templateObserved) {
        return false;
    }
    if (!o.templateAltered || podHash === o.podHash) {
        return !o.templateAltered || altered;
    }
    const graceMs = isFullyPromoted(o) || o.aborted ? controllerMs : betweenWritesMs;
    return now - (since.altered ?? now) >= graceMs;
}

/** True when the gate has watched the version since before the first step that shows anything. */
export function isWatchedFromTheStart({ steps }: Observation, { watched, joinedStep }: RolloutHistory): boolean {
    return watched && !steps.slice(0, joinedStep).some(isObservable);
}

/**
 * True for an observation of the version that the gate watches. Until the controller has seen this generation, the status
 * is about another version.
 */
export function isOurs(o: Observation | undefined, { podHash }: RolloutHistory): o is Observation {
    return o?.generationObserved === true && o.podHash === podHash;
}

/** Returns the history after some time without an event, in which an altered template may become accepted. */
export function withTime(history: RolloutHistory, observation: Observation | undefined, now: number): RolloutHistory {
    const waits = history.since.altered !== undefined && history.podHash !== observation?.podHash;
    return waits ? withObservation(history, observation, now) : history;
}

/** Returns the history after one more observation. Called for every event, so that no weight is skipped. */
export function withObservation(
    history: RolloutHistory,
    observation: Observation | undefined,
    now: number,
): RolloutHistory {
    const since = timedStatesSince(history.since, observation, now);
    if (observation === undefined || !isVersionObserved(observation, { ...history, since }, now)) {
        const podHashBefore = history.podHashBefore ?? observation?.podHash;
        return { ...history, since, ...(history.podHash === undefined ? { podHashBefore } : {}) };
    }
    // On a scaling event the controller writes the new generation with the old hash (syncReplicasOnly): a version that
    // was only seen at rest, and briefly, may still be that of an earlier generation.
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
    // A retried version starts from scratch.
    const joins = first || (!history.watched && !settled);
    // An abort removes the pods. The pods of a first deploy are stable before they are available.
    const { available, desired } = observation.replicas;
    const explained = history.watched && (observation.aborted || (promoted && available >= desired));
    return {
        ...history,
        since,
        podHash,
        altered: observation.templateAltered,
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
        stall: stallAfter(history.stall, observation.stall, now),
        promoteFull: history.promoteFull || observation.promoteFull,
        stepsRan:
            history.stepsRan ||
            (!settled && observation.stableHash !== "" && stepIndex > 0 && stepIndex < observation.steps.length),
        podProblems: explained ? history.podProblems : observation.podProblems,
        warnings: explained && observation.warnings.length === 0 ? history.warnings : observation.warnings,
    };
}

/** Returns the start of a stall: each progress starts it again. */
function stallAfter(before: RolloutHistory["stall"], stall: Stall | undefined, now: number): RolloutHistory["stall"] {
    const { progressAt } = stall ?? {};
    if (progressAt === undefined) {
        return undefined;
    }
    return before?.progressAt === progressAt ? before : { progressAt, since: now };
}

/**
 * Returns the time by which the stable version should have all its pods: they get the rollout's progress deadline.
 * With dynamicStableScale it has only as many as its traffic needs; otherwise it may have lost some, or an autoscaler
 * has just asked for more.
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

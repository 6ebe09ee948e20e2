import { isSuccess } from "../model/outcome";
import type { Evidence, StepPosition } from "../model/evidence";
import type { RolloutHistory } from "../history/history";
import type { Observation } from "../observation/observe";
import { positionOf } from "../observation/steps";
import { evidenceOf, type JudgePolicy } from "../report/evidence";

/** The version of the notifications' form; `notification.schema.json` describes it. Raised when a field is removed or changes. */
export const notificationVersion = 1;

/** The body of a request to the webhook: an event of a rollout, and the evidence so far. Times are ISO 8601. */
export interface Notification {
    readonly version: typeof notificationVersion;
    readonly type: "rollout.started" | "rollout.step" | "rollout.verdict";
    /** The time of the event; one that is delivered late keeps it. */
    readonly timestamp: string;
    readonly data: NotificationData;
}

/** The content of a notification. What was not observed is absent. */
export interface NotificationData {
    readonly rollout: { readonly namespace: string; readonly name: string };
    readonly newVersion?: { readonly podHash: string; readonly revision: number; readonly image: string };
    /** The version that served before; absent on a first deploy. */
    readonly stableVersion?: { readonly podHash: string };
    /** Of the start: the steps as declared. */
    readonly steps?: readonly NotifiedStep[];
    /** Of the start and of a step: the position, and Argo's phase. */
    readonly position?: StepPosition & { readonly phase: string };
    /** Of the end. */
    readonly verdict?: NotifiedVerdict;
    readonly evidence: Evidence;
}

/** A step as declared; one without a field here is of another kind. */
export interface NotifiedStep {
    readonly setWeight?: number;
    /** The same in percent; differs if maxTrafficWeight is not 100. */
    readonly percent?: number;
    readonly pauseSeconds?: number;
    readonly openEnded?: boolean;
    readonly analysis?: boolean;
}

/** The end of an update, as the gate prints it, without the output of an app. */
export interface NotifiedVerdict {
    /** In Argo's terms. */
    readonly outcome: string;
    readonly success: boolean;
    /** The code of a failure, such as Aborted. */
    readonly code?: string;
    readonly sentence: string;
}

/** Returns the notification about a rollout that begins, or reaches another step. */
export function progressNotification(
    type: "rollout.started" | "rollout.step",
    o: Observation,
    history: RolloutHistory,
    policy: JudgePolicy,
    now: number,
): Notification {
    // Notes are about an outcome, which is yet to come.
    const known = evidenceOf(o, history, "Unproven", now, undefined, policy);
    const evidence = { ...known, notes: undefined, finishedAt: undefined };
    return notification(type, now, {
        ...subjectOf({ namespace: o.namespace, rolloutName: o.name }, o, history),
        ...(type === "rollout.started" && { steps: o.steps }),
        position: { ...positionOf(o.steps, o.stepIndex), phase: o.phase },
        evidence,
    });
}

/** The rollout of a verdict, and what was seen of it. */
export interface VerdictSubject {
    readonly namespace: string;
    readonly rolloutName: string;
    readonly observation?: Observation | undefined;
    readonly history?: RolloutHistory;
    readonly evidence?: Evidence | undefined;
}

/** Returns the notification about the end of an update. */
export function verdictNotification(
    { observation, history, evidence = {}, ...rollout }: VerdictSubject,
    verdict: Omit<NotifiedVerdict, "success">,
    now: number,
): Notification {
    const success = verdict.code === undefined && isSuccess(verdict.outcome);
    return notification("rollout.verdict", now, {
        ...subjectOf(rollout, observation, history),
        verdict: { ...verdict, success },
        evidence,
    });
}

function notification(type: Notification["type"], now: number, data: NotificationData): Notification {
    return { version: notificationVersion, type, timestamp: new Date(now).toISOString(), data };
}

function subjectOf(
    { namespace, rolloutName: name }: Pick<VerdictSubject, "namespace" | "rolloutName">,
    o: Observation | undefined,
    history: RolloutHistory | undefined,
): Pick<NotificationData, "rollout" | "newVersion" | "stableVersion"> {
    const stable = history?.firstStableHash ?? "";
    return {
        rollout: { namespace, name },
        ...(o !== undefined && { newVersion: { podHash: o.podHash, revision: o.revision, image: o.image } }),
        ...(stable !== "" && stable !== o?.podHash && { stableVersion: { podHash: stable } }),
    };
}

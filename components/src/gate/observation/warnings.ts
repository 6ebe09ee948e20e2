import { podHashLabel, type EventObject, type PodObject, type ReplicaSetObject } from "../cluster/types";
import { oneLine } from "../model/oneLine";

/** Said by the rollout's own status and by its AnalysisRuns, in more detail. */
const knownFromStatus = ["RolloutAborted", "RolloutNotCompleted", "AnalysisRunFailed", "AnalysisRunError"];

/** Said by the pods' states; a probe that fails at first is the way pods start. */
const knownFromPods = ["BackOff", "Failed", "FailedScheduling", "Evicted", "Unhealthy"];

/**
 * What the controller warned of a rollout since a moment (milliseconds), "reason: message", the newest last, each once,
 * at most three: "TrafficRoutingError: error retrieving stableIngress `web` from cache: ingress ... not found". An event
 * without a time is too old for any moment.
 */
export function rolloutEvents(events: readonly EventObject[], rolloutUid: string, sinceMs: number): string[] {
    return warnings(events, [rolloutUid], sinceMs, knownFromStatus);
}

/**
 * The same of the ReplicaSets and pods of one version: what podProblems cannot know, such as
 * `FailedMount: ... secret "db" not found` and `FailedCreate: ... exceeded quota`.
 */
export function versionEvents(
    events: readonly EventObject[],
    objects: readonly (ReplicaSetObject | PodObject)[],
    podHash: string,
    sinceMs: number,
): string[] {
    const ours = objects.filter(({ metadata }) => metadata.labels?.[podHashLabel] === podHash);
    const uids = ours.map(({ metadata }) => metadata.uid);
    return warnings(events, uids, sinceMs, knownFromPods);
}

function warnings(
    events: readonly EventObject[],
    uids: readonly (string | undefined)[],
    sinceMs: number,
    known: readonly string[],
): string[] {
    // Most events' times have whole seconds.
    const since = Math.floor(sinceMs / 1000) * 1000;
    const ours = events.filter(({ type, reason = "", involvedObject }) => {
        const uid = involvedObject?.uid;
        return type === "Warning" && uid !== undefined && uids.includes(uid) && !known.includes(reason);
    });
    const told = ours
        .map((event) => ({ at: timeOf(event), text: textOf(event) }))
        .filter(({ at }) => at >= since)
        .sort((a, b) => a.at - b.at || (a.text < b.text ? -1 : 1))
        .map(({ text }) => text);
    return told.filter((text, index) => told.lastIndexOf(text) === index).slice(-3);
}

function timeOf({ lastTimestamp, eventTime, series }: EventObject): number {
    const times = [lastTimestamp, eventTime, series?.lastObservedTime];
    return Math.max(...times.map((time) => Date.parse(time ?? "") || 0));
}

function textOf({ reason = "", message = "" }: EventObject): string {
    // What the client's aggregator puts before messages that differ a little.
    return oneLine(`${reason}: ${message.replace(/^\(combined from similar events\): /, "")}`);
}

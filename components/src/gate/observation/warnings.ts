import { podHashLabel, type EventObject, type PodObject, type ReplicaSetObject } from "../cluster/types";
import { oneLine } from "../model/oneLine";

/** Reported in more detail by the rollout's own status and by its AnalysisRuns. */
const knownFromStatus = ["RolloutAborted", "RolloutNotCompleted", "AnalysisRunFailed", "AnalysisRunError"];

/** Reported by the pods' states; a probe that fails at first is normal. */
const knownFromPods = ["BackOff", "Failed", "FailedScheduling", "Evicted", "Unhealthy"];

/**
 * Returns the controller's warnings about a rollout since a time (milliseconds) as "reason: message", the newest last,
 * each once, at most three: "TrafficRoutingError: error retrieving stableIngress `web` from cache: ingress ... not
 * found". Events without a time are ignored.
 */
export function rolloutEvents(events: readonly EventObject[], rolloutUid: string, sinceMs: number): string[] {
    return warnings(events, [rolloutUid], sinceMs, knownFromStatus);
}

/**
 * Returns the same of the ReplicaSets and pods of one version: problems that podProblems cannot see, such as
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
    const recent = ours
        .map((event) => ({ at: timeOf(event), text: textOf(event) }))
        .filter(({ at }) => at >= since)
        .sort((a, b) => a.at - b.at || (a.text < b.text ? -1 : 1))
        .map(({ text }) => text);
    return recent.filter((text, index) => recent.lastIndexOf(text) === index).slice(-3);
}

/** Returns the time of an event's last occurrence, in milliseconds; 0 if it has none. */
export function timeOf({ lastTimestamp, eventTime, series }: EventObject): number {
    const times = [lastTimestamp, eventTime, series?.lastObservedTime];
    return Math.max(...times.map((time) => Date.parse(time ?? "") || 0));
}

function textOf({ reason = "", message = "" }: EventObject): string {
    // The prefix of the client's aggregator for similar messages.
    return oneLine(`${reason}: ${message.replace(/^\(combined from similar events\): /, "")}`);
}

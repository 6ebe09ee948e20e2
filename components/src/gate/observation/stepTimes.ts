import type { EventObject } from "../cluster/types";
import { controllerMs } from "../model/gracePeriods";
import type { ReviewProblem } from "../model/reviewProblem";
import type { Step } from "./steps";
import { timeOf } from "./warnings";

/**
 * The times of a revision's steps by the controller's Events: by its clock, in milliseconds. Events have whole seconds,
 * so that each happened within the second that begins then.
 */
export interface StepTimes {
    readonly kind: "known";
    readonly startedAt: number;
    /** The ends of the steps by their index, up to the last pause at least. */
    readonly endedAt: readonly number[];
    /** The changes of the canary's weight, each by its last time; those of a revision that ended earlier are absent. */
    readonly weightsAt: readonly number[];
}

/**
 * Returns the times of the steps of a Rollout's current revision, or the reason why its Events do not show them.
 *
 * The controller counts only the steps in its messages, and not the revision. What comes after the Event with which the
 * revision began belongs to it, since it is the current one. The API server keeps Events for an hour by default, and the
 * controller sends 25 about one object at once, and then one in 5 minutes (client-go's EventSourceObjectSpamFilter).
 */
export function stepTimesOf(
    events: readonly EventObject[],
    { uid, revision, steps }: { readonly uid: string; readonly revision: number; readonly steps: readonly Step[] },
): StepTimes | ReviewProblem {
    const own = events
        .filter(({ involvedObject }) => involvedObject?.uid === uid)
        .map((event) => ({ at: timeOf(event), reason: event.reason ?? "", message: event.message ?? "" }));
    const latest = (reason: string, matches: (message: string) => boolean, after: number) => {
        const found = own.filter((one) => one.reason === reason && one.at > after && matches(one.message));
        return found.length === 0 ? undefined : Math.max(...found.map(({ at }) => at));
    };
    const startedAt = latest("RolloutUpdated", (text) => text === `Rollout updated to revision ${revision}`, 0);
    if (startedAt === undefined) {
        return { kind: "noRevisionEvent", revision };
    }
    if (latest("RolloutAborted", () => true, startedAt - 1) !== undefined) {
        return { kind: "abortedBetween" };
    }
    const lastPause = steps.findLastIndex(isPause);
    const endedAt: number[] = [];
    for (const [index, step] of steps.entries()) {
        const position = { step: index + 1, steps: steps.length };
        const start = `Rollout step ${position.step}/${position.steps} completed (${textOf(step)}`;
        const at = latest("RolloutStepCompleted", (text) => text.startsWith(start), startedAt);
        if (at === undefined) {
            if (index > lastPause) {
                break;
            }
            return { kind: "noStepEvent", ...position };
        }
        const before = endedAt.at(-1) ?? startedAt;
        const longestMs = step.pauseSeconds === undefined ? Infinity : step.pauseSeconds * 1000 + controllerMs;
        if (at < before || at > before + longestMs) {
            return { kind: "unclearStep", ...position };
        }
        endedAt.push(at);
    }
    const weightsAt = own.flatMap(({ reason, at }) => (reason === "TrafficWeightUpdated" && at >= startedAt ? at : []));
    return { kind: "known", startedAt, endedAt, weightsAt };
}

/** True for a step that is a pause. */
export function isPause({ pauseSeconds, openEnded }: Step): boolean {
    return pauseSeconds !== undefined || openEnded === true;
}

/** Returns the begin of the controller's text about a step; empty for one that the gate does not know. */
function textOf(step: Step): string {
    return step.setWeight !== undefined
        ? `setWeight: ${step.setWeight})`
        : isPause(step)
          ? "pause"
          : step.analysis === true
            ? "analysis)"
            : "";
}

import type { EventObject } from "../cluster/types";
import { eventMs } from "../model/gracePeriods";
import type { ReviewProblem } from "../model/reviewProblem";
import type { Observation } from "./observe";
import { isPause, type Step } from "./steps";
import { timeOf } from "./warnings";

/** A time that is known to lie between two others, by the controller's clock, in milliseconds. */
export interface Bounds {
    readonly earliest: number;
    readonly latest: number;
}

/** The times of a revision's steps, up to the last pause. */
export interface StepTimes {
    readonly kind: "known";
    readonly startedAt: Bounds;
    /** The ends of the steps by their index. */
    readonly endedAt: readonly Bounds[];
    /** The changes of the canary's weight that Events have, each at its last time. */
    readonly weightsAt: readonly number[];
}

/** The parts of a Rollout that show the times of its steps. */
export type Stepped = Pick<Observation, "uid" | "revision" | "steps" | "reused" | "versionCreatedAt" | "unpausedAt">;

/**
 * Returns the times of the steps of a Rollout's current revision, or the reason why they are not known.
 *
 * The controller's Events have most of them, in whole seconds. Its messages count the steps and not the revision: what
 * comes after the begin of the current one belongs to it. The API server keeps Events for an hour by default, and a
 * controller sends 25 about an object at once, and then one in 5 minutes (client-go's EventSourceObjectSpamFilter),
 * which four weights exceed. So the end of a step without an Event lies between the one before it plus the duration of
 * its pause, and the one after it minus that of the next; the status has the end of the last pause.
 */
export function stepTimesOf(events: readonly EventObject[], rollout: Stepped): StepTimes | ReviewProblem {
    const { uid, revision, reused, versionCreatedAt } = rollout;
    const own = events
        .filter(({ involvedObject }) => involvedObject?.uid === uid)
        .map((event) => ({ at: timeOf(event), reason: event.reason ?? "", message: event.message ?? "" }));
    const latest = (reason: string, matches: (message: string) => boolean, after: number) => {
        const found = own.filter((one) => one.reason === reason && one.at > after && matches(one.message));
        return found.length === 0 ? undefined : Math.max(...found.map(({ at }) => at));
    };
    const updated = latest("RolloutUpdated", (text) => text === `Rollout updated to revision ${revision}`, 0);
    const began = updated ?? (reused ? NaN : versionCreatedAt);
    if (Number.isNaN(began)) {
        return { kind: "noRevisionEvent", revision };
    }
    if (latest("RolloutAborted", () => true, began - 1) !== undefined) {
        return { kind: "abortedBetween" };
    }
    const known = rollout.steps.map((step, index) => {
        const start = `Rollout step ${index + 1}/${rollout.steps.length} completed (${textOf(step)}`;
        return latest("RolloutStepCompleted", (text) => text.startsWith(start), began);
    });
    const startedAt = { earliest: began, latest: began + eventMs };
    const endedAt = boundsOf(known, startedAt.earliest, rollout);
    const weightsAt = own.flatMap(({ reason, at }) => (reason === "TrafficWeightUpdated" && at >= began ? at : []));
    return Array.isArray(endedAt) ? { kind: "known", startedAt, endedAt, weightsAt } : endedAt;
}

/** Returns the bounds of the ends of all steps up to the last pause, or the first step that has none. */
function boundsOf(
    known: readonly (number | undefined)[],
    began: number,
    { steps, unpausedAt = -Infinity }: Stepped,
): Bounds[] | ReviewProblem {
    const lastPause = steps.findLastIndex(isPause);
    const last = known[lastPause] ?? unpausedAt;
    if (last < began) {
        return { kind: "noStepEvent", step: lastPause + 1, steps: steps.length };
    }
    const durations = steps.map(({ pauseSeconds = 0 }) => pauseSeconds * 1000);
    const earliest: number[] = [];
    for (let index = 0; index <= lastPause; index += 1) {
        earliest.push(known[index] ?? (earliest[index - 1] ?? began) + (durations[index] ?? 0));
    }
    const latest: number[] = [];
    for (let index = lastPause, after = last + eventMs; index >= 0; index -= 1) {
        const at = known[index];
        after = at === undefined ? after : at + eventMs;
        latest[index] = after;
        after -= durations[index] ?? 0;
    }
    const bounds = earliest.map((at, index) => ({ earliest: at, latest: latest[index] ?? at }));
    const unclear = bounds.findIndex(
        // A pause that was cut short is not the one that was declared.
        (one, index) =>
            one.earliest > one.latest || one.latest < (bounds[index - 1]?.earliest ?? began) + (durations[index] ?? 0),
    );
    return unclear < 0 ? bounds : { kind: "unclearStep", step: unclear + 1, steps: steps.length };
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

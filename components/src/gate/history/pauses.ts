import { isStableDown, isStepPause, type Observation, isFullyPromoted } from "../observation/observe";
import { type GracePeriods, lateMs, longestCountMs, earlyMs, settleMs } from "../model/gracePeriods";
import type { Routing } from "../../routers/model/router";
import type { CountProblem, Share } from "../model/finding";
import { commonWeight, weightAt } from "../observation/routedWeight";

/** Result of measuring the versions' shares of requests in a pause. */
export type ShareResult =
    | Share
    /** `since`: start of the silence. `unasked`: the API server is silent, so Prometheus was not queried. */
    | {
          readonly kind: "unknown";
          readonly problem: CountProblem;
          readonly since: number;
          readonly unasked?: true;
      };

/** One pause of the steps, as this gate saw it; times are by this gate's clock, in milliseconds. */
export interface Pause {
    readonly stepIndex: number;
    /** The canary's weight in percent during it. */
    readonly weight: number;
    readonly startedAt: number;
    /** Its start by the cluster's clock. */
    readonly clusterStartedAt: number;
    /** The interval in which the weight applies; absent if it always did. */
    readonly applied?: Applied;
    /** Time at which its end was seen. */
    readonly endedAt?: number;
    /** Its duration; undefined for an open-ended one. */
    readonly seconds: number | undefined;
    /** Another client ended it early, so its share need not be verified. */
    readonly cutShort?: boolean;
    /** The router's properties that its share depends on; absent without a router. */
    readonly routing?: PauseRouting;
    readonly shareResult?: ShareResult;
    /** Time of that result. */
    readonly measuredAt?: number;
}

/** The properties of a router that decide how the requests of a pause are counted. */
export type PauseRouting = Pick<Routing, "source" | "split" | "propagationMs" | "sticky" | "unrouted">;

/** The intervals in which a pause's weight applies, if it is interrupted, as when the canary's only pod is replaced. */
export interface Applied {
    /** Start of the current one; undefined while it is interrupted. */
    readonly since?: number;
    /** The longest one that has ended. */
    readonly longest: Interval;
}

/** A time interval by this gate's clock, in milliseconds. */
export interface Interval {
    readonly from: number;
    readonly until: number;
}

/** The part of the history that begins or ends a pause. */
interface Course {
    readonly pauses: readonly Pause[];
    /** The version was seen in progress. */
    readonly watched: boolean;
    /** This gate's last write. */
    readonly sent: { readonly kind: string; readonly stepIndex: number } | undefined;
}

/** Returns the pauses after one more observation. */
export function pausesAfter(course: Course, o: Observation, now: number): readonly Pause[] {
    const paused = isStepPause(o);
    const pauses = course.pauses.map((pause) => {
        const over = pause.endedAt === undefined && !(paused && o.stepIndex === pause.stepIndex);
        if (over) {
            return isHeld(o, pause) ? pause : endedPause(pause, course, o, now);
        }
        return pause.endedAt === undefined ? interrupted(unrouted(pause, o), o, now) : pause;
    });
    // Without traffic routing the weights are only ratios of replicas, and the requests follow them only roughly.
    const routed = o.weight !== undefined;
    if (!paused || !routed || pauses.some((pause) => pause.stepIndex === o.stepIndex && pause.endedAt === undefined)) {
        return pauses;
    }
    const step = o.steps[o.stepIndex];
    // If the gate starts late, only the cluster's clock has the start of the pause.
    const clusterStartedAt = o.pauseStartedAt ?? now;
    const onTime = course.watched && now - clusterStartedAt < lateMs;
    const startedAt = onTime ? now : Math.min(now, clusterStartedAt);
    // A retried version runs its steps again.
    const before = pauses.filter((pause) => pause.stepIndex !== o.stepIndex);
    return [
        ...before,
        {
            stepIndex: o.stepIndex,
            weight: weightAt(o, o.stepIndex),
            startedAt,
            clusterStartedAt,
            seconds: step?.pauseSeconds,
            ...pauseRouting(o),
        },
    ];
}

/** Returns the properties of a rollout's routers for a pause. */
export function pauseRouting({ routing }: Observation): { readonly routing?: PauseRouting } {
    if (routing === undefined) {
        return {};
    }
    const { source, split, propagationMs, sticky, unrouted } = routing;
    return { routing: { source, split, propagationMs, ...(sticky && { sticky }), ...(unrouted && { unrouted }) } };
}

/** Returns the time that a pause's weight takes until requests follow it, in milliseconds. */
function propagationOf({ routing }: Pause): number {
    return routing?.propagationMs ?? settleMs;
}

/** True when the requests of a pause must be counted and follow its weight: nothing else shows that it applies. */
export function needsShare({
    routing,
}: {
    readonly routing?: Pick<Routing, "source" | "unrouted"> | undefined;
}): boolean {
    return routing?.source === "status" || routing?.unrouted !== undefined;
}

/** Returns the pause with an object to which no route leads; its weight is uncertain from then on. */
function unrouted(pause: Pause, { routing }: Observation): Pause {
    return routing?.unrouted === undefined || pause.routing === undefined
        ? pause
        : { ...pause, routing: { ...pause.routing, unrouted: routing.unrouted } };
}

/** Returns the pause with the begin or the end of an interruption of its weight. */
function interrupted(pause: Pause, o: Observation, now: number): Pause {
    const { applied, shareResult, measuredAt, ...rest } = pause;
    const since = applied === undefined ? pause.startedAt : applied.since;
    // The ingress answers for a stable version without pods, and the app counts none of these requests.
    const hasPods = pause.weight === 0 || o.replicas.available > 0;
    const applies = hasPods && !isStableDown(o) && commonWeight(o) === pause.weight;
    if (applies === (since !== undefined)) {
        return pause;
    }
    if (since === undefined) {
        return { ...pause, applied: { longest: { from: now, until: now }, ...applied, since: now } };
    }
    const longest = longer({ from: since, until: now }, applied?.longest);
    // A timed pause is measured once, at its end; an open-ended one again from now on.
    return pause.seconds === undefined
        ? { ...rest, applied: { longest } }
        : { ...rest, ...(shareResult && { shareResult }), ...(measuredAt && { measuredAt }), applied: { longest } };
}

function longer(one: Interval, other: Interval = one): Interval {
    return other.until - other.from > one.until - one.from ? other : one;
}

/** Returns the interval of a pause in which its requests are counted: the longest without an interruption. */
export function countedInterval(pause: Pause, now: number): Interval {
    const until = pause.endedAt ?? Math.min(now, endsAt(pause));
    const { applied } = pause;
    const since = applied === undefined ? pause.startedAt : (applied.since ?? until);
    // An open-ended pause has time: its last interval grows.
    const { from, until: end } =
        pause.seconds === undefined ? { from: since, until } : longer({ from: since, until }, applied?.longest);
    const settled = Math.max(from + propagationOf(pause), end - longestCountMs);
    return { from: settled, until: Math.max(settled, end) };
}

/** True when something else, such as spec.paused, holds the rollout at the same step: the pause is not over yet. */
function isHeld(o: Observation, pause: Pause): boolean {
    return o.stepIndex === pause.stepIndex && !o.aborted && !o.unpausing && !isFullyPromoted(o);
}

function endedPause(pause: Pause, { sent }: Course, o: Observation, now: number): Pause {
    const byGate = sent?.kind === "promote" && sent.stepIndex === pause.stepIndex;
    // By both clocks, because a late watch also saw the start late.
    const began = Math.min(pause.startedAt, pause.clusterStartedAt);
    const early = pause.seconds === undefined ? !byGate : now < began + pause.seconds * 1000 - earlyMs;
    // After an outage its end is seen late, and the requests after it belong to another weight.
    const endedAt = Math.min(now, endsAt(pause));
    return { ...pause, endedAt, ...(early && !o.aborted ? { cutShort: true } : {}) };
}

/** Returns the time at which a pause ends by itself; Infinity for an open-ended one. */
export function endsAt({ startedAt, seconds = Infinity }: Pause): number {
    return startedAt + seconds * 1000;
}

/**
 * Returns the time to evaluate a pause's share: shortly before its end, or once an open-ended one has settled; at the end
 * of its least duration if the gate has one for it.
 */
export function shareDueAt(pause: Pause, { beforeEndMs }: GracePeriods, leastSeconds = 0): number {
    const { applied } = pause;
    const earliest = (applied === undefined ? pause.startedAt : (applied.since ?? Infinity)) + propagationOf(pause);
    return pause.seconds === undefined
        ? Math.max(earliest, pause.startedAt + leastSeconds * 1000 - beforeEndMs)
        : Math.max(pause.startedAt + propagationOf(pause), endsAt(pause) - beforeEndMs);
}

/** Returns the first pause whose share is still to be evaluated; an open-ended one may still get what it lacks. */
export function pauseToMeasure({ pauses }: { readonly pauses: readonly Pause[] }): Pause | undefined {
    return pauses.find(({ shareResult, cutShort, seconds, endedAt, routing }) => {
        const unknown = shareResult === undefined || shareResult.kind === "unknown";
        return (
            cutShort !== true &&
            routing?.sticky === undefined &&
            (unknown || (shareResult.kind !== "within" && seconds === undefined && endedAt === undefined))
        );
    });
}

/** Returns the pauses with the result of one of them. */
export function pausesWithResult(
    pauses: readonly Pause[],
    stepIndex: number,
    shareResult: ShareResult,
    now: number,
): readonly Pause[] {
    return pauses.map((pause) =>
        pause.stepIndex === stepIndex ? { ...pause, shareResult: since(shareResult, pause), measuredAt: now } : pause,
    );
}

/** Returns the pause without a silence from before an outage. */
export function withoutSilence({ shareResult, ...pause }: Pause): Pause {
    return shareResult === undefined || shareResult.kind === "unknown" ? pause : { ...pause, shareResult };
}

// The first silence of its kind counts, not the last.
function since(shareResult: ShareResult, { shareResult: before }: Pause): ShareResult {
    const same = shareResult.kind === "unknown" && before?.kind === "unknown" && shareResult.unasked === before.unasked;
    return same ? { ...shareResult, since: before.since } : shareResult;
}

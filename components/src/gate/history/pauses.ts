import { isStepPause, type Observation, isFullyPromoted } from "../observation/observe";
import { type GracePeriods, lateMs, earlyMs, settleMs } from "../model/gracePeriods";
import type { CountProblem, Share } from "../model/finding";
import { weightAt } from "../observation/routedWeight";

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
    /** Time at which its end was seen. */
    readonly endedAt?: number;
    /** Its duration; undefined for an open-ended one. */
    readonly seconds: number | undefined;
    /** Another client ended it early, so its share need not be verified. */
    readonly cutShort?: boolean;
    readonly shareResult?: ShareResult;
    /** Time of that result. */
    readonly measuredAt?: number;
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
        return over && !isHeld(o, pause) ? endedPause(pause, course, o, now) : pause;
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
        },
    ];
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

/** Returns the time to evaluate a pause's share: shortly before its end, or once an open-ended one has settled. */
export function shareDueAt(pause: Pause, { beforeEndMs }: GracePeriods): number {
    const earliest = pause.startedAt + settleMs;
    return pause.seconds === undefined ? earliest : Math.max(earliest, endsAt(pause) - beforeEndMs);
}

/** Returns the first pause whose share is still to be evaluated; an open-ended one may still get what it lacks. */
export function pauseToMeasure({ pauses }: { readonly pauses: readonly Pause[] }): Pause | undefined {
    return pauses.find(({ shareResult, cutShort, seconds, endedAt }) => {
        const unknown = shareResult === undefined || shareResult.kind === "unknown";
        return (
            cutShort !== true &&
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

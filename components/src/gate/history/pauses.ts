import { isStepPause, type Observation, isFullyPromoted } from "../observation/observe";
import { type GracePeriods, lateMs, earlyMs, settleMs } from "../model/gracePeriods";
import type { CountProblem, Share } from "../model/finding";
import { weightAt } from "../observation/routedWeight";

/** What was found out about the versions' shares of requests in a pause. */
export type ShareResult =
    | Share
    /** `since`: of the first silence. `unasked`: the API server is silent, which says nothing about Prometheus. */
    | {
          readonly kind: "unknown";
          readonly problem: CountProblem;
          readonly since: number;
          readonly unasked?: true;
      };

/** One pause of the steps, as this gate saw it; times are this gate's own, in milliseconds. */
export interface Pause {
    readonly stepIndex: number;
    /** The canary's weight in percent during it. */
    readonly weight: number;
    readonly startedAt: number;
    /** Its beginning by the cluster's clock. */
    readonly clusterStartedAt: number;
    /** When it was seen to be over. */
    readonly endedAt?: number;
    /** Undefined for an open-ended one. */
    readonly seconds: number | undefined;
    /** Somebody else ended it before its time: its share cannot be asked for. */
    readonly cutShort?: boolean;
    readonly shareResult?: ShareResult;
    /** When that was found out. */
    readonly measuredAt?: number;
}

/** What ends a pause, or begins one. */
interface Course {
    readonly pauses: readonly Pause[];
    /** It was seen on its way. */
    readonly watched: boolean;
    /** This gate's last write. */
    readonly sent: { readonly kind: string; readonly stepIndex: number } | undefined;
}

/** The pauses after one more observation. */
export function pausesAfter(course: Course, o: Observation, now: number): readonly Pause[] {
    const paused = isStepPause(o);
    const pauses = course.pauses.map((pause) => {
        const over = pause.endedAt === undefined && !(paused && o.stepIndex === pause.stepIndex);
        return over && !isHeld(o, pause) ? endedPause(pause, course, o, now) : pause;
    });
    // Without traffic routing the weights are only the replicas' and say nothing exact about requests.
    const routed = o.weight !== undefined;
    if (!paused || !routed || pauses.some((pause) => pause.stepIndex === o.stepIndex && pause.endedAt === undefined)) {
        return pauses;
    }
    const step = o.steps[o.stepIndex];
    // Where the gate comes late, only the cluster's clock knows when the pause began.
    const clusterStartedAt = o.pauseStartedAt ?? now;
    const onTime = course.watched && now - clusterStartedAt < lateMs;
    const startedAt = onTime ? now : Math.min(now, clusterStartedAt);
    // A retried version walks its steps again.
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

/** Held up at the same step by something else, such as a person's spec.paused: not over yet. */
function isHeld(o: Observation, pause: Pause): boolean {
    return o.stepIndex === pause.stepIndex && !o.aborted && !o.unpausing && !isFullyPromoted(o);
}

function endedPause(pause: Pause, { sent }: Course, o: Observation, now: number): Pause {
    const byGate = sent?.kind === "promote" && sent.stepIndex === pause.stepIndex;
    // By both clocks: a watch that came late saw the beginning late as well.
    const began = Math.min(pause.startedAt, pause.clusterStartedAt);
    const early = pause.seconds === undefined ? !byGate : now < began + pause.seconds * 1000 - earlyMs;
    // Where the cluster was not heard, its end is seen late, and the requests after it belong to another weight.
    const endedAt = Math.min(now, endsAt(pause));
    return { ...pause, endedAt, ...(early && !o.aborted ? { cutShort: true } : {}) };
}

/** When a pause ends by itself: never, where it is open-ended. */
export function endsAt({ startedAt, seconds = Infinity }: Pause): number {
    return startedAt + seconds * 1000;
}

/** When a pause's share of requests is to be judged, at the latest; an open-ended one can be as soon as there is one. */
export function shareDueAt(pause: Pause, { beforeEndMs }: GracePeriods): number {
    const earliest = pause.startedAt + settleMs;
    return pause.seconds === undefined ? earliest : Math.max(earliest, endsAt(pause) - beforeEndMs);
}

/** The first pause whose share is still to be judged: what an open-ended one lacks may still come. */
export function pauseToMeasure({ pauses }: { readonly pauses: readonly Pause[] }): Pause | undefined {
    return pauses.find(({ shareResult, cutShort, seconds, endedAt }) => {
        const unknown = shareResult === undefined || shareResult.kind === "unknown";
        return (
            cutShort !== true &&
            (unknown || (shareResult.kind !== "within" && seconds === undefined && endedAt === undefined))
        );
    });
}

/** The pauses with what was found out about one of them. */
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

/** The pause without a silence from before the cluster was not heard. */
export function withoutSilence({ shareResult, ...pause }: Pause): Pause {
    return shareResult === undefined || shareResult.kind === "unknown" ? pause : { ...pause, shareResult };
}

// The first silence of its kind counts, not the last.
function since(shareResult: ShareResult, { shareResult: before }: Pause): ShareResult {
    const same = shareResult.kind === "unknown" && before?.kind === "unknown" && shareResult.unasked === before.unasked;
    return same ? { ...shareResult, since: before.since } : shareResult;
}

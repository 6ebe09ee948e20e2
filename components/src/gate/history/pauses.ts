import { isStepPause, type Observation } from "../observation/observe";
import type { Patience } from "../model/policy";
import type { Share } from "../traffic/share";
import { weightAt } from "../observation/routedWeight";

/** What was found out about the versions' shares of requests in a pause. */
export type PauseVerdict =
    | Share
    /** `since`: of the first silence. `unasked`: the API server is silent, which says nothing about Prometheus. */
    | { readonly kind: "unknown"; readonly why: string; readonly since: number; readonly unasked?: true };

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
    readonly verdict?: PauseVerdict;
    /** When that was found out. */
    readonly measuredAt?: number;
}

/** After a new weight nginx gets it within this time (its sync-rate-limit of 0.3/s), and requests under way end. */
export const settleMs = 4_000;

/** A pause that ends this much before its time was ended by somebody. */
const earlyMs = 2_000;

/** A pause that is seen this long after the cluster's clock began it was not seen to begin. */
const lateMs = 3_000;

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
    return o.stepIndex === pause.stepIndex && !o.aborted && !o.unpausing && o.podHash !== o.stableHash;
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
export function dueAt(pause: Pause, { beforeEndMs }: Patience): number {
    const earliest = pause.startedAt + settleMs;
    return pause.seconds === undefined ? earliest : Math.max(earliest, endsAt(pause) - beforeEndMs);
}

/** The first pause whose share is still to be judged: what an open-ended one lacks may still come. */
export function unjudged({ pauses }: { readonly pauses: readonly Pause[] }): Pause | undefined {
    return pauses.find(({ verdict, cutShort, seconds, endedAt }) => {
        const unknown = verdict === undefined || verdict.kind === "unknown";
        return (
            cutShort !== true &&
            (unknown || (verdict.kind !== "within" && seconds === undefined && endedAt === undefined))
        );
    });
}

/** The pauses with what was found out about one of them. */
export function pausesWith(
    pauses: readonly Pause[],
    stepIndex: number,
    verdict: PauseVerdict,
    now: number,
): readonly Pause[] {
    return pauses.map((pause) =>
        pause.stepIndex === stepIndex ? { ...pause, verdict: since(verdict, pause), measuredAt: now } : pause,
    );
}

/** The pause without a silence from before the cluster was not heard. */
export function withoutSilence({ verdict, ...pause }: Pause): Pause {
    return verdict === undefined || verdict.kind === "unknown" ? pause : { ...pause, verdict };
}

// The first silence of its kind counts, not the last.
function since(verdict: PauseVerdict, { verdict: before }: Pause): PauseVerdict {
    const same = verdict.kind === "unknown" && before?.kind === "unknown" && verdict.unasked === before.unasked;
    return same ? { ...verdict, since: before.since } : verdict;
}

/** How long states may last before they count, in milliseconds. */
export interface GracePeriods {
    /** The user's own timeout. */
    readonly timeoutMs: number;
    /** The Rollout may be created a moment after the gate starts. */
    readonly missingMs: number;
    /** A controller that runs has seen a new generation by then, also where it first had to become the leader. */
    readonly controllerMs: number;
    /** An invalid spec heals when, say, the AnalysisTemplate that it names appears. */
    readonly invalidMs: number;
    /** Traffic must be back on stable this long after an abort. */
    readonly abortMs: number;
    /** Everything must be verified this long after the rollout is Healthy. */
    readonly verificationMs: number;
    /** The AnalysisRun that explains an abort or a pause may arrive a moment after it. */
    readonly explainMs: number;
    /** What does not fit together for a shorter time is a moment between two of the controller's writes. */
    readonly betweenWritesMs: number;
    /** A promotion that has moved nothing by then was missed by the controller. */
    readonly promotionMs: number;
    /** A timed pause's share is evaluated this long before its end, so that an abort still comes before the next weight. */
    readonly beforeEndMs: number;
    /** Prometheus may be silent this long when a share is due. */
    readonly measureMs: number;
    /** So may the API server, through which it is asked; a watch notices by then whether it is silent to all. */
    readonly unaskedMs: number;
}

/** The grace periods of every gate; its timeout is the user's. */
export function gracePeriodsFor(timeoutSeconds: number): GracePeriods {
    return {
        timeoutMs: timeoutSeconds * 1000,
        missingMs: 30_000,
        controllerMs: 60_000,
        invalidMs: 60_000,
        abortMs: 60_000,
        verificationMs: 30_000,
        explainMs: 5_000,
        betweenWritesMs,
        promotionMs: 10_000,
        beforeEndMs: 2_000,
        measureMs: 10_000,
        unaskedMs: 45_000,
    };
}

/** How long what does not fit together, or has not moved yet, may be a moment between two of the controller's writes. */
export const betweenWritesMs = 3_000;

/** A cluster that has never answered is given up after this long; one that has is waited for until the deadline. */
export const unreachableMs = 15_000;

/** A container gets this long for what every container needs a moment for. */
export const containerMs = 30_000;

/** After a new weight nginx gets it within this time (its sync-rate-limit of 0.3/s), and requests under way end. */
export const settleMs = 4_000;

/** A pause that ends this much before its time was ended by a promotion from elsewhere. */
export const earlyMs = 2_000;

/** A pause that is seen this long after the cluster's clock began it was not seen to begin. */
export const lateMs = 3_000;

/** Interval between two counts of the requests of a pause. */
export const recountMs = 2_000;

/** An open-ended pause's share may be wrong this long from its beginning: nginx may get the weight and pods late. */
export const wrongShareMs = 30_000;

/** A query that hangs must not hide that Prometheus is silent; an unreachable API server is given up before. */
export const queryMs = 6_000;

/** Prometheus itself takes up to 5 s until it scrapes a pod that was there before (its discovery's own interval). */
export const discoveryMs = 6_000;

/** Interval between two decisions: states with a grace period are also decided on without an event. */
export const tickMs = 1_000;

/** Changes are printed when nothing has changed for this long. */
export const debounceMs = 100;

/** Changes that go on are printed this long after the first, so that a line comes within 0.3 s of its write. */
export const maxDelayMs = 250;

/** What does not fit together is a moment between two writes and not printed, unless it persists this long. */
export const settledMs = 1_000;

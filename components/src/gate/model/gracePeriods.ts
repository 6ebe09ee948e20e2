/** Times that states may persist before they count, in milliseconds. */
export interface GracePeriods {
    /** The user's own timeout. */
    readonly timeoutMs: number;
    /** The Rollout may be created a moment after the gate starts. */
    readonly missingMs: number;
    /** A running controller observes a new generation by then, even if it first had to become the leader. */
    readonly controllerMs: number;
    /** An invalid spec may heal, for example when the AnalysisTemplate that it names is created. */
    readonly invalidMs: number;
    /** Traffic must be back on stable this long after an abort. */
    readonly abortMs: number;
    /** Everything must be verified this long after the rollout is Healthy. */
    readonly verificationMs: number;
    /** The AnalysisRun that explains an abort or a pause may arrive a moment after it. */
    readonly explainMs: number;
    /** A shorter inconsistency is the time between two of the controller's writes. */
    readonly betweenWritesMs: number;
    /** The stable version may be without an available pod this long, as when its only pod is replaced. */
    readonly stableDownMs: number;
    /** A promotion without an effect by then was missed by the controller. */
    readonly promotionMs: number;
    /** A timed pause's share is evaluated this long before its end, so that an abort still comes before the next weight. */
    readonly beforeEndMs: number;
    /** Prometheus may be silent this long when a share is due. */
    readonly measureMs: number;
    /** So may the API server, which proxies the query; a watch notices by then whether it is silent altogether. */
    readonly unaskedMs: number;
}

/** Returns the grace periods of every gate; the timeout is the user's. */
export function gracePeriodsFor(timeoutSeconds: number): GracePeriods {
    return {
        timeoutMs: timeoutSeconds * 1000,
        missingMs: 30_000,
        controllerMs,
        invalidMs: 60_000,
        abortMs: 60_000,
        verificationMs: 30_000,
        explainMs: 5_000,
        betweenWritesMs,
        stableDownMs: 20_000,
        promotionMs: 10_000,
        beforeEndMs,
        measureMs: 10_000,
        unaskedMs: 45_000,
    };
}

/** Longest time in which a running controller does not act, because it starts or waits to become the leader. */
export const controllerMs = 60_000;

/** Longest time between two of the controller's writes, in which the state may be inconsistent or unchanged. */
export const betweenWritesMs = 3_000;

/** A cluster that has never answered fails the gate after this time; later outages may last until the deadline. */
export const unreachableMs = 15_000;

/** Time in which a container may be created and become ready. */
export const containerMs = 30_000;

/** Time in which a weight applies that no router is known for, and open requests end. */
export const settleMs = 4_000;

/** The requests of a pause are counted until this long before its end. */
export const beforeEndMs = 2_000;

/** Kubernetes' Events have whole seconds: each happened within this time. */
export const eventMs = 1_000;

/** A pause that ends this much early was ended by another client's promotion. */
export const earlyMs = 2_000;

/** A pause that is first seen this long after its start by the cluster's clock was not seen to begin. */
export const lateMs = 3_000;

/** Longest interval in which the requests of a pause are counted, its last one: every sample of it is read. */
export const longestCountMs = 600_000;

/** Pods of an aborted version that stay longer are not waited for: their counters show whether they get requests. */
export const abortedPodsMs = 45_000;

/** The time whose requests forecast those of the pauses. */
export const trafficMs = 3_600_000;

/** Interval between two queries for the traffic, if it must be known. */
export const trafficRetryMs = 10_000;

/** Shortest interval between two looks at the new version's answers: more often they are hardly scraped. */
export const lookMs = 2_000;

/** Longest interval between two looks; between these two it is that of the scrapes. */
export const rareLookMs = 5_000;

/** Longest time between two looks whose answers may have had several weights. */
export const longestWindowMs = 15_000;

/** A pod whose last scrape is older is gone. */
export const staleMs = 90_000;

/** Interval between two counts of the requests of a pause. */
export const recountMs = 2_000;

/** An open-ended pause's share may be wrong this long from its start: nginx may get the weight and pods late. */
export const wrongShareMs = 30_000;

/** Timeout of a query: a hanging one must not hide Prometheus' silence. An unreachable API server fails earlier. */
export const queryMs = 6_000;

/** Prometheus takes up to 5 s until it scrapes an existing pod (the interval of its discovery). */
export const discoveryMs = 6_000;

/** Interval between two decisions: states with a grace period are also decided on without an event. */
export const tickMs = 1_000;

/** Changes are printed when nothing has changed for this long. */
export const debounceMs = 100;

/** Changes that go on are printed this long after the first, so that a line comes within 0.3 s of its write. */
export const maxDelayMs = 250;

/** An inconsistent state is only printed if it persists this long; usually it is the time between two writes. */
export const settledMs = 1_000;

import type { RolloutGateInputs } from "./inputs";

/** What the user has left to the gate; part of its inputs, which say the defaults. */
export type GatePolicy = Pick<
    RolloutGateInputs,
    | "timeoutSeconds"
    | "onPause"
    | "onInconclusive"
    | "onTimeout"
    | "retryAborted"
    | "verifyInitial"
    | "requestsMetric"
    | "minRequests"
    | "onTooFewRequests"
    | "minMeasurements"
>;

/** How long states last before they count, in milliseconds. */
export interface Patience {
    readonly timeoutMs: number;
    /** The Rollout may be created a moment after the gate starts. */
    readonly missingMs: number;
    /** A controller that runs has seen a new generation by then, also where it first had to become the leader. */
    readonly controllerMs: number;
    /** An invalid spec heals when, say, the AnalysisTemplate that it names appears. */
    readonly invalidMs: number;
    /** Traffic must be back on stable this long after an abort. */
    readonly abortMs: number;
    /** Everything must be proven this long after the rollout is Healthy. */
    readonly proofMs: number;
    /** The AnalysisRun that explains an abort or a pause may arrive a moment after it. */
    readonly explainMs: number;
    /** What does not fit together for a shorter time is a moment between two of the controller's writes. */
    readonly betweenWritesMs: number;
    /** A promotion that has moved nothing by then was missed by the controller. */
    readonly promotionMs: number;
    /** A timed pause's share is judged this long before its end, so that an abort still comes before the next weight. */
    readonly beforeEndMs: number;
    /** Prometheus may be silent this long when a share is due. */
    readonly measureMs: number;
    /** So may the API server, through which it is asked; a watch notices by then whether it is silent to all. */
    readonly unaskedMs: number;
}

/** How long what does not fit together, or has not moved yet, may be a moment between two of the controller's writes. */
export const betweenWritesMs = 3_000;

/** The patience of every gate; its timeout is the user's. */
export function patienceOf(timeoutSeconds: number): Patience {
    return {
        timeoutMs: timeoutSeconds * 1000,
        missingMs: 30_000,
        controllerMs: 60_000,
        invalidMs: 60_000,
        abortMs: 60_000,
        proofMs: 30_000,
        explainMs: 5_000,
        betweenWritesMs,
        promotionMs: 10_000,
        beforeEndMs: 2_000,
        measureMs: 10_000,
        unaskedMs: 45_000,
    };
}

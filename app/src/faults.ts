/** Faults to inject into counted requests, for a canary analysis to detect. */
export interface Faults {
    /** Extra latency, drawn uniformly from this range for each request. */
    readonly latencyMs: { readonly min: number; readonly max: number };
    /** More latency for each request since the start, as with a leak. */
    readonly growthMs: number;
    /** Share of the requests that are answered with 500. */
    readonly errorRate: number;
    /** The only path with these faults; empty for every path. */
    readonly path: string;
    /** The faults begin above this number of requests in the last second. */
    readonly abovePerSecond: number;
    /** The process ends at this request; 0 for none. */
    readonly crashAt: number;
}

export const noFaults: Faults = {
    latencyMs: { min: 0, max: 0 },
    growthMs: 0,
    errorRate: 0,
    path: "",
    abovePerSecond: 0,
    crashAt: 0,
};

/** A request, as the faults depend on it. */
export interface FaultyRequest {
    readonly path: string | undefined;
    /** Its number since the start, from 1. */
    readonly number: number;
    /** Requests of the last second, with this one. */
    readonly perSecond: number;
}

/** The fault of one request. */
export interface DrawnFault {
    readonly delayMs: number;
    readonly failing: boolean;
    readonly crashing: boolean;
}

/** Draws the fault of one request; `random` is a number in [0, 1), as Math.random gives. */
export function drawFault(
    faults: Faults,
    { path, number, perSecond }: FaultyRequest,
    random: () => number = Math.random,
): DrawnFault {
    if ((faults.path !== "" && path !== faults.path) || perSecond <= faults.abovePerSecond) {
        return { delayMs: 0, failing: false, crashing: false };
    }
    const { min, max } = faults.latencyMs;
    return {
        delayMs: min + random() * (max - min) + faults.growthMs * number,
        failing: random() < faults.errorRate,
        crashing: number === faults.crashAt,
    };
}

/** Faults to inject into every counted request, for a canary analysis to detect. */
export interface Faults {
    /** Extra latency, drawn uniformly from this range for each request. */
    readonly latencyMs: { readonly min: number; readonly max: number };
    /** Share of the requests that are answered with 500. */
    readonly errorRate: number;
}

export const noFaults: Faults = { latencyMs: { min: 0, max: 0 }, errorRate: 0 };

/** The fault of one request. */
export interface DrawnFault {
    readonly delayMs: number;
    readonly failing: boolean;
}

/** Draws the fault of one request; `random` is a number in [0, 1), as Math.random gives. */
export function drawFault(faults: Faults, random: () => number = Math.random): DrawnFault {
    const { min, max } = faults.latencyMs;
    return { delayMs: min + random() * (max - min), failing: random() < faults.errorRate };
}

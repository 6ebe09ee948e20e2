import type { CountProblem } from "../model/finding";

/**
 * Requests of an aborted version, or a replaced one, between the last two scrapes of its pods. `scrapeMs`: the longest time
 * between these, in milliseconds; absent if no pod has two.
 */
export type DrainResult = (
    | { readonly kind: "stopped" }
    | { readonly kind: "flowing"; readonly requests: number }
    | { readonly kind: "unknown"; readonly problem: CountProblem }
) & { readonly scrapeMs?: number };

/** The last look whether such a version still gets requests; times in milliseconds. */
export interface Drain {
    readonly result: DrainResult;
    readonly at: number;
    /** The first look in a row with a result of this kind. */
    readonly since: number;
}

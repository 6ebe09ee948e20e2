import type { CountProblem } from "../model/finding";

/** Requests of an aborted version between the last two scrapes of its pods. */
export type DrainResult =
    | { readonly kind: "stopped" }
    | { readonly kind: "flowing"; readonly requests: number }
    | { readonly kind: "unknown"; readonly problem: CountProblem };

/** The last look whether an aborted version still gets requests; times in milliseconds. */
export interface Drain {
    readonly result: DrainResult;
    readonly at: number;
    /** The first look in a row with a result of this kind. */
    readonly since: number;
}

import type { AbortCause } from "./abortCause";
import type { StepPosition } from "./evidence";
import type { Finding } from "./finding";
import type { Outcome } from "./outcome";

/** A version that an earlier run of the gate has verified. */
export interface Verified {
    readonly outcome: Outcome;
    readonly podHash: string;
    readonly revision: number;
}

/** What an earlier run of the gate left in the state. */
export interface Previous {
    readonly podHash: string;
    readonly revision: number;
    /** The last version that was verified, which need not be this one: a failure after it does not undo that. */
    readonly verified?: Verified;
    /** Where it aborted; text where an older gate wrote the state. */
    readonly abortedAt?: StepPosition | string;
    /** Why this gate aborted it; absent where the controller or another client did. */
    readonly abortedFor?: AbortCause;
    /** What disproved it when it had all traffic already: no later update can verify it any more. */
    readonly disprovedBy?: readonly Finding[];
}

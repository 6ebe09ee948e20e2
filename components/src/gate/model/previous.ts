import type { AbortCause } from "./abortCause";
import type { StepPosition } from "./evidence";
import type { Finding } from "./finding";
import type { Outcome } from "./outcome";

/** A version that an earlier run of the gate has verified. */
export interface Verified {
    readonly outcome: Outcome;
    readonly podHash: string;
    readonly revision: number;
    /** The Rollout's uid; older states have none. */
    readonly uid?: string;
}

/** Results of an earlier run of the gate, from the state. */
export interface Previous {
    readonly podHash: string;
    readonly revision: number;
    /** The Rollout's uid; older states have none. */
    readonly uid?: string;
    /** The version that the stable Service selected at its end; undefined if that is not in the state. */
    readonly stableHash?: string;
    /** The last verified version, which need not be this one: a later failure does not undo it. */
    readonly verified?: Verified;
    /** The position at which it aborted; text if an older gate wrote the state. */
    readonly abortedAt?: StepPosition | string;
    /** The cause of this gate's abort; absent if the controller or another client aborted it. */
    readonly abortedFor?: AbortCause;
    /** Findings that its failed runs left unproven; undefined if they kept no record. */
    readonly unproven?: readonly Finding[];
    /** Findings that disproved it after it got all traffic: no later update can verify it. */
    readonly disprovedBy?: readonly Finding[];
}

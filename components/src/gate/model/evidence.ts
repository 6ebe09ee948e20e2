import type { AbortCause } from "./abortCause";
import type { Finding } from "./finding";

/** A step of a rollout, as its lines count it. */
export interface StepPosition {
    readonly step: number;
    readonly steps: number;
    /** The weight that the step belongs to, as declared; none before the first. */
    readonly setWeight?: number;
    /** The same in percent; another number where maxTrafficWeight is not 100. */
    readonly percent?: number;
}

/** The last measurement of a metric; `value` and `at` are absent where there was none. */
export interface MeasurementEvidence {
    readonly condition: string;
    readonly count: number;
    readonly phase: string;
    readonly value?: string;
    readonly at?: string;
}

/**
 * The observations that an outcome rests on, for the state and for stack outputs: plain data. Times are ISO 8601.
 *
 * Everything may be absent: a gate that saw no rollout has no evidence, and older gates kept less.
 */
export interface Evidence {
    readonly startedAt?: string;
    readonly finishedAt?: string;
    /** The weights that every canary Ingress had, in their order. */
    readonly weights?: readonly { readonly weight: number; readonly at: string }[];
    readonly analysisRuns?: readonly { readonly name: string; readonly phase: string }[];
    /** By metric; one of a step's analysis as "METRIC at step N". */
    readonly measurements?: Readonly<Record<string, MeasurementEvidence>>;
    /** The pod hash that each Service selected in the end. */
    readonly services?: Readonly<Partial<Record<"stable" | "canary", string>>>;
    /** The requests of each pause in which they were counted. */
    readonly shares?: readonly { readonly weight: number; readonly canary: number; readonly total: number }[];
    /** Where the rollout was when it aborted; text in the states of older gates. */
    readonly abortedAt?: StepPosition | string;
    /** Why this gate aborted it, absent where it did not; text in the states of older gates. */
    readonly abortedFor?: AbortCause | string;
    /** What disproved the version when it had all traffic already: no later update can verify it any more. */
    readonly disprovedBy?: readonly Finding[];
    /** The same as text, in the states of older gates. */
    readonly refutedBy?: string;
    /** Remarks for a reader of the outcome. */
    readonly notes?: readonly string[];
}

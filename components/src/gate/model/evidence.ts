import type { AbortCause } from "./abortCause";
import type { BothAnswers, DetectableFaults, Signal } from "./answers";
import type { RoutingEvidence } from "./routingEvidence";
import type { Finding } from "./finding";

/** A step of a rollout, as counted in the progress lines. */
export interface StepPosition {
    readonly step: number;
    readonly steps: number;
    /** The weight that the step belongs to, as declared; none before the first. */
    readonly setWeight?: number;
    /** The same in percent; differs if maxTrafficWeight is not 100. */
    readonly percent?: number;
}

/** The last measurement of a metric; `value` and `at` are absent if there was none. */
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
    /** The weights that every object of the routers had, in their order; see `routing` for where they were read. */
    readonly weights?: readonly { readonly weight: number; readonly at: string }[];
    /** The routers, and where their weights were read; absent for ingress-nginx alone, whose Ingresses were read. */
    readonly routing?: RoutingEvidence;
    readonly analysisRuns?: readonly { readonly name: string; readonly phase: string }[];
    /** By metric; one of a step's analysis as "METRIC at step N". */
    readonly measurements?: Readonly<Record<string, MeasurementEvidence>>;
    /** The pod hash that each Service selected in the end. */
    readonly services?: Readonly<Partial<Record<"stable" | "canary", string>>>;
    /** The requests of each pause in which they were counted, and the least faults that they showed. */
    readonly shares?: readonly {
        readonly weight: number;
        readonly canary: number;
        readonly total: number;
        readonly least?: DetectableFaults;
    }[];
    /** The least faults that all pauses together would show, by the traffic before them. */
    readonly forecast?: { readonly requestsPerSecond: number; readonly together: DetectableFaults };
    /** The answers that were judged, by signal: `bad` are those with 5xx, or over the latency bound. */
    readonly answers?: Readonly<Record<Signal, BothAnswers>>;
    /** The position at which the rollout aborted; text in the states of older gates. */
    readonly abortedAt?: StepPosition | string;
    /** The cause of this gate's abort, absent if there was none; text in the states of older gates. */
    readonly abortedFor?: AbortCause | string;
    /** Findings that a failed run left unproven: a later one proves them, or the user accepts them, or it fails too. */
    readonly unproven?: readonly Finding[];
    /** Findings that disproved the version after it got all traffic: no later update can verify it. */
    readonly disprovedBy?: readonly Finding[];
    /** The same as text, in the states of older gates. */
    readonly refutedBy?: string;
    /** Remarks about the outcome. */
    readonly notes?: readonly string[];
}

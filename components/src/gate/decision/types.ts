import type { GateErrorCode, Outcome } from "../model/outcome";

/** A change of the Rollout's course that this gate decides on. */
export type Write =
    | { readonly kind: "promote"; readonly why: string; readonly by: "pause" | "inconclusive" | "nudge" }
    | { readonly kind: "abort"; readonly code: GateErrorCode; readonly details: readonly string[] }
    | { readonly kind: "retry" };

/** What to do about an observation. */
export type Decision =
    | { readonly kind: "wait"; readonly reason: string; readonly note?: string }
    /** Ask Prometheus for the shares of requests in a pause: from, until in milliseconds. */
    | { readonly kind: "measure"; readonly stepIndex: number; readonly from: number; readonly until: number }
    | { readonly kind: "write"; readonly write: Write }
    /** Measure a first deploy by an AnalysisRun of this gate's own. */
    | { readonly kind: "verify" }
    | { readonly kind: "succeed"; readonly outcome: Outcome }
    | Failure;

/** The end of a gate that could not prove its version. */
export interface Failure {
    readonly kind: "fail";
    readonly code: GateErrorCode;
    readonly outcome: Outcome;
    readonly details: readonly string[];
    /** The cluster does not let this gate do what it has decided on. */
    readonly forbidden?: true;
    /** It was refuted when it had all traffic already: no later update can prove what its steps did not. */
    readonly disproved?: true;
}

/** A failure; without an outcome of Argo's own it only says that nothing is proven. */
export function fail(code: GateErrorCode, outcome: Outcome = "Unproven", details: readonly string[] = []): Failure {
    return { kind: "fail", code, outcome, details };
}

/** Patience, and what for. */
export function wait(reason: string): { kind: "wait"; reason: string } {
    return { kind: "wait", reason };
}

import type { Outcome } from "../model/outcome";
import type { Write } from "./writes";

/** Why a gate failed; a closed set, with one sentence each in errors.ts. */
export type GateErrorCode =
    | "Missing"
    | "ControllerSilent"
    | "InvalidSpec"
    | "Superseded"
    | "Aborted"
    | "Paused"
    | "Inconclusive"
    | "AnalysisFailed"
    | "Unmeasured"
    | "NotProven"
    | "TimedOut"
    | "ClusterFailed";

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
    readonly refuted?: true;
}

/** A failure; without an outcome of Argo's own it only says that nothing is proven. */
export function fail(code: GateErrorCode, outcome: Outcome = "Unproven", details: readonly string[] = []): Failure {
    return { kind: "fail", code, outcome, details };
}

/** Patience, and what for. */
export function wait(reason: string): { kind: "wait"; reason: string } {
    return { kind: "wait", reason };
}

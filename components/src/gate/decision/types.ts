import type { Finding, WaitReason } from "../model/finding";
import type { GateErrorCode, Outcome } from "../model/outcome";

/** A change of the Rollout's course that this gate decides on. */
export type Write =
    /** `by`: a pause in which everything is verified, onInconclusive, or a promotion that the controller has missed. */
    | { readonly kind: "promote"; readonly by: "pause" | "inconclusive" | "nudge" }
    | { readonly kind: "abort"; readonly code: GateErrorCode; readonly findings: readonly Finding[] }
    | { readonly kind: "retry" };

/** The next thing to do. */
export type Decision =
    | Wait
    /** Ask Prometheus for the shares of requests in a pause: from, until in milliseconds. */
    | { readonly kind: "measure"; readonly stepIndex: number; readonly from: number; readonly until: number }
    | { readonly kind: "write"; readonly write: Write }
    /** Measure a first deploy by an AnalysisRun of this gate's own. */
    | { readonly kind: "verify" }
    | { readonly kind: "succeed"; readonly outcome: Outcome }
    | Failure;

export interface Wait {
    readonly kind: "wait";
    readonly reason: WaitReason;
}

/** The end of a gate that could not verify its version. */
export interface Failure {
    readonly kind: "fail";
    readonly code: GateErrorCode;
    readonly outcome: Outcome;
    readonly findings: readonly Finding[];
    /** The cluster does not let this gate do what it has decided on. */
    readonly forbidden?: true;
    /** It was disproved when it had all traffic already: no later update can verify what its steps did not. */
    readonly disproved?: true;
}

/** Creates a failure; without an outcome of Argo's own it only says that nothing is verified. */
export function fail(code: GateErrorCode, outcome: Outcome = "Unproven", findings: readonly Finding[] = []): Failure {
    return { kind: "fail", code, outcome, findings };
}

/** Creates a `wait` decision. */
export function wait(reason: WaitReason): Wait {
    return { kind: "wait", reason };
}

/** Creates the decision to abort. */
export function abort(code: GateErrorCode, findings: readonly Finding[]) {
    return { kind: "write" as const, write: { kind: "abort" as const, code, findings } };
}

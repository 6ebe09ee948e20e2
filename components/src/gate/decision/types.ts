import type { PlannedPause } from "../judge/forecast";
import type { JudgeInputs } from "../model/judgeInputs";
import type { Finding, WaitReason } from "../model/finding";
import type { GateErrorCode, Outcome } from "../model/outcome";

/** A write to the Rollout that this gate decides on. */
export type Write =
    /**
     * `by`: a pause with everything verified, onInconclusive, or a promotion that the controller has missed; promoted
     * fully: onStableDown, or a stable version that was never available.
     */
    | { readonly kind: "promote"; readonly by: "pause" | "inconclusive" | "nudge" | "stableDown" | "neverAvailable" }
    | { readonly kind: "abort"; readonly code: GateErrorCode; readonly findings: readonly Finding[] }
    | { readonly kind: "retry" };

/** The next thing to do. */
export type Decision =
    | Wait
    /** Ask Prometheus for the shares of requests in a pause: from, until in milliseconds. */
    | { readonly kind: "measure"; readonly stepIndex: number; readonly from: number; readonly until: number }
    /** Compute what the pauses can show from the traffic, and ask Prometheus for it unless it is declared. */
    | {
          readonly kind: "forecast";
          readonly judge: JudgeInputs;
          readonly pauses: readonly PlannedPause[];
          readonly at: number;
      }
    /** Ask Prometheus for the answers of both versions; the time in milliseconds. */
    /** `since`: the time from which answers count that no look has counted. */
    | { readonly kind: "judge"; readonly judge: JudgeInputs; readonly since: number; readonly at: number }
    /** Ask Prometheus for the requests of an aborted version: from, until in milliseconds. */
    /** `podHash`: the version that a promoted one replaced, instead of the aborted one. */
    | { readonly kind: "drain"; readonly from: number; readonly until: number; readonly podHash?: string }
    /** Ask the cluster's Events and Prometheus for the steps that ran before this gate watched. */
    | { readonly kind: "review" }
    | { readonly kind: "write"; readonly write: Write }
    /** Read the traffic's objects once from the API server: a watch may be late. */
    | { readonly kind: "confirm" }
    /** Measure a first deploy by this gate's own AnalysisRun. */
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
    /** The cluster denies what this gate has decided on. */
    readonly forbidden?: true;
    /** It was disproved after it got all traffic: no later update can verify what its steps did not. */
    readonly disproved?: true;
}

/** Creates a failure; the default outcome only reports that nothing is verified. */
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

const queries = ["measure", "forecast", "judge", "drain", "review"] as const;

/** A decision that only queries Prometheus, and for a review the Events: other decisions are made before its end. */
export type Query = Extract<Decision, { kind: (typeof queries)[number] }>;

/** True for a {@link Query}. */
export function isQuery<T extends { readonly kind: string }>(decision: T): decision is T & Query {
    return queries.some((kind) => kind === decision.kind);
}

/** How a rollout ended, in Argo's words; `Unproven` is ours: it ended, but nothing proves that the version is good. */
export type Outcome =
    | "Initial"
    | "Promoted"
    | "FastPromoted"
    | "RolledBack"
    | "FastRolledBack"
    | "Aborted"
    | "Superseded"
    | "Inconclusive"
    | "TimedOut"
    | "Unproven";

/** Why a gate failed; a closed set. */
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

/** Stands for all metrics where there is no AnalysisRun that could name them. */
export const everyMetric = "every metric";

/** Whether a version with this outcome serves, and was verified or did not need to be. */
export function isSuccess(outcome: string | undefined): outcome is Outcome {
    const good: Outcome[] = ["Initial", "Promoted", "FastPromoted", "RolledBack", "FastRolledBack"];
    return good.some((candidate) => candidate === outcome);
}

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
    /** Where it aborted, in words: "step 3/9 (setWeight 25)". */
    readonly abortedAt?: string;
    /** Why this gate aborted it, in words; absent where the controller or a person did. */
    readonly abortedFor?: string;
    /** What disproved it when it had all traffic already, in words: no later update can verify it any more. */
    readonly disprovedBy?: string;
}

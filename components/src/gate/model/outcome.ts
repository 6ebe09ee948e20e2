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

/** Whether a version with this outcome serves, and was verified or did not need to be. */
export function isSuccess(outcome: string | undefined): outcome is Outcome {
    const good: Outcome[] = ["Initial", "Promoted", "FastPromoted", "RolledBack", "FastRolledBack"];
    return good.some((candidate) => candidate === outcome);
}

/** The outcome of a rollout in Argo's terms; `Unproven` is ours: it ended, but the version was not verified. */
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

/** Reason why a gate failed; a closed set. */
export type GateErrorCode =
    | "Missing"
    | "ControllerSilent"
    | "InvalidSpec"
    | "Unsupported"
    | "Superseded"
    | "Aborted"
    | "Paused"
    | "Inconclusive"
    | "AnalysisFailed"
    | "Unmeasured"
    | "NotProven"
    | "TimedOut"
    | "ClusterFailed";

/** True when a version with this outcome serves, and was verified or did not need to be. */
export function isSuccess(outcome: string | undefined): outcome is Outcome {
    const good: Outcome[] = ["Initial", "Promoted", "FastPromoted", "RolledBack", "FastRolledBack"];
    return good.some((candidate) => candidate === outcome);
}

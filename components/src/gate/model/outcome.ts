/**
 * The outcome of a rollout in Argo's terms. Ours are `Unproven`: it ended, but the version was not verified; `Adopted`:
 * it was Healthy before this gate existed; `Unobserved`: its steps ran without this gate, no samples prove them, and the
 * user accepts that.
 */
export type Outcome =
    | "Initial"
    | "Promoted"
    | "FastPromoted"
    | "RolledBack"
    | "FastRolledBack"
    | "Adopted"
    | "Unobserved"
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
    | "Unhealthy"
    | "Unobserved"
    | "StableDown"
    | "Unavailable"
    | "TimedOut"
    | "ClusterFailed";

/** True when a version with this outcome serves, and was verified or did not need to be. */
export function isSuccess(outcome: string | undefined): outcome is Outcome {
    const good: Outcome[] = [
        "Initial",
        "Promoted",
        "FastPromoted",
        "RolledBack",
        "FastRolledBack",
        "Adopted",
        "Unobserved",
    ];
    return good.some((candidate) => candidate === outcome);
}

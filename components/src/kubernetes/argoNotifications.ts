/** Name of the Secret and of the ConfigMap that the Argo Rollouts controller reads its notifications from, in its namespace. */
export const notificationSecret = "argo-rollouts-notification-secret";
export const notificationConfigMap = "argo-rollouts-notification-configmap";

/** An event of a Rollout that a subscription may be about, by the controller's name. */
export type ArgoTrigger =
    | "on-rollout-updated"
    | "on-rollout-step-completed"
    | "on-rollout-paused"
    | "on-rollout-completed"
    | "on-rollout-aborted"
    | "on-analysis-run-failed"
    | "on-analysis-run-error"
    | "on-analysis-run-inconclusive";

/** The events with their sentence. */
export const argoTriggers: Readonly<Record<ArgoTrigger, string>> = {
    "on-rollout-updated": "is updated",
    "on-rollout-step-completed": "has completed a step",
    "on-rollout-paused": "is paused",
    "on-rollout-completed": "is completed",
    "on-rollout-aborted": "is aborted",
    "on-analysis-run-failed": "has an AnalysisRun that failed",
    "on-analysis-run-error": "has an AnalysisRun with an error",
    "on-analysis-run-inconclusive": "has an AnalysisRun without a conclusion",
};

/** True for a name that a service may have: with a trigger it is part of an annotation's key, whose parts dots separate. */
export function isServiceName(name: unknown): name is string {
    return typeof name === "string" && /^[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?$/.test(name);
}

/** The services of the controller's configuration that have one name. */
export const argoServices = { slack: "slack", teams: "teams-workflows" } as const;

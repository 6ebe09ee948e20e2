import { withoutUndefined } from "./args/withoutUndefined";
import type * as k8s from "@pulumi/kubernetes";
import type { RolloutSpec } from "../kubernetes/customResources";
import { type CanaryScale, replicasOf } from "./args/scale";
import type { CanaryStep } from "./args/steps";
import { type CanaryStrategyArgs, strategyDefaults } from "./args/strategy";
import type { canaryStrategy } from "./strategy";

/** Field manager of the Rollout's declared fields, for Pulumi and for the baseline, so that Pulumi can take over. */
export const fieldManager = "canary-delivery-pulumi";

/**
 * Annotations for Pulumi's apply and delete of the Rollout. Apply uses force, as for every object of the app: the
 * controller writes the whole object at each new revision, and then owns the fields that it normalised.
 *
 * Deletion is in the background: the Rollout is gone at once, and its pods follow. Pulumi's default, to wait for the
 * pods, crashes its provider with a nil pointer if the API server's cache still has the previous Rollout: Argo's
 * `status.observedGeneration` is a string, and the provider expects a number in every object that is not terminating
 * (pkg/await/condition/deleted.go of 4.25.0, unchanged in July 2026).
 */
export const rolloutAnnotations = {
    "pulumi.com/patchFieldManager": fieldManager,
    "pulumi.com/deletionPropagationPolicy": "background",
} as const;

/** Returns the Rollout's spec with its pods and its strategy. */
export function rolloutSpec(
    args: CanaryStrategyArgs & { readonly steps: readonly CanaryStep[]; readonly scale?: CanaryScale },
    matchLabels: Readonly<Record<string, string>>,
    template: k8s.types.input.core.v1.PodTemplateSpec,
    strategy: ReturnType<typeof canaryStrategy>,
): RolloutSpec {
    return withoutUndefined<RolloutSpec>({
        replicas: replicasOf(args.scale),
        progressDeadlineSeconds: args.progressDeadlineSeconds ?? strategyDefaults.progressDeadlineSeconds,
        revisionHistoryLimit: args.revisionHistoryLimit ?? strategyDefaults.revisionHistoryLimit,
        // The controller drops false, which it treats as absent.
        progressDeadlineAbort: (args.progressDeadlineAbort ?? strategyDefaults.progressDeadlineAbort) || undefined,
        rollbackWindow: args.rollbackWindow,
        analysis: runHistory(args.steps),
        selector: { matchLabels },
        template,
        strategy: withoutUndefined(strategy),
    });
}

/** Successful AnalysisRuns that the controller keeps by default, those of finished steps included. */
const keptRuns = 5;

/** Keeps all AnalysisRuns of a rollout until its end, when the gate reads each of them. */
function runHistory(steps: readonly CanaryStep[]): RolloutSpec["analysis"] {
    const ofSteps = steps.filter((step) => "analysis" in step).length;
    // And the one in the background.
    const runs = ofSteps + 1;
    return runs > keptRuns ? { successfulRunHistoryLimit: runs } : undefined;
}

import type * as k8s from "@pulumi/kubernetes";
import type { RolloutSpec } from "../kubernetes/customResources";
import { type CanaryScale, replicasOf } from "./args/scale";
import type { CanaryStep } from "./args/steps";
import { type CanaryStrategyArgs, strategyDefaults } from "./args/strategy";
import type { canaryStrategy } from "./strategy";

/** Who owns the declared fields of the Rollout: Pulumi, and a baseline before it, so that one can follow the other. */
export const fieldManager = "canary-delivery-pulumi";

/**
 * How Pulumi applies the Rollout, by force like every object of the app: the controller writes the whole object at each
 * new revision, and then owns what it normalised.
 *
 * It is gone as soon as Pulumi deletes it, and its pods follow. Pulumi's default, to wait for the pods, ends its provider
 * with a nil pointer where the API server's cache still shows the Rollout as it was before: Argo's
 * `status.observedGeneration` is text, and the provider expects a number of every object that is not terminating
 * (pkg/await/condition/deleted.go of 4.25.0, unchanged in July 2026).
 */
export const rolloutAnnotations = {
    "pulumi.com/patchFieldManager": fieldManager,
    "pulumi.com/deletionPropagationPolicy": "background",
} as const;

/** The Rollout's spec around its pods and its strategy. */
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
        // What false means is what the controller takes for absent, and drops.
        progressDeadlineAbort: (args.progressDeadlineAbort ?? strategyDefaults.progressDeadlineAbort) || undefined,
        rollbackWindow: args.rollbackWindow,
        analysis: runHistory(args.steps),
        selector: { matchLabels },
        template,
        strategy: withoutUndefined(strategy),
    });
}

/** The successful AnalysisRuns that the controller keeps of its own accord, of steps that are over too. */
const keptRuns = 5;

/** A rollout's first AnalysisRuns must still be there at its end, where the gate asks for each. */
function runHistory(steps: readonly CanaryStep[]): RolloutSpec["analysis"] {
    const ofSteps = steps.filter((step) => "analysis" in step).length;
    // And the one in the background.
    const runs = ofSteps + 1;
    return runs > keptRuns ? { successfulRunHistoryLimit: runs } : undefined;
}

/** A copy without undefined fields, those of plain objects within it included; Outputs stay what they are. */
export function withoutUndefined<T>(value: T): T {
    if (Array.isArray(value)) {
        return value.map((item: unknown) => withoutUndefined(item)) as T;
    }
    if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) {
        return value;
    }
    const entries = Object.entries(value).filter(([, field]) => field !== undefined);
    return Object.fromEntries(entries.map(([key, field]) => [key, withoutUndefined<unknown>(field)])) as T;
}

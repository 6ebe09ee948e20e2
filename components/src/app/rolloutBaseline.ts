import type * as pulumi from "@pulumi/pulumi";
import { RolloutBaseline, type RolloutBaselineArgs } from "./baseline";
import { fieldManager } from "./rollout";
import { strategyDefaults } from "./strategy";

/** A baseline's pods have their own deadline, and requests and their measurement this long after it; a day in all. */
const reserveSeconds = 300;
const limitSeconds = 86_400;

/** The version that is deployed first, applied as the Rollout will be. */
export function baseline(
    name: string,
    args: Omit<RolloutBaselineArgs, "fieldManager" | "timeoutSeconds">,
    progressDeadlineSeconds: number = strategyDefaults.progressDeadlineSeconds,
    opts?: pulumi.CustomResourceOptions,
): RolloutBaseline {
    const timeoutSeconds = Math.min(progressDeadlineSeconds + reserveSeconds, limitSeconds);
    return new RolloutBaseline(name, { ...args, fieldManager, timeoutSeconds }, opts);
}

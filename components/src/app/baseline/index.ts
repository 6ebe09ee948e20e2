/** The baseline of a rollout: the version that a canary on an empty cluster is compared with. */
export { RolloutBaseline, type RolloutBaselineArgs } from "./resource";

/** The rollout gate: makes `pulumi up` wait for a canary, and fail when it is rolled back. */
export { RolloutGate, type RolloutGateArgs } from "./resource";
export type { Evidence } from "./report/evidence";
export type { Outcome } from "./model/outcome";

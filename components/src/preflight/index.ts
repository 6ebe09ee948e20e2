/** The preflight: checks a cluster before a Rollout is touched. */
export { Preflight } from "./resource";

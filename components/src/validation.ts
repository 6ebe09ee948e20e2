/** Checks of the components' arguments, for programs that map their own settings to them. */
export { validateCanaryApp } from "./app/validate/canaryApp";
export { type StrategyField, strategyFields } from "./app/validate/strategy";
export type { ValidationError } from "./app/validate/validation";
export { parseDuration } from "./kubernetes/duration";
export { expandHome, inCluster, isKubeconfigContent, isSelfContained } from "./kubernetes/kubeconfig";
export { isDnsLabel, isObjectName } from "./kubernetes/names";
export { argoNotificationProblems } from "./platform/notifications";
export { syntheticRequestProblems } from "./platform/syntheticTraffic";
export { type InputProblem, isHttpUrl, isPath, shown } from "./provider/inputs";

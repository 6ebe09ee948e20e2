/** What other projects may use of this package: components, the gate, and what reads another stack's outputs. */
export {
    type AnalysisArgs,
    type CanaryAnalysisStep,
    CanaryApp,
    type CanaryAppArgs,
    type CanaryAutoscaling,
    type CanaryClients,
    type CanaryDisruptionBudget,
    type CanaryGateArgs,
    type CanaryIngress,
    type CanaryIngressRule,
    type CanaryPod,
    type CanaryPodMetadata,
    type CanaryScale,
    type CanaryScaleStep,
    type CanaryStep,
    type CanaryStrategyArgs,
    type CanaryVolume,
    type ValidationError,
} from "./app";
export { type Evidence, type Outcome, RolloutGate, type RolloutGateArgs } from "./gate";
export {
    type AppOutputs,
    contractVersion,
    type PlatformOutputs,
    type StackOutputs,
    type VerdictOutputs,
} from "./outputs/contract";
export { type ReadOutputs, readOutputs } from "./outputs/readOutputs";
export { ArgoRollouts, type ArgoRolloutsArgs } from "./platform/argoRollouts";
export { IngressNginx, type IngressNginxArgs } from "./platform/ingressNginx";
export { PrometheusStack } from "./platform/prometheus/prometheusStack";
export type { MonitoredPods, PrometheusStackArgs } from "./platform/prometheus/prometheusStackArgs";
export { type KubernetesObject, readReleaseManifest } from "./platform/release/readManifest";
export { SyntheticTraffic, type SyntheticTrafficArgs } from "./platform/syntheticTraffic";
export { program } from "./program";

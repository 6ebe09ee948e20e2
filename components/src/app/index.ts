export { CanaryApp } from "./canaryApp";
export type { AnalysisArgs } from "./args/analysis";
export type { CanaryAppArgs, CanaryClients, CanaryDisruptionBudget, CanaryGateArgs } from "./args/app";
export type { ArgoSubscription } from "./args/argoNotifications";
export type { CanaryIngress, CanaryIngressRule } from "./args/ingresses";
export type { CanaryRouter } from "./args/router";
export type { CanaryJudgeArgs } from "./args/judge";
export type {
    CanaryAnalysisArg,
    CanaryJob,
    CanaryMeasurement,
    CanaryMetric,
    CanaryMetricLimits,
    CanarySecretArg,
    CanaryTemplateReference,
    CanaryValueArg,
    CanaryWeb,
    ErrorRatio,
    LatencyQuantile,
    MeasuredSeries,
    MetricScope,
    PromqlMeasurement,
    Saturation,
    SuccessRate,
} from "./args/metrics";
export type { PrometheusAccessArgs } from "./args/prometheusAccess";
export type { CanaryMonitor } from "./args/monitor";
export type { CanaryMonitoring, ServiceLevelObjective } from "./args/monitoring";
export type { CanaryPod, CanaryVolume } from "./args/pod";
export type { CanaryContainer, CanaryPodSpec, CanaryPodTemplate } from "./args/podTemplate";
export type { CanaryAutoscaling, CanaryScale } from "./args/scale";
export type { CanarySmokeTest, SmokeTestImage, SmokeTestRequest, SmokeTestRequests } from "./args/smokeTest";
export type { CanaryAnalysisStep, CanaryScaleStep, CanaryStep } from "./args/steps";
export type { CanaryPodMetadata, CanaryStrategyArgs } from "./args/strategy";
export { validateCanaryApp } from "./validate/canaryApp";
export { strategyFields } from "./validate/strategy";
export type { ValidationError } from "./validate/validation";

/** Public API of this package: the components, the gate, and the reader of another stack's outputs. */
export {
    type AnalysisArgs,
    type ArgoSubscription,
    type CanaryAnalysisArg,
    type CanaryAnalysisStep,
    CanaryApp,
    type CanaryAppArgs,
    type CanaryAutoscaling,
    type CanaryClients,
    type CanaryContainer,
    type CanaryDisruptionBudget,
    type CanaryGateArgs,
    type CanaryIngress,
    type CanaryIngressRule,
    type CanaryJob,
    type CanaryJudgeArgs,
    type CanaryMeasurement,
    type CanaryMetric,
    type CanaryMetricLimits,
    type CanaryMonitor,
    type CanaryMonitoring,
    type CanaryPod,
    type CanaryPodMetadata,
    type CanaryPodSpec,
    type CanaryPodTemplate,
    type CanaryRouter,
    type CanaryScale,
    type CanaryScaleStep,
    type CanarySmokeTest,
    type CanaryStep,
    type CanarySecretArg,
    type CanaryStrategyArgs,
    type CanaryTemplateReference,
    type CanaryValueArg,
    type CanaryVolume,
    type CanaryWeb,
    type ErrorRatio,
    type LatencyQuantile,
    type MeasuredSeries,
    type MetricScope,
    type PrometheusAccessArgs,
    type PromqlMeasurement,
    type Saturation,
    type ServiceLevelObjective,
    type SmokeTestImage,
    type SmokeTestRequest,
    type SmokeTestRequests,
    type SuccessRate,
    type ValidationError,
} from "./app";
export type { AlbRouterArgs } from "./routers/alb/args";
export type { ExistingGateway, GatewayApiRouterArgs, OwnGateway } from "./routers/gatewayApi/args";
export type { IstioRouterArgs } from "./routers/istio/args";
export type { CanaryRoute } from "./routers/model/rule";
export type { NginxRouterArgs } from "./routers/nginx/args";
export type { PluginRouterArgs } from "./routers/plugin/args";
export type { RouterName } from "./routers/traits";
export type { TraefikRouterArgs } from "./routers/traefik/args";
export type { RolloutBaseline } from "./app/baseline/resource";
export type { AppConfiguration } from "./app/configuration/appConfiguration";
export type { ConfigurationRetention } from "./app/configuration/resource";
export {
    type AbortCause,
    type Answers,
    type BothAnswers,
    type DetectableFaults,
    type ControllerAbort,
    type CountProblem,
    type Evidence,
    type Finding,
    type ForeignOwner,
    type GateAbort,
    type GateErrorCode,
    type GateNotifications,
    type GateWebhook,
    type HashedSpec,
    type Identity,
    type JudgeInputs,
    type LabelMatcher,
    type LatencyUnit,
    type MeasurementEvidence,
    type Misrouting,
    type NoAnswers,
    type Notification,
    type NotificationData,
    type NotifiedStep,
    type NotifiedVerdict,
    type Outcome,
    type PrometheusAccess,
    type PrometheusHeader,
    type PrometheusOAuth2,
    type PrometheusSigv4,
    type ReviewProblem,
    RolloutGate,
    type RoutingCause,
    type RolloutGateArgs,
    type RolloutGatePolicy,
    type RouteFault,
    type RouteKind,
    type RouteMisrouting,
    type RouteReference,
    type RoutingEvidence,
    type SecretKey,
    type Share,
    type ShareBounds,
    type ShareCounts,
    type Signal,
    specHash,
    type StepPosition,
    type Unmeasured,
    type Unsupported,
    type WaitReason,
    type WeightSource,
    type WriteKind,
} from "./gate";
export type { ArgoTrigger } from "./kubernetes/argoNotifications";
export type { AnalysisTemplate, Prometheus, Rollout } from "./kubernetes/customResources";
export {
    type AppOutputs,
    contractVersion,
    type PlatformOutputs,
    type StackOutputs,
    type VerdictOutputs,
} from "./outputs/contract";
export { type ReadOutputs, readOutputs } from "./outputs/readOutputs";
export { type OwnershipArgs, withOwnershipCheck } from "./ownership";
export type { MonitoringArgs } from "./monitoring/args";
export type { Preflight } from "./preflight";
export { ArgoRollouts, type ArgoRolloutsArgs } from "./platform/argoRollouts";
export type { ArgoNotificationsArgs, ArgoWebhook, NotificationKey } from "./platform/notifications";
export type { RouterPlugin } from "./platform/routerPlugins";
export type { CustomResourceDefinitions } from "./platform/customResourceDefinitions/resource";
export { IngressNginx, type IngressNginxArgs } from "./platform/ingressNginx";
export { PrometheusStack } from "./platform/prometheus/prometheusStack";
export type { KubeletScrapes } from "./platform/prometheus/kubelet";
export type { MonitoredPods, PrometheusStackArgs } from "./platform/prometheus/prometheusStackArgs";
export { RolloutMonitoring, type RolloutMonitoringArgs } from "./platform/rolloutMonitoring";
export { EnvoyGateway, type EnvoyGatewayArgs } from "./platform/envoyGateway";
export { Traefik, type TraefikArgs } from "./platform/traefik";
export { type KubernetesObject, type ManifestErrorCode, readReleaseManifest } from "./platform/release/readManifest";
export type { ClusterArgs } from "./provider/clusterArgs";
export {
    type SyntheticRequest,
    type SyntheticSecretHeader,
    SyntheticTraffic,
    type SyntheticTrafficArgs,
} from "./platform/syntheticTraffic";
export { program } from "./program";

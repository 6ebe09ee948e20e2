/** The rollout gate: makes `pulumi up` wait for a canary, and fail when it is rolled back. */
export { RolloutGate, type RolloutGateArgs, type RolloutGatePolicy } from "./resource";
export type { AbortCause, ControllerAbort, GateAbort } from "./model/abortCause";
export type { RoutingEvidence } from "./model/routingEvidence";
export type { WeightSource } from "../routers/model/router";
export type { Evidence, MeasurementEvidence, StepPosition } from "./model/evidence";
export type {
    CountProblem,
    Finding,
    Identity,
    Misrouting,
    NoAnswers,
    RoutingCause,
    Share,
    ShareBounds,
    ShareCounts,
    Unmeasured,
    Unsupported,
    WaitReason,
    WriteKind,
} from "./model/finding";
export type { Answers, BothAnswers, DetectableFaults, Signal } from "./model/answers";
export type { JudgeInputs } from "./model/judgeInputs";
export type { ForeignOwner, RouteFault, RouteMisrouting } from "../routers/model/misrouting";
export type { RouteKind, RouteReference } from "../routers/model/objects";
export type { LatencyUnit } from "./model/latencyUnit";
export type {
    PrometheusAccess,
    PrometheusHeader,
    PrometheusOAuth2,
    PrometheusSigv4,
    SecretKey,
} from "./model/prometheusAccess";
export type { GateNotifications, GateWebhook } from "./model/notifications";
export type { Notification, NotificationData, NotifiedStep, NotifiedVerdict } from "./notify/notification";
export type { LabelMatcher } from "./model/requestsSelector";
export type { ReviewProblem } from "./model/reviewProblem";
export { type HashedSpec, specHash } from "./model/specHash";
export type { GateErrorCode, Outcome } from "./model/outcome";

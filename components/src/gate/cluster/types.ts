import type { RouteMetadata } from "../../routers/model/objects";
import type { StatusWeight, TrafficRouting } from "../../routers/model/rollout";

/** The fields of the cluster's objects that the gate reads; everything may be absent on the wire. */

export interface Metadata extends RouteMetadata {
    readonly resourceVersion?: string;
    readonly creationTimestamp?: string;
    readonly deletionTimestamp?: string;
}

/** A pod template, of which the gate compares every field and reads a few. */
export interface PodTemplate {
    readonly metadata?: { readonly labels?: Record<string, string>; readonly annotations?: Record<string, string> };
    readonly spec?: {
        readonly containers?: readonly {
            readonly name: string;
            readonly image?: string;
            readonly [field: string]: unknown;
        }[];
        readonly [field: string]: unknown;
    };
}

/** Metadata that the controller adds to the pods of a version while it is the canary or stable. */
export interface EphemeralMetadata {
    readonly labels?: Record<string, string>;
    readonly annotations?: Record<string, string>;
}

/** The source of an AnalysisRun. */
export interface RolloutAnalysis {
    readonly templates?: { readonly templateName: string; readonly clusterScope?: boolean }[];
    readonly args?: AnalysisArgObject[];
    readonly dryRun?: { readonly metricName: string }[];
    readonly measurementRetention?: { readonly metricName: string; readonly limit: number }[];
}

/** An argument of an analysis; a Rollout's may be a version's hash or a field of the Rollout. */
export interface AnalysisArgObject {
    readonly name: string;
    readonly value?: string;
    readonly valueFrom?: {
        readonly podTemplateHashValue?: string;
        readonly fieldRef?: { readonly fieldPath: string };
        readonly [source: string]: unknown;
    };
}

/** A step has one key, its kind; the gate knows only some of them. */
export interface CanaryStepObject {
    readonly setWeight?: number;
    readonly pause?: { readonly duration?: string | number };
    readonly analysis?: RolloutAnalysis;
    readonly [kind: string]: unknown;
}

export interface RolloutObject {
    readonly metadata: Metadata;
    readonly spec?: {
        readonly replicas?: number;
        readonly paused?: boolean;
        readonly progressDeadlineSeconds?: number;
        readonly progressDeadlineAbort?: boolean;
        readonly rollbackWindow?: { readonly revisions?: number };
        readonly selector?: { readonly matchLabels?: Record<string, string> };
        readonly template?: PodTemplate;
        readonly workloadRef?: { readonly kind?: string; readonly name?: string };
        readonly strategy?: {
            readonly canary?: {
                readonly canaryService?: string;
                readonly stableService?: string;
                readonly dynamicStableScale?: boolean;
                readonly abortScaleDownDelaySeconds?: number;
                readonly canaryMetadata?: EphemeralMetadata;
                readonly stableMetadata?: EphemeralMetadata;
                readonly steps?: CanaryStepObject[];
                readonly analysis?: RolloutAnalysis & { readonly startingStep?: number };
                readonly trafficRouting?: TrafficRouting;
            };
        };
    };
    readonly status?: {
        readonly abort?: boolean;
        readonly promoteFull?: boolean;
        readonly controllerPause?: boolean;
        readonly pauseConditions?: { readonly reason: string; readonly startTime?: string }[];
        readonly phase?: string;
        readonly message?: string;
        /** A string, although it is a number everywhere else in Kubernetes. */
        readonly observedGeneration?: string;
        readonly currentPodHash?: string;
        readonly stableRS?: string;
        readonly currentStepIndex?: number;
        readonly conditions?: {
            readonly type: string;
            readonly reason?: string;
            readonly message?: string;
            readonly status?: string;
            readonly lastUpdateTime?: string;
            readonly lastTransitionTime?: string;
        }[];
        readonly canary?: {
            readonly weights?: { readonly canary?: StatusWeight; readonly stable?: StatusWeight };
        };
    };
}

export interface ReplicaSetObject {
    readonly metadata: Metadata;
    readonly spec?: { readonly replicas?: number; readonly template?: PodTemplate };
    readonly status?: { readonly availableReplicas?: number };
}

export interface ServiceObject {
    readonly metadata: Metadata;
    readonly spec?: { readonly selector?: Record<string, string> };
}

export interface EndpointSliceObject {
    readonly metadata: Metadata;
    /** Null where a Service has none; an unknown condition counts as ready. */
    readonly endpoints?: readonly { readonly conditions?: { readonly ready?: boolean } }[] | null;
}

export interface AnalysisRunObject {
    readonly metadata: Metadata;
    readonly spec?: {
        readonly metrics?: {
            readonly name: string;
            readonly successCondition?: string;
            readonly failureCondition?: string;
        }[];
        /** Patterns of metric names, which may match any part of one. */
        readonly dryRun?: { readonly metricName: string }[];
    };
    readonly status?: {
        readonly phase?: string;
        readonly message?: string;
        readonly metricResults?: {
            readonly name: string;
            readonly phase?: string;
            readonly message?: string;
            readonly count?: number;
            readonly successful?: number;
            readonly dryRun?: boolean;
            readonly measurements?: {
                readonly phase?: string;
                readonly value?: string;
                readonly message?: string;
                readonly finishedAt?: string;
            }[];
        }[];
    };
}

/** The fields of pods and of the events about them that the gate reads; everything may be absent on the wire. */

/** The end of a container. */
export interface TerminatedState {
    readonly exitCode?: number;
    readonly reason?: string;
    readonly message?: string;
}

interface ContainerState {
    readonly waiting?: { readonly reason?: string; readonly message?: string };
    readonly running?: { readonly startedAt?: string };
    readonly terminated?: TerminatedState;
}

export interface ContainerStatus {
    readonly name: string;
    readonly ready?: boolean;
    readonly restartCount?: number;
    readonly state?: ContainerState;
    readonly lastState?: ContainerState;
}

export interface PodObject {
    readonly metadata: Metadata;
    readonly status?: {
        readonly phase?: string;
        readonly reason?: string;
        readonly message?: string;
        readonly conditions?: {
            readonly type: string;
            readonly status?: string;
            readonly reason?: string;
            readonly message?: string;
            readonly lastTransitionTime?: string;
        }[];
        readonly initContainerStatuses?: ContainerStatus[];
        readonly containerStatuses?: ContainerStatus[];
    };
}

/** A core/v1 Event. Its time is in one of three fields, depending on the writer. */
export interface EventObject {
    readonly metadata: Metadata;
    readonly type?: string;
    readonly reason?: string;
    readonly message?: string;
    readonly count?: number;
    readonly lastTimestamp?: string | null;
    readonly eventTime?: string | null;
    readonly series?: { readonly count?: number; readonly lastObservedTime?: string };
    readonly involvedObject?: {
        readonly kind?: string;
        readonly name?: string;
        readonly uid?: string;
        readonly fieldPath?: string;
    };
}

/** Argo's label for versions, on pods, ReplicaSets and AnalysisRuns, and in Service selectors. */
export const podHashLabel = "rollouts-pod-template-hash";

/** The annotation with which the controller counts the versions, on a Rollout, its ReplicaSets and its AnalysisRuns. */
export const revisionAnnotation = "rollout.argoproj.io/revision";

/** Identifies this gate's writes in the audit log and in managedFields. */
export const fieldManager = "canary-delivery";

/** The fields of the cluster's objects that the gate reads; everything may be absent on the wire. */

interface Metadata {
    readonly name: string;
    readonly uid?: string;
    readonly generation?: number;
    readonly resourceVersion?: string;
    readonly creationTimestamp?: string;
    readonly labels?: Record<string, string>;
    readonly annotations?: Record<string, string>;
    readonly ownerReferences?: { readonly uid: string; readonly kind: string }[];
}

export interface PodTemplate {
    readonly metadata?: { readonly labels?: Record<string, string>; readonly annotations?: Record<string, string> };
    readonly spec?: {
        readonly containers?: {
            readonly name: string;
            readonly image?: string;
            readonly env?: { readonly name: string; readonly value?: string }[];
        }[];
    };
}

export interface CanaryStepObject {
    readonly setWeight?: number;
    readonly pause?: { readonly duration?: string | number };
}

export interface RolloutObject {
    readonly metadata: Metadata;
    readonly spec?: {
        readonly replicas?: number;
        readonly paused?: boolean;
        readonly template?: PodTemplate;
        readonly strategy?: {
            readonly canary?: {
                readonly canaryService?: string;
                readonly stableService?: string;
                readonly steps?: CanaryStepObject[];
                readonly analysis?: { readonly templates?: unknown[] };
                readonly trafficRouting?: {
                    readonly maxTrafficWeight?: number;
                    readonly nginx?: {
                        readonly stableIngress?: string;
                        readonly stableIngresses?: string[];
                        readonly annotationPrefix?: string;
                    };
                };
            };
        };
    };
    readonly status?: {
        readonly abort?: boolean;
        readonly promoteFull?: boolean;
        readonly controllerPause?: boolean;
        readonly pauseConditions?: { readonly reason: string }[];
        readonly phase?: string;
        readonly message?: string;
        /** A string, unlike everywhere else in Kubernetes. */
        readonly observedGeneration?: string;
        readonly currentPodHash?: string;
        readonly stableRS?: string;
        readonly currentStepIndex?: number;
        readonly conditions?: { readonly type: string; readonly reason?: string; readonly message?: string }[];
        readonly canary?: { readonly weights?: { readonly canary?: { readonly weight?: number } } };
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

export interface IngressObject {
    readonly metadata: Metadata;
}

export interface AnalysisRunObject {
    readonly metadata: Metadata;
    readonly spec?: {
        readonly metrics?: {
            readonly name: string;
            readonly successCondition?: string;
            readonly failureCondition?: string;
        }[];
    };
    readonly status?: {
        readonly phase?: string;
        readonly message?: string;
        readonly metricResults?: {
            readonly name: string;
            readonly phase?: string;
            readonly message?: string;
            readonly count?: number;
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

/** The label by which Argo tells versions apart, on pods, ReplicaSets, AnalysisRuns and in Service selectors. */
export const podHashLabel = "rollouts-pod-template-hash";

/** The last known object of every kind that the gate follows. */
export interface World {
    readonly rollout: RolloutObject | undefined;
    readonly replicaSets: readonly ReplicaSetObject[];
    readonly analysisRuns: readonly AnalysisRunObject[];
    readonly services: readonly ServiceObject[];
    readonly ingresses: readonly IngressObject[];
}

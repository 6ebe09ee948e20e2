/** Labels and annotations that pods have only while they belong to the canary, or to the stable version. */
export interface CanaryPodMetadata {
    /** @default - none */
    readonly labels?: Readonly<Record<string, string>>;
    /** @default - none */
    readonly annotations?: Readonly<Record<string, string>>;
}

/** Fields of Argo's canary strategy; some work with ingress-nginx only. */
export interface CanaryStrategyArgs {
    /**
     * Weight that means all requests, such as 1000 for weights in tenths of a percent; with ingress-nginx only.
     * @default 100
     */
    readonly maxTrafficWeight?: number;
    /**
     * Annotations of the canary Ingresses in addition to the weight, without ingress-nginx's prefix: `canary-by-header`
     * names a header whose value `always` sends a request to the new version at any weight, and `never` does not. Such
     * requests do not follow the weight: leave them out by the gate's `requestsSelector`, or set `onWrongShare` to `note`.
     * @default - none
     */
    readonly additionalIngressAnnotations?: Readonly<Record<string, string>>;
    /**
     * Seconds that an aborted version's pods stay; 0 keeps them for ever.
     * @default 30 (the controller's)
     */
    readonly abortScaleDownDelaySeconds?: number;
    /**
     * Seconds that the pods of the previous version stay after a promotion; excludes `dynamicStableScale`.
     * @default 30 (the controller's)
     */
    readonly scaleDownDelaySeconds?: number;
    /**
     * Scales the stable version down as the canary scales up. This takes fewer pods, but an abort has to wait for new
     * ones.
     * @default false
     */
    readonly dynamicStableScale?: boolean;
    /**
     * Least number of pods of a version that gets requests.
     * @default 1 (the controller's)
     */
    readonly minPodsPerReplicaSet?: number;
    /**
     * Seconds without progress of its pods after which a version is aborted.
     * @default 300
     */
    readonly progressDeadlineSeconds?: number;
    /**
     * If false, a version whose pods make no progress becomes Degraded but is not aborted.
     * @default true
     */
    readonly progressDeadlineAbort?: boolean;
    /**
     * A rollback by at most this number of versions skips the steps. The versions must still exist: see
     * `revisionHistoryLimit`.
     * @default - none: a rollback is a canary too
     */
    readonly rollbackWindow?: { readonly revisions: number };
    /**
     * Number of versions older than the stable one that are kept, without pods.
     * @default 3
     */
    readonly revisionHistoryLimit?: number;
    /**
     * Keeps the two versions' pods on different nodes: preferred (with the highest weight, or the given one, from 1 to
     * 100), or required, which takes enough nodes for both.
     * @default - unset
     */
    readonly antiAffinity?: "preferred" | "required" | { readonly preferred: { readonly weight: number } };
    /**
     * Metadata of pods while they are the canary's; removed when they become stable.
     * @default - nothing
     */
    readonly canaryMetadata?: CanaryPodMetadata;
    /**
     * Metadata of pods while they are the stable version's.
     * @default - nothing
     */
    readonly stableMetadata?: CanaryPodMetadata;
}

/** Defaults that an app sets; the controller has the others. */
export const strategyDefaults = {
    maxTrafficWeight: 100,
    startingStep: 1,
    progressDeadlineSeconds: 300,
    progressDeadlineAbort: true,
    revisionHistoryLimit: 3,
} as const;

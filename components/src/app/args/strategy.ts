/** Labels and annotations that pods have only while they are of one of two versions. */
export interface CanaryPodMetadata {
    /** @default - none */
    readonly labels?: Readonly<Record<string, string>>;
    /** @default - none */
    readonly annotations?: Readonly<Record<string, string>>;
}

/** Argo's own words for how a canary goes, as far as ingress-nginx can route it. */
export interface CanaryStrategyArgs {
    /**
     * The weight that means all requests, such as 1000 for weights in tenths of a percent.
     * @default 100
     */
    readonly maxTrafficWeight?: number;
    /**
     * Annotations of the canary Ingresses beside the weight, without ingress-nginx's prefix: `canary-by-header` names a
     * header whose value `always` or `never` sends a request to the new version, or not, at any weight of a canary.
     * @default - none
     */
    readonly additionalIngressAnnotations?: Readonly<Record<string, string>>;
    /**
     * How long an aborted version's pods stay; 0 for ever.
     * @default 30 (the controller's)
     */
    readonly abortScaleDownDelaySeconds?: number;
    /**
     * How long the pods of the version before stay after a promotion; excludes `dynamicStableScale`.
     * @default 30 (the controller's)
     */
    readonly scaleDownDelaySeconds?: number;
    /**
     * Takes pods from the stable version as the canary gets them. Less pods in all, and an abort that has to wait for
     * new ones.
     * @default false
     */
    readonly dynamicStableScale?: boolean;
    /**
     * The pods that a version with requests has at least.
     * @default 1 (the controller's)
     */
    readonly minPodsPerReplicaSet?: number;
    /**
     * A version whose pods make no progress for this long is aborted.
     * @default 300
     */
    readonly progressDeadlineSeconds?: number;
    /**
     * Without it, a version whose pods make no progress is only called Degraded, and stays.
     * @default true
     */
    readonly progressDeadlineAbort?: boolean;
    /**
     * Going back by so many versions takes no steps. The versions must still be there: see `revisionHistoryLimit`.
     * @default - none: going back is a canary too
     */
    readonly rollbackWindow?: { readonly revisions: number };
    /**
     * How many versions before the stable one are kept, without pods.
     * @default 3
     */
    readonly revisionHistoryLimit?: number;
    /**
     * Whether the two versions' pods share nodes: rather not (with the highest weight, or the given one, from 1 to 100),
     * or never, which takes nodes enough for both.
     * @default - as it comes
     */
    readonly antiAffinity?: "preferred" | "required" | { readonly preferred: { readonly weight: number } };
    /**
     * What pods carry while they are the canary's; removed when they get stable.
     * @default - nothing
     */
    readonly canaryMetadata?: CanaryPodMetadata;
    /**
     * What pods carry while they are the stable version's.
     * @default - nothing
     */
    readonly stableMetadata?: CanaryPodMetadata;
}

/** What an app leaves to the controller unless told otherwise, and what it does not. */
export const strategyDefaults = {
    maxTrafficWeight: 100,
    startingStep: 1,
    progressDeadlineSeconds: 300,
    progressDeadlineAbort: true,
    revisionHistoryLimit: 3,
} as const;

export type Json = Readonly<Record<string, unknown>>;

/** The way in which a Rollout's requests reach its versions. */
export type Routing = "none" | "nginx" | "alb";

/** A situation of the Argo Rollouts project's examples and end-to-end tests, with images and routers of the local cluster. */
export interface Situation {
    /** The name of its objects, and the first label of its host. */
    readonly name: string;
    readonly title: string;
    /** The file of argoproj/argo-rollouts with this situation, and the test in it. */
    readonly source: string;
    /** Part that differs from the source, other than images, replicas, durations and names. */
    readonly adapted?: string;
    /** @default - requests reach every pod by one Service */
    readonly routing?: Routing;
    /** Fields of the Rollout's spec in addition to its pods'. */
    readonly rollout: Json;
    /** Specs of AnalysisTemplates, whose names are this one's with a suffix; pods of theirs have the image. */
    readonly templates?: (image: string) => Readonly<Record<string, Json>>;
    /** Fields of the app's container in both versions. */
    readonly container?: Json;
    /** A pod template in a Deployment, to which the Rollout's workloadRef leads. */
    readonly inDeployment?: true;
    /** The change that begins the rollout. */
    readonly change: Change;
    /**
     * The programs that run, and when: both from the change on, both once the rollout is Healthy, or `status` alone.
     * @default "both"
     */
    readonly run?: "both" | "afterwards" | "status";
    /** Further options of `canary-delivery gate`. */
    readonly options?: readonly string[];
    readonly expected: Expected;
}

/** A new version. */
export interface Change {
    /** The image's tag. @default v2 */
    readonly tag?: string;
    /** Variables of its container, such as a fault. */
    readonly env?: Readonly<Record<string, string>>;
    /** Fields of the canary strategy that change with it. */
    readonly canary?: Json;
}

/** The two verdicts about a rollout, and its truth. */
export interface Expected {
    /** Undefined if the gate does not run. */
    readonly gate?: {
        readonly exitCode: number;
        /** Its outcome, or the code of its failure. */
        readonly verdict: string;
        /** A part of its sentence or of one note of its evidence, as the page quotes it. */
        readonly because?: string;
    };
    /** `kubectl argo rollouts status`, watching the same rollout from the change on. */
    readonly status: {
        readonly exitCode: number;
        /** The beginning of its last line. */
        readonly last: string;
    };
    /** Words about the new version, for the page. */
    readonly truth: string;
    /** The version that answers all requests at the end; mixed where the rollout stands between two. */
    readonly answers: "new" | "old" | "mixed";
}

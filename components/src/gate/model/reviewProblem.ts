/** A reason why Prometheus' samples cannot prove steps that ran before the gate watched; times in milliseconds. */
export type ReviewProblem =
    /** requestsMetric is empty: no requests are counted. */
    | { readonly kind: "noRequestsMetric" }
    /** The new version's answers are not judged. */
    | { readonly kind: "judgeOff" }
    /** The Rollout has no traffic routing, so that requests follow the weights only roughly. */
    | { readonly kind: "notRouted" }
    /** No pause of the steps has this weight. */
    | { readonly kind: "noPause"; readonly weight: number }
    | { readonly kind: "eventsUnread"; readonly message: string }
    /** No Event has the begin of this revision. */
    | { readonly kind: "noRevisionEvent"; readonly revision: number }
    /** No Event has the end of a step, counted from 1. */
    | { readonly kind: "noStepEvent"; readonly step: number; readonly steps: number }
    /** The times of a step contradict the order or the duration of the steps, or its weight changed. */
    | { readonly kind: "unclearStep"; readonly step: number; readonly steps: number }
    /** It was aborted and retried before it was promoted. */
    | { readonly kind: "abortedBetween" }
    /** The AnalysisRuns of these steps have no good measurement of a metric. */
    | { readonly kind: "noMeasurement"; readonly metric: string }
    | { readonly kind: "samplesUnread"; readonly message: string }
    /** Only the new version answered requests, or a third one did too; its pod hash. */
    | { readonly kind: "noOtherVersion" }
    | { readonly kind: "thirdVersion"; readonly podHash: string }
    /** Prometheus has no samples of a version, or of one of its pods, in this time. */
    | {
          readonly kind: "samplesMissing";
          readonly version: "new" | "stable";
          readonly from: number;
          readonly until: number;
      };

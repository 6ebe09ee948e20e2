/** The version of the report's form; `report.schema.json` describes it. Raised when a field is removed or changes. */
export const reportVersion = 1;

/**
 * The report of one update: what the gate observed about a rollout, and what it concluded. Times are ISO 8601, shares of
 * answers 0 to 1, weights percent. Everything that was not observed is absent, and {@link UpdateReport.unobserved} has the
 * reason.
 */
export interface UpdateReport {
    readonly version: typeof reportVersion;
    readonly rollout: { readonly namespace: string; readonly name: string };
    /** In Argo's terms, as in the gate's output. */
    readonly outcome: string;
    /** False if the update failed. */
    readonly success: boolean;
    /** The code of a failure, such as Aborted. */
    readonly code?: string;
    /** The whole sentence that the update ended with. */
    readonly sentence: string;
    readonly notes: readonly string[];
    readonly startedAt: string;
    readonly finishedAt: string;
    readonly newVersion?: { readonly podHash: string; readonly revision: number; readonly image: string };
    /** The version that served before; empty on a first deploy. */
    readonly stableVersion?: { readonly podHash: string };
    readonly steps: readonly ReportedStep[];
    /** The last step that was seen before the end; as in the progress lines. */
    readonly lastStep: number;
    readonly weights: readonly ReportedWeight[];
    readonly pauses: readonly ReportedPause[];
    readonly metrics: readonly ReportedMetric[];
    /** The counters of both versions, as Prometheus scraped them. */
    readonly counters: readonly ReportedCounters[];
    readonly judge?: ReportedJudge;
    readonly pods: readonly ReportedPods[];
    readonly exposure?: Exposure;
    readonly writes: readonly ReportedWrite[];
    readonly outages: readonly ReportedOutage[];
    readonly unobserved: readonly Unobserved[];
}

/** A step as declared; one without a field here is of another kind. */
export interface ReportedStep {
    readonly setWeight?: number;
    /** The same in percent; differs if maxTrafficWeight is not 100. */
    readonly percent?: number;
    readonly pauseSeconds?: number;
    readonly openEnded?: boolean;
    readonly analysis?: boolean;
}

/** The new version's weight from a time on. */
export interface ReportedWeight {
    readonly at: string;
    readonly step: number;
    /** By the steps: 0 after an abort, 100 after the last one. */
    readonly declared: number;
    /** On the router's objects; 100 once the stable Service selects the new version. */
    readonly routed?: number;
    /** According to the controller's status. */
    readonly status?: number;
}

/** A pause, and the requests that were counted in it. */
export interface ReportedPause {
    readonly step: number;
    readonly weight: number;
    readonly from: string;
    readonly until?: string;
    /** Another client ended it early. */
    readonly cutShort?: boolean;
    readonly share?: {
        /** `tooFew`: neither a proof nor a fault. */
        readonly result: "within" | "outside" | "tooFew";
        readonly canary: number;
        readonly total: number;
        /** The plausible requests of the canary, both included. */
        readonly lowest: number;
        readonly highest: number;
        /** The interval in which they were counted. */
        readonly from: string;
        readonly until: string;
    };
    /** The least shares of faults that these requests show with 99 %. */
    readonly least?: Faults;
}

/** Shares of bad answers, 0 to 1, by signal. */
export interface Faults {
    readonly errors?: number;
    readonly latency?: number;
}

/** A metric of one AnalysisRun. */
export interface ReportedMetric {
    readonly run: string;
    /** The step of a step's analysis; absent for the background one. */
    readonly step?: number;
    readonly name: string;
    readonly condition: string;
    /** Absent if the condition has another form than a comparison with a number. */
    readonly threshold?: { readonly operator: string; readonly limit: number };
    /** "ms" or "%", if the name implies it. */
    readonly unit?: string;
    readonly dryRun: boolean;
    readonly phase: string;
    readonly measurements: readonly {
        /** The end of the measurement by the cluster's clock. */
        readonly at: string;
        /** Absent if there was no number: `text` has the answer. */
        readonly value?: number;
        readonly text: string;
        readonly phase: string;
    }[];
}

/** Sums of counters over a version's pods, each at its last scrape. */
export interface Counters {
    /** Answers without 5xx. */
    readonly answers?: number;
    readonly errors?: number;
    /** Answers that the histogram has, and those within the bound. */
    readonly latencies?: number;
    readonly fast?: number;
}

/** The counters at a time by Prometheus' clock, at which every pod was scraped. */
export interface ReportedCounters {
    readonly at: string;
    readonly new?: Counters;
    readonly stable?: Counters;
}

/** A signal of the answers. */
export type ReportedSignal = "errors" | "latency";

/** The sequential tests of the new version's answers. */
export interface ReportedJudge {
    /** The e-value that rejects the new version. */
    readonly rejectsAt: number;
    readonly signals: readonly {
        readonly signal: ReportedSignal;
        /** The share of bad answers that a version may have, 0 to 1. */
        readonly threshold: number;
        /** Of the signal latency, in milliseconds. */
        readonly bound?: number;
        readonly new: { readonly all: number; readonly bad: number };
        readonly stable: { readonly all: number; readonly bad: number };
        /** The tests that rejected it: worse than stable, or over the threshold. */
        readonly rejected: readonly ("worse" | "over")[];
        /** The e-values after each look. */
        readonly evidence: readonly { readonly at: string; readonly worse: number; readonly over: number }[];
    }[];
    /** The least faults that all pauses together would show, by the traffic before them. */
    readonly forecast?: { readonly requestsPerSecond: number; readonly together: Faults };
}

/** The available pods from a time on. */
export interface ReportedPods {
    readonly at: string;
    readonly desired: number;
    readonly new: number;
    readonly stable?: number;
}

/** The answers of the new version to users, as far as they were counted; of an aborted one until the end of the update. */
export interface Exposure {
    readonly from: string;
    readonly until: string;
    readonly answers: number;
    /** Of these, those with 5xx; absent if errors were not counted. */
    readonly errors?: number;
    /** Of these, those over the latency bound; absent if latencies were not counted. */
    readonly slow?: number;
}

/** A write to an object of the rollout. */
export interface ReportedWrite {
    readonly at: string;
    /** The field manager of the client, as the API server has it. */
    readonly by: string;
    readonly object: string;
    /** Known for this gate's own writes. */
    readonly action?: string;
}

/** A time in which the cluster or Prometheus did not answer. */
export interface ReportedOutage {
    readonly of: "cluster" | "prometheus";
    readonly from: string;
    readonly until?: string;
    readonly reason: string;
}

/** A part of the report that has no data, and the reason. */
export interface Unobserved {
    readonly part: "weights" | "shares" | "metrics" | "answers" | "pods" | "writes";
    readonly reason: string;
}

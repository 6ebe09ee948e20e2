import type { Metrics } from "../../gate/cluster/prometheus";
import type { DriveEvent, DriveState } from "../../gate/drive/driveState";
import type { JudgeInputs } from "../../gate/model/judgeInputs";

/** The place where a rollout's requests are counted. */
export interface RequestsSource {
    readonly job: string;
    readonly requestsMetric: string;
    readonly metrics: Metrics;
    /** The thresholds of the Rollout's analysis; absent if it has none. */
    readonly judge?: JudgeInputs;
}

/** A query that is asked again and again: each call that is due starts it, and its result is dispatched. */
export type RepeatedQuery = (state: DriveState, now: number) => void;

/** Receives the results of queries. */
export type Dispatch = (event: DriveEvent) => void;

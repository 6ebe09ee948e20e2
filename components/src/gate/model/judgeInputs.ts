import { checkInputs, type InputProblem, isMetricName, isUnknown, shown } from "../../provider/inputs";
import type { LatencyUnit } from "./latencyUnit";

/** Parameters by which the gate judges the new version's own answers, and its actions. */
export interface JudgeInputs {
    /** The label of the request counter with the HTTP status of an answer; 5xx is an error. */
    readonly statusLabel: string;
    /** The share of errors that the new version must not exceed, above 0 and below 1. */
    readonly maxErrorShare: number;
    /** A histogram of latencies, without `_bucket`; empty for none. */
    readonly latencyMetric: string;
    /**
     * The unit of that histogram's bounds.
     * @default "milliseconds"
     */
    readonly latencyUnit?: LatencyUnit;
    /** The upper bound of one of its buckets, in milliseconds. Without that bucket latencies are not judged. */
    readonly latencyBound: number;
    /** The share of answers over that bound that the new version must not exceed, above 0 and below 1. */
    readonly maxSlowShare: number;
    /**
     * The time for which the new version's answers do not count, from its first requests, in seconds.
     * @default 0
     */
    readonly warmupSeconds?: number;
    /**
     * The number of answers that one cause makes bad together, such as retries or a client's session; from 1.
     * @default 1
     */
    readonly designEffect?: number;
    /**
     * The requests per second that the pauses will have.
     * @default - those of the last hour in Prometheus
     */
    readonly requestsPerSecond?: number;
    /**
     * Pauses that cannot show a fault of a threshold's size abort the rollout; otherwise they are reported.
     * @default false
     */
    readonly requirePower?: boolean;
    /** The gate's action when the new version is worse than the stable one: abort and fail, or report it. */
    readonly onWorseThanStable: "abort" | "note";
    /** The gate's action when the new version exceeds a share. */
    readonly onOverThreshold: "abort" | "note";
}

/** Returns all problems of an input `judge`, which may be absent. Unknown values are not checked. */
export function judgeProblems(judge: unknown): InputProblem[] {
    if (judge === undefined || isUnknown(judge)) {
        return [];
    }
    if (typeof judge !== "object" || judge === null) {
        return [{ property: "judge", message: `must be the parameters of the judge, got ${shown(judge)}` }];
    }
    const isShare = (value: unknown) => typeof value === "number" && value > 0 && value < 1;
    // The optional ones may be absent.
    const isFrom = (value: unknown, least: number) =>
        value === undefined || (typeof value === "number" && value >= least && value <= 86_400);
    const share = [isShare, "a share above 0 and below 1"] as const;
    const action = [(value: unknown) => value === "abort" || value === "note", "one of abort, note"] as const;
    const problems = checkInputs(judge as Record<string, unknown>, {
        statusLabel: [isMetricName, "the name of a Prometheus label"],
        maxErrorShare: share,
        latencyMetric: [(value) => value === "" || isMetricName(value), "the name of a Prometheus histogram, or empty"],
        latencyUnit: [
            (value) => value === undefined || value === "milliseconds" || value === "seconds",
            "one of milliseconds, seconds",
        ],
        latencyBound: [(value) => typeof value === "number" && value > 0, "a number of milliseconds above 0"],
        maxSlowShare: share,
        warmupSeconds: [(value) => isFrom(value, 0), "a number of seconds from 0 to 86400"],
        designEffect: [(value) => isFrom(value, 1), "a number from 1"],
        requestsPerSecond: [
            (value) => value === undefined || (typeof value === "number" && value > 0 && value < Infinity),
            "a number above 0",
        ],
        requirePower: [(value) => value === undefined || typeof value === "boolean", "true or false"],
        onWorseThanStable: action,
        onOverThreshold: action,
    });
    return problems.map(({ property, message }) => ({ property: `judge.${property}`, message }));
}

import type * as pulumi from "@pulumi/pulumi";
import type { JudgeInputs } from "../../gate/model/judgeInputs";
import { latencyUnitOf } from "../../gate/model/latencyUnit";
import { withoutUndefined } from "./withoutUndefined";
import { type AnalysisArgs, analysisDefaults, type Thresholds, thresholdsOf } from "./analysis";

/** The judge's actions, and the answers that count. */
export interface CanaryJudgeArgs {
    /**
     * The new version's answers are worse than the stable version's: abort the rollout and fail, or report it.
     * @default "abort"
     */
    readonly onWorseThanStable?: "abort" | "note";
    /**
     * The new version's answers exceed a threshold of the analysis: abort the rollout and fail, or report it.
     * @default "abort"
     */
    readonly onOverThreshold?: "abort" | "note";
    /**
     * The time for which the new version's answers do not count, from its first requests; it must leave two looks of the pauses.
     * @default 0
     */
    readonly warmupSeconds?: number;
    /**
     * The number of answers that one cause makes bad together, such as retries or a client's session.
     * @default 1
     */
    readonly designEffect?: number;
    /**
     * The requests per second that the pauses will have, from which the gate computes beforehand what they can show.
     * @default - those of the last hour in Prometheus
     */
    readonly requestsPerSecond?: number;
    /**
     * Pauses that cannot show a fault of a threshold's size are an error, in the preview if `requestsPerSecond` is set, and
     * otherwise an abort of the rollout. Without this they are a warning.
     * @default false
     */
    readonly requirePower?: boolean;
}

/** The share of answers that a p99 latency leaves above it. */
const aboveP99 = 0.01;

/** The least share of errors: a success rate of 100 % would reject a version by its first one. */
const leastErrorShare = 0.001;

/** Returns the judge of an app's answers, with the metrics and the thresholds of its analysis. */
export function judgeOf(
    given: CanaryJudgeArgs,
    analysis: Pick<AnalysisArgs, "statusLabel" | "latencyMetric" | "latencyUnit"> & Thresholds,
): JudgeInputs {
    const { latencyMetric = analysisDefaults.latencyMetric } = analysis;
    return {
        statusLabel: analysis.statusLabel ?? analysisDefaults.statusLabel,
        maxErrorShare: Math.max(leastErrorShare, (100 - analysis.successRatePercent) / 100),
        latencyMetric,
        ...(latencyUnitOf(latencyMetric, analysis.latencyUnit) === "seconds" && { latencyUnit: "seconds" }),
        latencyBound: analysis.p99LatencyMilliseconds,
        maxSlowShare: aboveP99,
        onWorseThanStable: "abort",
        onOverThreshold: "abort",
        ...withoutUndefined(given),
    };
}

/** Returns the judge of an app's answers, known when the thresholds are. */
export function declaredJudge(given: CanaryJudgeArgs, analysis: AnalysisArgs): pulumi.Output<JudgeInputs> {
    return thresholdsOf(analysis).apply((thresholds) => judgeOf(given, { ...analysis, ...thresholds }));
}

import type { Metrics } from "../cluster/prometheus";
import type { Finding } from "../model/finding";
import type { JudgeInputs } from "../model/judgeInputs";
import { podHashMetricLabel } from "../traffic/share";
import { inTime } from "./measurement";

/** The version whose histogram is read, at a time in milliseconds. */
export interface Histogram {
    readonly job: string;
    readonly podHash: string;
    readonly at: number;
}

/** Floating-point seconds may be a little less than a bound that was written in milliseconds. */
const tolerance = 1e-9;

/**
 * Finds a threshold above every bucket of the new version's histogram, which no quantile can exceed. Without a histogram
 * nothing is found. Rejects as `metrics` does.
 */
export async function highestBucketBelow(
    { latencyMetric, latencyUnit, latencyBound }: JudgeInputs,
    { job, podHash, at }: Histogram,
    metrics: Metrics,
): Promise<Extract<Finding, { kind: "highestBucket" }> | undefined> {
    const version = `job=${JSON.stringify(job)},${podHashMetricLabel}="${podHash}"`;
    const bucket = (operator: "=" | "!=") =>
        `max by (le) (${latencyMetric}_bucket{${version},le${operator}"+Inf"}) * 0`;
    // Of a distribution that is all above the highest bucket, every quantile is the bound of that bucket.
    const highest = `histogram_quantile(1, (${bucket("=")} + 1) or (${bucket("!=")}))`;
    const [series] = await inTime(metrics.values(highest, at, at, 1));
    const value = (series?.samples ?? []).findLast((sample) => Number.isFinite(sample.value))?.value;
    const milliseconds = (value ?? Infinity) * (latencyUnit === "seconds" ? 1000 : 1);
    return milliseconds < latencyBound * (1 - tolerance)
        ? { kind: "highestBucket", metric: latencyMetric, highest: milliseconds, threshold: latencyBound }
        : undefined;
}

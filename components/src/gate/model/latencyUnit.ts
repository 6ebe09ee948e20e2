/** Unit of a histogram of latencies. */
export type LatencyUnit = "milliseconds" | "seconds";

/** Returns the unit of a histogram, by the convention of Prometheus for names unless it is given. */
export function latencyUnitOf(metric: string, unit?: LatencyUnit): LatencyUnit {
    return unit ?? (metric.endsWith("_seconds") ? "seconds" : "milliseconds");
}

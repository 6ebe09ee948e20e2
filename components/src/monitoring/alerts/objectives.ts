import { type AppSeries, latencyRate, requestRate } from "../appSeries";
import type { Objective } from "./budget";

/** Objectives of an app, in percent of its answers. */
export interface Objectives {
    /** Answers without 5xx. */
    readonly availabilityPercent: number;
    /** Answers within `latencyMilliseconds`. */
    readonly latencyPercent: number;
    readonly latencyMilliseconds: number;
}

/** Returns the objectives with the series that they are measured by. */
export function objectivesOf(app: AppSeries, objectives: Objectives): Objective[] {
    const { availabilityPercent, latencyPercent, latencyMilliseconds } = objectives;
    return [
        {
            slo: "availability",
            percent: availabilityPercent,
            bad: "5xx",
            rates: (window) => {
                const all = `sum(${requestRate(app, window)})`;
                // Without a 5xx there may be no series of one. Of a latency, no bucket at the bound is no data.
                return { bad: `(sum(${requestRate(app, window, '=~"5.."')}) or 0 * ${all})`, all };
            },
        },
        {
            slo: "latency",
            percent: latencyPercent,
            bad: `slower than ${latencyMilliseconds} ms`,
            rates: (window) => {
                const all = `sum(${latencyRate(app, "count", window)})`;
                return { bad: `(${all} - sum(${latencyRate(app, "bucket", window, latencyMilliseconds)}))`, all };
            },
        },
    ];
}

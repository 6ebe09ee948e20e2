/** The series of an app in Prometheus. */
export interface AppSeries {
    /** Name of the Rollout and of the job. */
    readonly name: string;
    readonly requestsMetric: string;
    /** Matchers of the requests that count, in PromQL. */
    readonly matchers: readonly string[];
    readonly statusLabel: string;
    /** Label of all series with the version of a pod. */
    readonly versionLabel: string;
    /** A histogram, without `_bucket`. */
    readonly latencyMetric: string;
    readonly latencyUnit: "milliseconds" | "seconds";
}

/** Returns the rate of the app's requests; `status` is a matcher of their status without its label. */
export function requestRate(app: AppSeries, window: string, status?: string): string {
    const matchers = [
        jobMatcher(app),
        ...app.matchers,
        ...(status === undefined ? [] : [`${app.statusLabel}${status}`]),
    ];
    return `rate(${app.requestsMetric}{${matchers.join(",")}}[${window}])`;
}

/** Returns the rate of one of the histogram's counters, such as `count`; `bound` selects a bucket, in milliseconds. */
export function latencyRate(app: AppSeries, counter: "bucket" | "count", window: string, bound?: number): string {
    const matchers = [jobMatcher(app), ...(bound === undefined ? [] : [bucketMatcher(app, bound)])];
    return `rate(${app.latencyMetric}_${counter}{${matchers.join(",")}}[${window}])`;
}

function bucketMatcher({ latencyUnit }: AppSeries, milliseconds: number): string {
    const bound = latencyUnit === "seconds" ? milliseconds / 1000 : milliseconds;
    // Clients write whole bounds as 300 or 300.0.
    return Number.isInteger(bound) ? `le=~"${bound}(\\\\.0)?"` : `le="${bound}"`;
}

function jobMatcher({ name }: AppSeries): string {
    return `job="${name}"`;
}

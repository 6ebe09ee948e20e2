import { Counter, Histogram, Registry } from "prom-client";

/**
 * Bucket edges around the threshold of the analysis. 500 must be one of them, and 500 to 1000 needs several: p99 is
 * interpolated inside a bucket, so one bucket up to 1000 would report 995 ms for every request above 500.
 */
const durationBuckets = [5, 10, 25, 50, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1000, 2000, 5000];

/** The two metrics of the canary analysis, in a separate registry. */
export class Metrics {
    private readonly registry = new Registry();

    private readonly duration = new Histogram({
        name: "http_request_duration_milliseconds",
        help: "Time from the request's headers to the end of the answer, in milliseconds.",
        buckets: durationBuckets,
        labelNames: ["synthetic"] as const,
        registers: [this.registry],
    });

    private readonly requests = new Counter({
        name: "http_requests_total",
        help: "Answered requests by status code; 499 is a client that left before the answer.",
        labelNames: ["status_code", "synthetic"] as const,
        registers: [this.registry],
    });

    constructor() {
        // A counter that appears only with its first request has no rate over that request.
        for (const origin of [{}, { synthetic: "true" }]) {
            this.requests.inc({ status_code: "200", ...origin }, 0);
            this.duration.zero(origin);
        }
    }

    /** Counts an answer; one to synthetic traffic has the label `synthetic`, so that a selector can leave it out. */
    observe(statusCode: number, durationMs: number, synthetic: boolean): void {
        const origin = synthetic ? { synthetic: "true" } : {};
        this.duration.observe(origin, durationMs);
        this.requests.inc({ status_code: String(statusCode), ...origin });
    }

    get contentType(): string {
        return this.registry.contentType;
    }

    /** Returns the exposition text that Prometheus scrapes. */
    text(): Promise<string> {
        return this.registry.metrics();
    }
}

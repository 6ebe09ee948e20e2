import { createServer, type RequestListener, type Server } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { Counter, Histogram, Registry } from "prom-client";

export interface CatalogSettings {
    readonly version: string;
    /** Latency added to every answer, drawn from this range. */
    readonly faultLatencyMs: { readonly min: number; readonly max: number };
}

/** Parses `300` or a range such as `200-800`, in milliseconds; 0 if the text is empty. */
export function parseLatency(text: string): CatalogSettings["faultLatencyMs"] {
    const match = /^(\d{1,6})(?:-(\d{1,6}))?$/.exec(text || "0");
    const min = Number(match?.[1]);
    const max = Number(match?.[2] ?? match?.[1]);
    if (!(min <= max)) {
        throw new Error(
            `FAULT_LATENCY_MS=${JSON.stringify(text)} must be milliseconds like 300 or a range like 200-800`,
        );
    }
    return { min, max };
}

/** A catalog of two articles, with its checks on one port and its metrics on another; not yet listening. */
export class Catalog {
    /** Server for users and probes. */
    readonly server: Server;
    /** Server for Prometheus. */
    readonly metricsServer: Server;
    private draining = false;
    private readonly registry = new Registry();
    private readonly duration = new Histogram({
        name: "catalog_request_duration_ms",
        help: "Time from a request to the end of its answer, in milliseconds.",
        // Several edges around the canary's threshold of 300: a quantile is interpolated between two of them.
        buckets: [5, 10, 25, 50, 100, 200, 250, 300, 350, 400, 500, 700, 1000, 2000],
        registers: [this.registry],
    });
    private readonly requests = new Counter({
        name: "catalog_requests_total",
        help: "Answered requests by status code; 499 is a client that left before the answer.",
        labelNames: ["code"] as const,
        registers: [this.registry],
    });

    constructor(private readonly settings: CatalogSettings) {
        // A counter that appears only with its first request has no rate over that request.
        this.requests.inc({ code: "200" }, 0);
        this.server = createServer(this.answer);
        // Longer than nginx keeps an idle connection, so that the client closes it, not the server.
        this.server.keepAliveTimeout = 75_000;
        this.server.headersTimeout = 80_000;
        this.metricsServer = createServer((request, response) => {
            if (request.url !== "/internal/metrics") {
                response.writeHead(404).end();
                return;
            }
            void this.registry.metrics().then((text) => {
                response.writeHead(200, { "content-type": this.registry.contentType }).end(text);
            });
        });
    }

    private readonly answer: RequestListener = (request, response) => {
        const path = (request.url ?? "/").split("?")[0] ?? "/";
        const send = (code: number, body: object) => {
            if (this.draining) {
                response.setHeader("connection", "close");
            }
            response.writeHead(code, { "content-type": "application/json" }).end(`${JSON.stringify(body)}\n`);
        };
        if (path === "/live") {
            send(200, {});
        } else if (path === "/ready") {
            send(this.draining ? 503 : 200, { draining: this.draining });
        } else {
            const startedAt = performance.now();
            // Includes requests that the client aborted, which are the slow ones.
            response.once("close", () => {
                this.duration.observe(performance.now() - startedAt);
                this.requests.inc({ code: response.writableFinished ? String(response.statusCode) : "499" });
            });
            const { min, max } = this.settings.faultLatencyMs;
            void delay(min + Math.random() * (max - min)).then(() => {
                const { version } = this.settings;
                const known = path === "/catalog" || path.startsWith("/catalog/");
                send(known ? 200 : 404, known ? { version, articles: ["lamp", "chair"] } : { version });
            });
        }
    };

    /**
     * Ends the service without failing a request. Kubernetes sends SIGTERM while load balancers still send traffic
     * here: fail readiness, answer requests until they have noticed, and only then stop accepting.
     */
    async shutDown(drainMs: number): Promise<void> {
        this.draining = true;
        await delay(drainMs);
        for (const server of [this.server, this.metricsServer]) {
            await new Promise((resolve) => server.close(resolve));
        }
    }
}

import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { drawFault } from "./faults";
import { Load } from "./load";
import { Metrics } from "./metrics";
import type { Settings } from "./settings";

/** Longer than the 60 s of nginx's idle upstream connections, so that the client closes them, not the server. */
const keepAliveTimeoutMs = 75_000;

const clientClosedRequest = 499;

const pages: readonly string[] = ["/", "/items", "/checkout"];

/** Marks requests of SyntheticTraffic. */
const syntheticHeader = "x-synthetic-traffic";

/** The HTTP service, not yet listening. */
export class Service {
    /** Server for users. */
    readonly server: Server;
    /** Server for Prometheus. */
    readonly metricsServer: Server;
    /** Set once, by the shutdown: readiness fails, and every answer asks the client to close the connection. */
    draining = false;
    private readonly metrics = new Metrics();
    private readonly load = new Load();

    /** @param crash ends the process */
    constructor(
        private readonly settings: Settings,
        private readonly crash: () => void = () => process.exit(1),
    ) {
        this.server = createServer(guarded((request, response) => this.route(request, response)));
        this.server.keepAliveTimeout = keepAliveTimeoutMs;
        this.server.headersTimeout = keepAliveTimeoutMs + 5000;
        this.metricsServer = createServer(guarded((request, response) => this.routeMetrics(request, response)));
    }

    private async route(request: IncomingMessage, response: ServerResponse): Promise<void> {
        const path = pathOf(request);
        switch (path) {
            case "/healthz":
                this.send(response, 200, "text/plain", "ok\n");
                return;
            case "/readyz":
                this.send(response, this.draining ? 503 : 200, "text/plain", this.draining ? "draining\n" : "ok\n");
                return;
            default:
                this.count(request, response);
                await this.answer(path, response);
        }
    }

    private async routeMetrics(request: IncomingMessage, response: ServerResponse): Promise<void> {
        if (pathOf(request) === "/metrics") {
            this.send(response, 200, this.metrics.contentType, await this.metrics.text());
        } else {
            this.send(response, 404, "text/plain", "metrics are at /metrics\n");
        }
    }

    /** Answers a user's request; the two metrics measure these answers. */
    private async answer(path: string | undefined, response: ServerResponse): Promise<void> {
        const { delayMs, failing, crashing } = drawFault(this.settings.faults, { path, ...this.load.next() });
        if (crashing) this.crash();
        if (delayMs > 0) await delay(delayMs);
        const { version } = this.settings;
        if (failing) this.sendJson(response, 500, { version, error: "injected fault" });
        else if (path !== undefined && pages.includes(path)) this.sendJson(response, 200, { version });
        else this.sendJson(response, 404, { version, error: "not found" });
    }

    private count(request: IncomingMessage, response: ServerResponse): void {
        const synthetic = request.headers[syntheticHeader] !== undefined;
        const startedAt = performance.now();
        // `close`, not `finish`: it includes requests that the client aborted, which are the slow ones.
        response.once("close", () => {
            const statusCode = response.writableFinished ? response.statusCode : clientClosedRequest;
            this.metrics.observe(statusCode, performance.now() - startedAt, synthetic);
        });
    }

    private sendJson(response: ServerResponse, statusCode: number, body: object): void {
        this.send(response, statusCode, "application/json", `${JSON.stringify(body)}\n`);
    }

    private send(response: ServerResponse, statusCode: number, contentType: string, body: string): void {
        if (this.draining) response.setHeader("connection", "close");
        response.writeHead(statusCode, { "content-type": contentType, "content-length": Buffer.byteLength(body) });
        response.end(body);
    }
}

/** Returns a listener whose failure closes the connection, not the process. */
function guarded(route: (request: IncomingMessage, response: ServerResponse) => Promise<void>): RequestListener {
    return (request, response) => {
        route(request, response).catch((error: unknown) => {
            console.error(error);
            response.destroy();
        });
    };
}

function pathOf(request: IncomingMessage): string | undefined {
    // Not `new URL`: it throws on some request targets.
    return (request.url ?? "/").split("?")[0];
}

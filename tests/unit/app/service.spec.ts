import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { RunningService } from "./client";

describe("the demo service", () => {
    let running: RunningService;
    const start = async (env?: Record<string, string>) => (running = await RunningService.start(env));
    afterEach(() => {
        running.stop();
    });

    it("answers with its version", async () => {
        await start();
        const { status, body } = await running.get("/?x=1");
        assert.equal(status, 200);
        assert.deepEqual(JSON.parse(body), { version: "v9" });
    });

    it("counts no health check, no readiness check and no scrape", async () => {
        await start();
        for (const path of ["/healthz", "/readyz"]) {
            assert.equal((await running.get(path)).status, 200);
        }
        assert.equal((await running.scrape()).status, 200);
        assert.equal(await running.metric('http_requests_total{status_code="200"}'), 0);
        assert.equal(await running.metric("http_request_duration_milliseconds_count"), 0);
    });

    it("shows its metrics on no port that users reach", async () => {
        await start();
        const { status, body } = await running.get("/metrics");
        assert.equal(status, 404);
        assert.doesNotMatch(body, /http_requests_total/);
        // As any other unknown path: a user's request, that is counted.
        assert.equal(await running.metric('http_requests_total{status_code="404"}'), 1);
    });

    it("answers nothing but metrics on the metrics port", async () => {
        await start();
        for (const path of ["/", "/healthz", "/readyz"]) {
            assert.equal((await running.scrape(path)).status, 404);
        }
        assert.match((await running.scrape("/metrics?x=1")).body, /^http_requests_total\{status_code="200"\} 0$/m);
    });

    it("counts requests by status code", async () => {
        await start();
        await running.get("/");
        await running.get("/");
        await running.get("/nowhere");
        assert.equal(await running.metric('http_requests_total{status_code="200"}'), 2);
        assert.equal(await running.metric('http_requests_total{status_code="404"}'), 1);
        assert.equal(await running.metric("http_request_duration_milliseconds_count"), 3);
    });

    it("counts marked requests by themselves", async () => {
        await start();
        await running.get("/", { "X-Synthetic-Traffic": "k6" });
        assert.equal(await running.metric('http_requests_total{status_code="200",synthetic="true"}'), 1);
        assert.equal(await running.metric('http_requests_total{status_code="200"}'), 0);
        assert.equal(await running.metric('http_request_duration_milliseconds_count{synthetic="true"}'), 1);
        assert.equal(await running.metric("http_request_duration_milliseconds_count"), 0);
    });

    it("has other pages, which may have other faults", async () => {
        await start({ FAULT_ERROR_RATE: "1", FAULT_PATH: "/checkout" });
        assert.equal((await running.get("/items")).status, 200);
        assert.equal((await running.get("/checkout?id=1")).status, 500);
    });

    it("has bucket edges at 500 and at least two between 500 and 1000", async () => {
        await start();
        const { body } = await running.scrape();
        const edges = [...body.matchAll(/_bucket\{le="(\d+)"\}/g)].map((match) => Number(match[1]));
        assert.ok(edges.includes(500));
        assert.ok(edges.filter((edge) => edge > 500 && edge < 1000).length >= 2);
        // p99 of a good version is interpolated in the first bucket: it must not look faster than 1 ms.
        assert.ok(Math.min(...edges) * 0.99 > 1);
    });

    it("fails the given share of the requests", async () => {
        await start({ FAULT_ERROR_RATE: "1" });
        assert.equal((await running.get("/")).status, 500);
        assert.equal(await running.metric('http_requests_total{status_code="500"}'), 1);
        assert.equal((await running.get("/healthz")).status, 200);
    });

    it("measures the injected latency", async () => {
        await start({ FAULT_LATENCY_MS: "30-40" });
        await running.get("/");
        assert.ok(((await running.metric("http_request_duration_milliseconds_sum")) ?? 0) >= 29);
    });

    it("counts a client that gave up as 499", async () => {
        await start({ FAULT_LATENCY_MS: "60000" });
        const counted = once(running.service.server, "request").then(([, response]) =>
            once(response as never, "close"),
        );
        const socket = connect(running.port, "127.0.0.1", () => {
            socket.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        });
        await once(running.service.server, "request");
        socket.destroy();
        await counted;
        assert.equal(await running.metric('http_requests_total{status_code="499"}'), 1);
    });

    it("survives targets that are no URL", async () => {
        await start();
        assert.equal((await running.get("//")).status, 404);
    });

    it("keeps idle connections longer than nginx does", async () => {
        await start();
        assert.ok(running.service.server.keepAliveTimeout > 60_000);
    });
});

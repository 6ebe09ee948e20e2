import assert from "node:assert/strict";
import { once } from "node:events";
import type { Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { Catalog, parseLatency } from "../../../examples/another-service/service/src/catalog";
import { get } from "../app/client";

describe("the example's service", () => {
    let catalog: Catalog;
    afterEach(() => {
        for (const server of [catalog.server, catalog.metricsServer]) {
            server.close();
            server.closeAllConnections();
        }
    });
    const portOf = (server: Server) => (server.address() as AddressInfo).port;
    const ask = (path: string) => get(portOf(catalog.server), path);
    const start = async (latency = "") => {
        catalog = new Catalog({ version: "v9", faultLatencyMs: parseLatency(latency) });
        for (const server of [catalog.server, catalog.metricsServer]) {
            await once(server.listen(0, "127.0.0.1"), "listening");
        }
    };
    const metric = async (name: string) => {
        const { body } = await get(portOf(catalog.metricsServer), "/internal/metrics");
        const line = body.split("\n").find((text) => text.startsWith(`${name} `));
        return line === undefined ? undefined : Number(line.slice(name.length + 1));
    };

    it("answers below its own path with its version, and nowhere else", async () => {
        await start();
        for (const path of ["/catalog", "/catalog?page=1", "/catalog/lamp"]) {
            const { status, body } = await ask(path);
            assert.equal(status, 200, path);
            assert.equal((JSON.parse(body) as { version: string }).version, "v9");
        }
        for (const path of ["/", "/catalogue", "//"]) {
            assert.equal((await ask(path)).status, 404, path);
        }
    });

    it("counts users' requests by code under its own metric names, and no check", async () => {
        await start();
        assert.equal(await metric('catalog_requests_total{code="200"}'), 0);
        for (const path of ["/live", "/ready"]) {
            assert.equal((await ask(path)).status, 200, path);
        }
        await ask("/catalog");
        await ask("/nowhere");
        assert.equal(await metric('catalog_requests_total{code="200"}'), 1);
        assert.equal(await metric('catalog_requests_total{code="404"}'), 1);
        assert.equal(await metric("catalog_request_duration_ms_count"), 2);
        assert.equal(await metric('catalog_request_duration_ms_bucket{le="300"}'), 2);
    });

    it("shows its metrics on no port that users reach", async () => {
        await start();
        const { status, body } = await ask("/internal/metrics");
        assert.equal(status, 404);
        assert.doesNotMatch(body, /catalog_requests_total/);
        assert.equal((await get(portOf(catalog.metricsServer), "/catalog")).status, 404);
    });

    it("measures the injected latency, also of a client that gave up", async () => {
        await start("30-40");
        await ask("/catalog");
        assert.ok(((await metric("catalog_request_duration_ms_sum")) ?? 0) >= 29);
        catalog.server.closeAllConnections();
        const counted = once(catalog.server, "request").then(([, response]) => once(response as never, "close"));
        const socket = connect(portOf(catalog.server), "127.0.0.1", () => {
            socket.write("GET /catalog HTTP/1.1\r\nHost: x\r\n\r\n");
        });
        await once(catalog.server, "request");
        socket.destroy();
        await counted;
        assert.equal(await metric('catalog_requests_total{code="499"}'), 1);
    });

    it("answers requests while readiness fails", async () => {
        await start();
        const ended = catalog.shutDown(1000);
        assert.equal((await ask("/ready")).status, 503);
        assert.equal((await ask("/live")).status, 200);
        const { status, connection } = await ask("/catalog");
        assert.deepEqual({ status, connection }, { status: 200, connection: "close" });
        await ended;
        assert.equal(catalog.server.listening, false);
    });

    it("answers a request in flight that outlives the drain", async () => {
        await start("200");
        const inFlight = ask("/catalog");
        await once(catalog.server, "request");
        const ended = catalog.shutDown(0);
        assert.equal((await inFlight).status, 200);
        await ended;
    });
});

describe("the example's injected latency", () => {
    it("is a number of milliseconds, a range of them, or none", () => {
        assert.deepEqual(parseLatency("300"), { min: 300, max: 300 });
        assert.deepEqual(parseLatency("400-900"), { min: 400, max: 900 });
        assert.deepEqual(parseLatency(""), { min: 0, max: 0 });
        for (const bad of ["fast", "800-200", "-5", "1-"]) {
            assert.throws(() => parseLatency(bad), /FAULT_LATENCY_MS=.* must be milliseconds/, bad);
        }
    });
});

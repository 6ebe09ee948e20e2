import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { shutDown } from "../../../app/src/shutdown";
import { type Answer, get, RunningService } from "./client";

const clients = 16;

describe("graceful shutdown", () => {
    it("fails no request under concurrent load", async () => {
        const running = await RunningService.start({ FAULT_LATENCY_MS: "5-40" });
        const answers: Answer[] = [];
        let routed = true;
        // The load balancer: it sends until a readiness check fails, over kept connections.
        const load = Promise.all(
            Array.from({ length: clients }, async () => {
                while (routed) answers.push(await running.get("/"));
            }),
        );
        while (answers.length < 100) await running.get("/healthz");
        const before = answers.length;
        const shutDownEnded = shutDown(running.service, 1000);
        while ((await running.get("/readyz")).status === 200);
        // Notices late, as load balancers do.
        while (answers.length < before + 50) await running.get("/healthz");
        routed = false;
        await load;
        await shutDownEnded;
        assert.ok(answers.length >= before + 50);
        assert.deepEqual(
            answers.filter(({ status }) => status !== 200),
            [],
        );
        running.stop();
    });

    it("answers a request in flight that outlives the drain", async () => {
        const running = await RunningService.start({ FAULT_LATENCY_MS: "200" });
        const inFlight = running.get("/");
        await once(running.service.server, "request");
        const ended = shutDown(running.service, 0);
        while (running.service.server.listening) await delay(1);
        // Prometheus reads on, until what is in flight is answered too.
        assert.equal((await running.scrape()).status, 200);
        const { status, connection } = await inFlight;
        assert.equal(status, 200);
        assert.equal(connection, "close");
        await ended;
        assert.equal(running.service.server.listening, false);
        assert.equal(running.service.metricsServer.listening, false);
        running.stop();
    });

    it("asks every client to leave its connection while draining", async () => {
        const running = await RunningService.start();
        assert.equal((await running.get("/")).connection, "keep-alive");
        running.service.draining = true;
        assert.equal((await running.get("/")).connection, "close");
        assert.equal((await running.get("/readyz")).status, 503);
        assert.equal((await running.get("/healthz")).status, 200);
        running.stop();
    });
});

describe("the demo service's process", function () {
    this.timeout(20_000);

    const start = (env: Record<string, string>): ChildProcess =>
        spawn(
            process.execPath,
            ["-r", "ts-node/register/transpile-only", join(__dirname, "../../../app/src/server.ts")],
            {
                env: { ...process.env, PORT: "0", METRICS_PORT: "0", ...env },
                stdio: ["ignore", "pipe", "pipe"],
            },
        );

    it("exits with 2 and one line that names every bad variable", async () => {
        const child = start({ FAULT_LATENCY_MS: "slow", FAULT_ERROR_RATE: "2" });
        let stderr = "";
        child.stderr?.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
        const [code] = (await once(child, "close")) as [number];
        assert.equal(code, 2);
        assert.match(stderr, /^bad environment: FAULT_LATENCY_MS="slow" .*; FAULT_ERROR_RATE="2" .*\n$/);
    });

    it("exits with 0 after SIGTERM", async () => {
        const child = start({ DRAIN_MS: "20" });
        const [line] = (await once(child.stdout as NodeJS.ReadableStream, "data")) as [Buffer];
        const [port, metricsPort] = [...line.toString().matchAll(/port (\d+)/g)].map((match) => Number(match[1]));
        assert.equal((await get(port ?? 0, "/")).status, 200);
        assert.equal((await get(metricsPort ?? 0, "/metrics")).status, 200);
        child.kill("SIGTERM");
        const [code] = (await once(child, "close")) as [number];
        assert.equal(code, 0);
    });
});

import { Catalog, parseLatency } from "./catalog";

const env = process.env;
const drainMs = 5000;
const catalog = new Catalog({
    version: env["VERSION"] ?? "dev",
    faultLatencyMs: parseLatency(env["FAULT_LATENCY_MS"] ?? ""),
});

let ending = false;
for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.on(signal, () => {
        if (!ending) {
            ending = true;
            void catalog.shutDown(drainMs).then(() => process.exit(0));
        }
    });
}

// Metrics first, so that every answer to a user is measured.
catalog.metricsServer.listen(3001, () => {
    catalog.server.listen(3000);
});

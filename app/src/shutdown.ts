import type { Server } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import type { Service } from "./service";

/**
 * Ends the service without failing a request. Kubernetes sends SIGTERM while load balancers still send traffic here,
 * so the order matters: fail readiness, answer requests until they have noticed, and only then stop accepting.
 * Resolves when the last request in flight has been answered.
 */
export async function shutDown(service: Service, drainMs: number): Promise<void> {
    service.draining = true;
    await delay(drainMs);
    await close(service.server);
    // Last, so that Prometheus still scrapes the last answers.
    await close(service.metricsServer);
}

function close(server: Server): Promise<void> {
    return new Promise((resolve) => {
        // Also closes idle connections; busy ones end with their answer's `Connection: close`.
        server.close(() => {
            resolve();
        });
    });
}

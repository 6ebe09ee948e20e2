import { Agent, request } from "node:http";
import type { AddressInfo } from "node:net";
import { Service } from "../../../app/src/service";
import { readSettings } from "../../../app/src/settings";

export interface Answer {
    readonly status: number;
    readonly body: string;
    readonly connection: string | undefined;
}

/** A listening service on a free loopback port, and the requests of a client that keeps its connections as nginx does. */
export class RunningService {
    private readonly agent = new Agent({ keepAlive: true, maxSockets: 64 });

    private constructor(readonly service: Service) {}

    static async start(env: Record<string, string> = {}): Promise<RunningService> {
        const service = new Service(readSettings({ VERSION: "v9", ...env }));
        for (const server of [service.server, service.metricsServer]) {
            await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
        }
        return new RunningService(service);
    }

    get port(): number {
        return (this.service.server.address() as AddressInfo).port;
    }

    get metricsPort(): number {
        return (this.service.metricsServer.address() as AddressInfo).port;
    }

    get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
        return get(this.port, path, this.agent, headers);
    }

    /** Scrapes as Prometheus does: from the metrics port, over a separate connection. */
    scrape(path = "/metrics"): Promise<Answer> {
        return get(this.metricsPort, path);
    }

    async metric(name: string): Promise<number | undefined> {
        const { body } = await this.scrape();
        const line = body.split("\n").find((text) => text.startsWith(`${name} `));
        return line === undefined ? undefined : Number(line.slice(name.length + 1));
    }

    stop(): void {
        this.agent.destroy();
        for (const server of [this.service.server, this.service.metricsServer]) {
            server.close();
            server.closeAllConnections();
        }
    }
}

/** One GET request. */
export function get(
    port: number,
    path: string,
    agent?: Agent,
    headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
    return new Promise((resolve, reject) => {
        const sent = request({ host: "127.0.0.1", port, path, agent, headers }, (response) => {
            let body = "";
            response.setEncoding("utf8");
            response.on("data", (chunk: string) => (body += chunk));
            response.on("error", reject);
            response.on("end", () => {
                resolve({ status: response.statusCode ?? 0, body, connection: response.headers.connection });
            });
        });
        sent.on("error", reject);
        sent.end();
    });
}

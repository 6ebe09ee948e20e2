import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo, Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect, type KubernetesApi } from "../../../components/src/kubernetes";
import { kubeconfigFor } from "../apiServer/fakeKubeconfig";
import { type Certificate, selfSigned } from "../certificate";

/** A request that a server received. */
export interface SeenRequest {
    readonly url: URL;
    readonly headers: IncomingMessage["headers"];
    readonly form: URLSearchParams;
}

/** An answer: a status, a body, and the header Location. */
export interface Response {
    readonly status?: number;
    readonly body?: unknown;
    readonly location?: string;
}

/** The answer of a Prometheus without series. */
export const noSeries: Response = { body: { status: "success", data: { resultType: "matrix", result: [] } } };

/** A server on the loopback device. */
export interface LocalServer {
    readonly origin: string;
    /** Requests in their order. */
    readonly seen: SeenRequest[];
}

/** Servers of one test, which {@link close} ends, and an API server with Secrets in the namespace `shop`. */
export class Servers {
    /** Contents of the Secrets by name and key; undefined for a Secret that the user must not read. */
    secrets: Record<string, Record<string, string> | undefined> = {};
    /** Requests for Secrets by name. */
    readonly reads: string[] = [];
    private readonly running: Server[] = [];
    private readonly directory = mkdtempSync(join(tmpdir(), "guarded-"));

    /** Starts a server that answers by a function. */
    async start(answer: (request: SeenRequest) => Response, certificate?: Certificate): Promise<LocalServer> {
        const seen: SeenRequest[] = [];
        let origin = "";
        const listener: RequestListener = (request, response) => {
            const chunks: Buffer[] = [];
            request.on("data", (chunk: Buffer) => chunks.push(chunk));
            request.on("end", () => {
                const one = {
                    url: new URL(request.url ?? "", origin),
                    headers: request.headers,
                    form: new URLSearchParams(Buffer.concat(chunks).toString()),
                };
                seen.push(one);
                const { status = 200, body = "", location } = answer(one);
                response.statusCode = status;
                response.setHeader("retry-after", "0");
                if (location !== undefined) {
                    response.setHeader("location", location);
                }
                response.end(typeof body === "string" ? body : JSON.stringify(body));
            });
        };
        const server = certificate === undefined ? createServer(listener) : createHttpsServer(certificate, listener);
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
        this.running.push(server);
        const port = String((server.address() as AddressInfo).port);
        origin = `${certificate === undefined ? "http" : "https"}://127.0.0.1:${port}`;
        return { origin, seen };
    }

    /** Starts an API server with the Secrets, which proxies everything else as `proxied` answers. */
    async api(proxied: (request: SeenRequest) => Response = () => noSeries): Promise<KubernetesApi> {
        const { origin } = await this.start((request) => {
            const name = /^\/api\/v1\/namespaces\/shop\/secrets\/(.+)$/.exec(request.url.pathname)?.[1];
            if (name === undefined) {
                return proxied(request);
            }
            this.reads.push(name);
            if (!Object.hasOwn(this.secrets, name)) {
                return { status: 404, body: { kind: "Status", message: `secrets "${name}" not found` } };
            }
            const content = this.secrets[name];
            if (content === undefined) {
                return { status: 403, body: { kind: "Status", message: `secrets "${name}" is forbidden` } };
            }
            const data = Object.entries(content).map(([key, text]) => [key, Buffer.from(text).toString("base64")]);
            return { body: { kind: "Secret", data: Object.fromEntries(data) as Record<string, string> } };
        });
        const kubeconfig = join(this.directory, "kubeconfig");
        writeFileSync(kubeconfig, kubeconfigFor(origin));
        return connect({ kubeconfig, kubeContext: "fake" });
    }

    /** Creates a self-signed certificate for 127.0.0.1. */
    certificate(): Certificate {
        return selfSigned(this.directory);
    }

    async close(): Promise<void> {
        for (const server of this.running) {
            if ("closeAllConnections" in server) {
                (server as unknown as { closeAllConnections(): void }).closeAllConnections();
            }
            await new Promise((resolve) => server.close(resolve));
        }
        rmSync(this.directory, { recursive: true });
    }
}

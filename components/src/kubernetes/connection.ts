import type { Agent as HttpAgent } from "node:http";
import type { Agent as HttpsAgent, RequestOptions as HttpsRequestOptions } from "node:https";
import { apiError, codeOfStatus } from "./errors";

/** One context of one kubeconfig file. The file's content never leaves this module. */
export interface ClusterTarget {
    readonly kubeconfig: string;
    readonly kubeContext: string;
}

/** One request; `path` starts with a slash, `query` is added to it. */
export interface ApiRequest {
    readonly method: "GET" | "PATCH" | "POST" | "DELETE";
    readonly path: string;
    readonly query?: Record<string, string>;
    /** Headers in addition to those that authenticate the request. @default none */
    readonly headers?: Record<string, string>;
    readonly body?: unknown;
    readonly contentType?: string;
    /** True when it may be sent twice: it is retried after 429, 5xx and network errors. @default GET and DELETE are */
    readonly idempotent?: boolean;
    /** Format of a successful response's body: JSON, parsed, or unchanged text. @default json */
    readonly answer?: "json" | "text";
}

/** Headers that authenticate a request, and an agent with certificates or a proxy. */
export interface Credentials {
    readonly headers: Record<string, string>;
    readonly agent: { http?: HttpAgent; https?: HttpsAgent };
}

/** A connection to one cluster. */
export interface KubernetesApi {
    readonly server: string;
    readonly target: ClusterTarget;
    request(request: ApiRequest): Promise<unknown>;
    /** Credentials for requests that this connection does not send itself (watches). `renew` requests new ones. */
    credentials(renew: boolean): Promise<Credentials>;
}

/** Connects to a context of a kubeconfig by its authentication (certificate, token, exec plugin, proxy). */
export async function connect(target: ClusterTarget): Promise<KubernetesApi> {
    // Loaded by the first connection: it takes a second, and a program that only declares resources never connects.
    const { KubeConfig } = await import("@kubernetes/client-node");
    const config = new KubeConfig();
    try {
        config.loadFromFile(target.kubeconfig);
    } catch (error) {
        // The YAML parser quotes lines of the file, which may be secrets: only the first line of its message is kept.
        const [complaint = ""] = messageOf(error).split("\n");
        throw apiError("KubeconfigInvalid", `kubeconfig ${target.kubeconfig} cannot be read: ${complaint}`);
    }
    const contexts = config.getContexts().map((context) => context.name);
    if (!contexts.includes(target.kubeContext)) {
        const known = contexts.length === 0 ? "none" : contexts.join(", ");
        const message = `kubeContext "${target.kubeContext}" is not in ${target.kubeconfig}, which has: ${known}`;
        throw apiError("ContextUnknown", message);
    }
    config.setCurrentContext(target.kubeContext);
    const server = config.getCurrentCluster()?.server.replace(/\/+$/, "");
    if (server === undefined) {
        const message = `kubeContext "${target.kubeContext}" of ${target.kubeconfig} names a cluster that the file does not have`;
        throw apiError("KubeconfigInvalid", message);
    }

    let current: { credentials: Credentials; expiresAt: number } | undefined;
    async function credentials(renew: boolean): Promise<Credentials> {
        // Certificates and tokens rotate; the client library caches them until they expire.
        if (current === undefined || renew || Date.now() > current.expiresAt) {
            const options: HttpsRequestOptions = { headers: {} };
            await config.applyToHTTPSOptions(options);
            const headers: Record<string, string> = {};
            for (const [name, value] of Object.entries(options.headers ?? {})) {
                headers[name] = String(value);
            }
            if (options.auth) {
                headers["Authorization"] = `Basic ${Buffer.from(options.auth).toString("base64")}`;
            }
            const agent = server?.startsWith("https:")
                ? { https: options.agent as HttpsAgent }
                : { http: options.agent as HttpAgent };
            current = { credentials: { headers, agent }, expiresAt: Date.now() + 60_000 };
        }
        return current.credentials;
    }

    async function request(wanted: ApiRequest): Promise<unknown> {
        const first = await send(server ?? "", target, wanted, await credentials(false));
        const answer = first.status === 401 ? await send(server ?? "", target, wanted, await credentials(true)) : first;
        if (answer.status >= 200 && answer.status < 300) {
            if (wanted.answer === "text") {
                return answer.body;
            }
            return answer.body === "" ? undefined : (JSON.parse(answer.body) as unknown);
        }
        const what = `${wanted.method} ${wanted.path}: ${answer.status} ${statusMessage(answer.body)}`;
        throw apiError(codeOfStatus(answer.status), what.trimEnd(), answer.status);
    }

    return { server, target, request, credentials };
}

async function send(server: string, target: ClusterTarget, wanted: ApiRequest, credentials: Credentials) {
    // An ES module, which CommonJS can only import dynamically.
    const { default: got } = await import("got");
    const idempotent = wanted.idempotent ?? (wanted.method === "GET" || wanted.method === "DELETE");
    const query = new URLSearchParams(wanted.query).toString();
    try {
        const response = await got(`${server}${wanted.path}${query === "" ? "" : `?${query}`}`, {
            method: wanted.method,
            headers: {
                ...wanted.headers,
                ...credentials.headers,
                // A log is text, but the API server rejects requests that do not accept JSON too.
                accept: wanted.answer === "text" ? "application/json, */*" : "application/json",
                ...(wanted.body === undefined ? {} : { "content-type": wanted.contentType ?? "application/json" }),
            },
            ...(wanted.body === undefined ? {} : { body: JSON.stringify(wanted.body) }),
            agent: credentials.agent,
            throwHttpErrors: false,
            timeout: { lookup: 5_000, connect: 5_000, secureConnect: 5_000, request: 30_000 },
            retry: {
                limit: idempotent ? 4 : 0,
                methods: [wanted.method],
                statusCodes: [429, 500, 502, 503, 504],
                maxRetryAfter: 30_000,
                // 0.25 s, 0.5 s, 1 s, 2 s, unless the server sets Retry-After. A delay of 0 ends the retries of got.
                calculateDelay: ({ computedValue, retryAfter }) =>
                    computedValue === 0 ? 0 : Math.max(1, retryAfter ?? computedValue / 4),
            },
        });
        return { status: response.statusCode, body: response.body };
    } catch (error) {
        throw unreachable(server, target, error);
    }
}

/** Creates the error for a cluster that does not answer. */
export function unreachable(server: string, target: ClusterTarget, cause: unknown): Error {
    const message = `cannot reach the cluster of kubeContext "${target.kubeContext}" (${server}): ${messageOf(cause)}`;
    return apiError("ClusterUnreachable", message);
}

function messageOf(error: unknown): string {
    // A failed connection to a name with several addresses is an AggregateError, whose own message is empty.
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    return error instanceof Error ? error.message || code || error.name : String(error);
}

function statusMessage(body: string): string {
    try {
        const status = JSON.parse(body) as { message?: unknown };
        return typeof status.message === "string" ? status.message : "";
    } catch {
        return body.slice(0, 200);
    }
}

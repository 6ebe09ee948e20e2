import { type Credentials, credentialsOf } from "./credentials";
import { apiError, codeOfStatus } from "./errors";
import { type ClusterTarget, type SelectedContext, selectContext } from "./kubeconfig";

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

/** A connection to one cluster. */
export interface KubernetesApi {
    readonly server: string;
    readonly target: ClusterTarget;
    request(request: ApiRequest): Promise<unknown>;
    /** Credentials for requests that this connection does not send itself (watches): others than the `rejected`. */
    credentials(rejected?: Credentials): Promise<Credentials>;
}

/** Connects to a context of a kubeconfig, and authenticates as kubectl does. */
export async function connect(target: ClusterTarget): Promise<KubernetesApi> {
    let context: SelectedContext | undefined = await selectContext(target);
    const server = context.cluster.server.replace(/\/+$/, "");

    let last: Credentials | undefined;
    let current: { issued: Promise<Credentials>; settled?: Credentials; expiresAt: number } | undefined;
    async function credentials(rejected?: Credentials): Promise<Credentials> {
        const usable =
            current !== undefined &&
            Date.now() <= current.expiresAt &&
            (current.settled === undefined || current.settled !== rejected);
        if (current === undefined || !usable) {
            // Certificates and tokens rotate, in the kubeconfig and in the files that it names.
            const selected = context ?? selectContext(target);
            context = undefined;
            const entry: typeof current = {
                issued: Promise.resolve(selected).then((one) => credentialsOf(one, rejected, last)),
                expiresAt: Date.now() + 60_000,
            };
            current = entry;
            entry.issued.then(
                (settled) => {
                    entry.settled = settled;
                    last = settled;
                },
                () => {
                    // The next request tries again.
                    entry.expiresAt = 0;
                },
            );
        }
        return current.issued;
    }

    async function request(wanted: ApiRequest): Promise<unknown> {
        const used = await credentials();
        const first = await send(server, target, wanted, used);
        const answer = first.status === 401 ? await send(server, target, wanted, await credentials(used)) : first;
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
    const name = target.kubeContext === "" ? "" : ` of kubeContext "${target.kubeContext}"`;
    const message = `cannot reach the cluster${name} (${server}): ${messageOf(cause)}`;
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

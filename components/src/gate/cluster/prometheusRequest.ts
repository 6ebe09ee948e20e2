import { apiErrorCode, type KubernetesApi } from "../../kubernetes";
import { type Answer, DeniedError, isDenied, jsonOf, NoSuchAddressError } from "./prometheusAnswer";

/** Verification of a server's certificate, as got takes it. */
export interface Verification {
    readonly certificateAuthority?: string[];
    readonly rejectUnauthorized?: boolean;
}

/** Credentials that were read. */
export interface GivenCredentials {
    /** Returns the headers of a GET request to a URL, by their names in lower case. */
    headers(url: URL): Record<string, string>;
    readonly https: Verification;
}

/** Sends a query through the API server's service proxy, which passes all headers on but Authorization. */
export async function askService(
    api: KubernetesApi,
    path: string,
    query: Record<string, string>,
    credentials: GivenCredentials,
): Promise<Answer> {
    const headers = credentials.headers(new URL(path, api.server));
    try {
        // Without retries: the caller repeats the query, and must soon know whether the API server is silent.
        return { body: await api.request({ method: "GET", path, query, headers, idempotent: false }) };
    } catch (error) {
        if (error instanceof SyntaxError) {
            return { body: undefined };
        }
        const status = error instanceof Error && "status" in error ? error.status : undefined;
        if (isApiServers(error, status)) {
            throw error;
        }
        const message = `cannot be reached: ${messageOf(error).replace(`GET ${path}: `, "")}`;
        if (isAbsent(error, status)) {
            throw new NoSuchAddressError(message);
        }
        throw isDenied(status) ? new DeniedError(message) : new Error(message);
    }
}

/** True when the API server has no such Service: its own 404 names it, that of a server behind it does not. */
function isAbsent(error: unknown, status: unknown): boolean {
    return status === 404 && /\bservices "/.test(messageOf(error));
}

/** True when the API server itself does not answer; for a dead service it returns 502 or 503. */
function isApiServers(error: unknown, status: unknown): boolean {
    return apiErrorCode(error) === "ClusterUnreachable" || status === 429 || status === 500 || status === 504;
}

/** Sends a query to a URL; a user and a password in it become a header. */
export async function askUrl(
    address: string,
    query: Record<string, string>,
    credentials: GivenCredentials,
): Promise<Answer> {
    // An ES module, which CommonJS can only import dynamically.
    const { default: got } = await import("got");
    const url = new URL(address);
    const headers: Record<string, string> = { accept: "application/json" };
    if (url.username !== "" || url.password !== "") {
        // In a header, because errors repeat the URL.
        const user = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
        headers["authorization"] = `Basic ${Buffer.from(user).toString("base64")}`;
        url.username = "";
        url.password = "";
    }
    for (const [name, value] of Object.entries(query)) {
        url.searchParams.set(name, value);
    }
    // A signature covers %20, which servers decode as a plus too.
    url.search = url.search.replaceAll("+", "%20");
    const { origin } = url;
    const confidential = { ...headers, ...credentials.headers(url) };
    delete confidential["accept"];
    const response = await got(url, {
        headers: { ...headers, ...confidential },
        https: credentials.https,
        throwHttpErrors: false,
        timeout: { connect: 5_000, request: 10_000 },
        hooks: {
            beforeRedirect: [
                ({ url: target, headers: sent }) => {
                    // Also where only the scheme or the port differs.
                    if (target === undefined || new URL(target).origin !== origin) {
                        for (const name of Object.keys(confidential)) {
                            // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- the headers of got
                            delete sent[name];
                        }
                    }
                },
            ],
        },
        retry: {
            limit: 2,
            maxRetryAfter: 10_000,
            // 0.25 s and 0.5 s, unless the server sets Retry-After. A delay of 0 ends the retries of got.
            calculateDelay: ({ computedValue, retryAfter }) =>
                computedValue === 0 ? 0 : Math.max(1, retryAfter ?? computedValue / 4),
        },
    }).catch((error: unknown) => {
        const message = `cannot be reached: ${messageOf(error)}`;
        if (codeOf(error) === "ENOTFOUND") {
            throw new NoSuchAddressError(message);
        }
        throw isCertificate(error) ? new DeniedError(message) : new Error(message);
    });
    return { status: response.statusCode, body: jsonOf(response.body) };
}

/** True for an error about the server's certificate, whose CA may have changed. */
function isCertificate(error: unknown): boolean {
    return /CERT|UNABLE_TO_VERIFY/.test(codeOf(error));
}

function codeOf(error: unknown): string {
    return error instanceof Error && "code" in error ? String(error.code) : "";
}

/** Returns the message of whatever was thrown. */
export function messageOf(error: unknown): string {
    // A failed connection to a name with several addresses is an AggregateError, whose own message is empty.
    return error instanceof Error ? error.message || codeOf(error) || error.name : String(error);
}

import { apiErrorCode, type KubernetesApi } from "../../kubernetes";

/** One scraped value. */
export interface Sample {
    /** Time of the scrape by Prometheus' clock, in milliseconds since the epoch. */
    readonly at: number;
    readonly value: number;
}

/** One time series; the samples are in chronological order. */
export interface Series {
    readonly labels: Readonly<Record<string, string>>;
    readonly samples: readonly Sample[];
}

/** Access to the app's metrics as they were scraped. */
export interface RawMetrics {
    /**
     * Returns the raw samples of every series of a selector from `from` to `until` (milliseconds since the epoch, both
     * included). Rejects with one sentence if Prometheus cannot be queried, and with the ApiError if the API server,
     * which proxies the query, does not answer.
     */
    samples(selector: string, from: number, until: number): Promise<Series[]>;
}

/** Access to the app's metrics. */
export interface Metrics extends RawMetrics {
    /** Returns the values of an expression from `from` to `until`, one every `stepMs`; rejects as `samples` does. */
    values(expression: string, from: number, until: number, stepMs: number): Promise<Series[]>;
}

/** URLs of Prometheus: inside the cluster, and for the gate ("" = through the API server). */
export interface MetricsSource {
    readonly prometheusAddress: string;
    readonly prometheusUrl: string;
}

/** The route to Prometheus: a path of the API server, a URL, or none and the reason. */
export type PrometheusRoute =
    | { readonly kind: "service"; readonly service: string; readonly path: string }
    | { readonly kind: "url"; readonly url: string }
    | { readonly kind: "invalid"; readonly reason: string };

/** A response; `body` is undefined if it is not JSON, `status` if the API server's client accepted it. */
interface Answer {
    readonly status?: number;
    readonly body: unknown;
}

/**
 * Returns the route to the query API of a source. If the host of an address is the name of a Service
 * (`name.namespace`, with or without `.svc` and the cluster's domain), this is the API server's service proxy; any
 * other host is queried directly. A host of two labels counts as a Service.
 */
export function routeOf({ prometheusAddress, prometheusUrl }: MetricsSource): PrometheusRoute {
    const [name, text] =
        prometheusUrl === "" ? ["prometheusAddress", prometheusAddress] : ["prometheusUrl", prometheusUrl];
    if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) {
        // Not repeated: a malformed URL may still contain a password.
        return { kind: "invalid", reason: `${name} must be a URL that starts with http:// or https://` };
    }
    const url = new URL(text);
    url.pathname = `${url.pathname.replace(/\/+$/, "")}/api/v1/query`;
    const [, service, namespace] = /^([a-z][a-z0-9-]*)\.([a-z0-9-]+)(\.svc(\..+)?)?\.?$/.exec(url.hostname) ?? [];
    if (prometheusUrl !== "" || service === undefined || namespace === undefined) {
        return { kind: "url", url: url.href };
    }
    const [scheme, defaultPort] = url.protocol === "https:" ? ["https:", "443"] : ["", "80"];
    const port = url.port || defaultPort;
    const path = `/api/v1/namespaces/${namespace}/services/${scheme}${service}:${port}/proxy${url.pathname}`;
    return { kind: "service", service: `${namespace}/${service}:${port}`, path };
}

/** Creates the gate's access to Prometheus; through the API server it uses the credentials of `api`. */
export function metricsOf(api: KubernetesApi, source: MetricsSource): Metrics {
    async function ask(query: string, from: number, until: number): Promise<Series[]> {
        const route = routeOf(source);
        if (route.kind === "invalid") {
            throw new Error(`Prometheus cannot be asked: ${route.reason}`);
        }
        const subject = subjectOf(route);
        const question = { query, time: (Math.ceil(until) / 1000).toFixed(3) };
        try {
            const answer = await (route.kind === "url"
                ? askUrl(route.url, question)
                : askService(api, route.path, question));
            return seriesOf(answer).map(({ labels, samples }) => ({
                labels,
                samples: samples.filter(({ at }) => at >= from && at <= until),
            }));
        } catch (error) {
            if (apiErrorCode(error) !== undefined) {
                throw error;
            }
            throw new Error(`${subject} ${inOneLine(messageOf(error))}`);
        }
    }
    // A range excludes its start (Prometheus 3), so it starts a millisecond earlier.
    const rangeOf = (from: number, until: number) => Math.max(1, Math.ceil(until) - Math.floor(from) + 1);
    return {
        samples: (selector, from, until) => ask(`${selector}[${rangeOf(from, until)}ms]`, from, until),
        values: (expression, from, until, stepMs) =>
            ask(`(${expression})[${rangeOf(from, until)}ms:${stepMs}ms]`, from, until),
    };
}

function subjectOf(route: Exclude<PrometheusRoute, { kind: "invalid" }>): string {
    if (route.kind === "service") {
        return `Prometheus, asked through the API server (service ${route.service}),`;
    }
    const { origin, pathname } = new URL(route.url);
    return `Prometheus at ${origin}${pathname.replace(/\/api\/v1\/query$/, "")}`;
}

async function askService(api: KubernetesApi, path: string, query: Record<string, string>): Promise<Answer> {
    try {
        // Without retries: the caller repeats the query, and must soon know whether the API server is silent.
        return { body: await api.request({ method: "GET", path, query, idempotent: false }) };
    } catch (error) {
        if (error instanceof SyntaxError) {
            return { body: undefined };
        }
        if (isApiServers(error)) {
            throw error;
        }
        throw new Error(`cannot be reached: ${messageOf(error).replace(`GET ${path}: `, "")}`);
    }
}

/** True when the API server itself does not answer; for a dead service it returns 502 or 503. */
function isApiServers(error: unknown): boolean {
    const status = error instanceof Error && "status" in error ? error.status : undefined;
    return apiErrorCode(error) === "ClusterUnreachable" || status === 429 || status === 500 || status === 504;
}

async function askUrl(address: string, query: Record<string, string>): Promise<Answer> {
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
    const response = await got(url, {
        headers,
        throwHttpErrors: false,
        timeout: { connect: 5_000, request: 10_000 },
        retry: {
            limit: 2,
            maxRetryAfter: 10_000,
            // 0.25 s and 0.5 s, unless the server sets Retry-After. A delay of 0 ends the retries of got.
            calculateDelay: ({ computedValue, retryAfter }) =>
                computedValue === 0 ? 0 : Math.max(1, retryAfter ?? computedValue / 4),
        },
    }).catch((error: unknown) => {
        throw new Error(`cannot be reached: ${messageOf(error)}`);
    });
    return { status: response.statusCode, body: jsonOf(response.body) };
}

/** Returns the series of a good response; otherwise throws the rest of a sentence that {@link subjectOf} starts. */
function seriesOf({ status = 200, body }: Answer): Series[] {
    const { status: outcome, errorType, error, data } = recordOf(body);
    if (outcome === "error") {
        throw new Error(`answered with an error: ${String(errorType)}: ${String(error)}`);
    }
    if (status < 200 || status > 299) {
        throw new Error(`answered with HTTP status ${status}`);
    }
    const { resultType, result } = recordOf(data);
    if (outcome !== "success" || resultType !== "matrix" || !Array.isArray(result)) {
        throw new Error(`did not answer as Prometheus does: ${body === undefined ? "no JSON" : "no range of samples"}`);
    }
    return result.map((one: unknown) => {
        const { metric, values = [] } = recordOf(one);
        const labels = Object.entries(recordOf(metric)).map(([name, value]) => [name, String(value)] as const);
        const samples = Array.isArray(values) ? values.map(sampleOf) : [];
        return { labels: Object.fromEntries(labels), samples };
    });
}

function sampleOf(pair: unknown): Sample {
    const [seconds, text] = Array.isArray(pair) ? (pair as unknown[]) : [];
    // "NaN", "+Inf" and "-Inf" are values too.
    const value = typeof text === "string" && text !== "" ? Number(text.replace("Inf", "Infinity")) : NaN;
    if (typeof seconds !== "number" || (Number.isNaN(value) && text !== "NaN")) {
        throw new Error("did not answer as Prometheus does: a sample is not a time and a number");
    }
    return { at: Math.round(seconds * 1000), value };
}

function recordOf(value: unknown): Record<string, unknown> {
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function jsonOf(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        return undefined;
    }
}

function messageOf(error: unknown): string {
    // A failed connection to a name with several addresses is an AggregateError, whose own message is empty.
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    return error instanceof Error ? error.message || code || error.name : String(error);
}

function inOneLine(text: string): string {
    const line = text.replace(/\s+/g, " ").trim();
    return line.length > 300 ? `${line.slice(0, 299)}…` : line;
}

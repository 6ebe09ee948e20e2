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

/** A response; `body` is undefined if it is not JSON, `status` if the API server's client accepted it. */
export interface Answer {
    readonly status?: number;
    readonly body: unknown;
}

/** An error of a server that does not accept the credentials of a request, or of a client that does not accept its. */
export class DeniedError extends Error {}

/** An error of an address that leads nowhere: the API server knows no such Service, or DNS no such host. */
export class NoSuchAddressError extends Error {}

/** True for the status of a response to credentials that are absent or not accepted. */
export function isDenied(status: unknown): boolean {
    return status === 401 || status === 403;
}

/** Returns the series of a good response; otherwise throws the rest of a sentence that the route's subject starts. */
export function seriesOf({ status = 200, body }: Answer): Series[] {
    const { status: outcome, errorType, error, data } = recordOf(body);
    if (outcome === "error") {
        const message = `answered with an error: ${String(errorType)}: ${String(error)}`;
        throw isDenied(status) ? new DeniedError(message) : new Error(message);
    }
    if (status < 200 || status > 299) {
        const message = `answered with HTTP status ${status}`;
        throw isDenied(status) ? new DeniedError(message) : new Error(message);
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

/** Returns an object's fields; none for any other value. */
export function recordOf(value: unknown): Record<string, unknown> {
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

/** Parses JSON; undefined if it is none. */
export function jsonOf(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        return undefined;
    }
}

import { apiErrorCode, type KubernetesApi } from "../../kubernetes";
import { DeniedError, NoSuchAddressError, seriesOf, type Series } from "./prometheusAnswer";
import { noCredentials, type PrometheusCredentials } from "./prometheusCredentials";
import { askService, askUrl, messageOf } from "./prometheusRequest";
import { NoSecretError } from "./secretValues";
import { type MetricsSource, routeOf, subjectOf } from "./prometheusRoute";

export { DeniedError, NoSuchAddressError, type Sample, type Series } from "./prometheusAnswer";

/** Access to the app's metrics as they were scraped. */
export interface RawMetrics {
    /**
     * Returns the raw samples of every series of a selector from `from` to `until` (milliseconds since the epoch, both
     * included). Rejects with one sentence if Prometheus cannot be queried, and with the ApiError if the API server,
     * which proxies the query or has the Secrets, does not answer.
     */
    samples(selector: string, from: number, until: number): Promise<Series[]>;
}

/** Access to the app's metrics. */
export interface Metrics extends RawMetrics {
    /** Returns the values of an expression from `from` to `until`, one every `stepMs`; rejects as `samples` does. */
    values(expression: string, from: number, until: number, stepMs: number): Promise<Series[]>;
}

/**
 * Creates the gate's access to Prometheus; through the API server it uses the credentials of `api`.
 * @default credentials - none
 */
export function metricsOf(
    api: KubernetesApi,
    source: MetricsSource,
    credentials: PrometheusCredentials = noCredentials,
): Metrics {
    /** Sends a query once; `renew` reads the credentials again. */
    async function send(question: Record<string, string>, renew: boolean): Promise<Series[]> {
        const route = routeOf(source);
        const obstacle =
            route.kind === "invalid"
                ? route.reason
                : route.kind === "service" && credentials.proxyProblem !== undefined
                  ? `${credentials.proxyProblem}; set prometheusUrl to a URL of Prometheus that this machine reaches`
                  : undefined;
        if (route.kind === "invalid" || obstacle !== undefined) {
            throw new Error(`Prometheus cannot be asked: ${obstacle ?? ""}`);
        }
        const given = await credentials.get(renew).catch((error: unknown) => {
            throw withSubject("Prometheus cannot be asked:", error);
        });
        try {
            const answer = await (route.kind === "url"
                ? askUrl(route.url, question, given)
                : askService(api, route.path, question, given));
            return seriesOf(answer);
        } catch (error) {
            throw withSubject(subjectOf(route), error);
        }
    }

    async function ask(query: string, from: number, until: number): Promise<Series[]> {
        const question = { query, time: (Math.ceil(until) / 1000).toFixed(3) };
        try {
            // Credentials rotate: those that were denied are read again, once.
            const series = await send(question, false).catch((error: unknown) => {
                if (error instanceof DeniedError && credentials.source !== undefined) {
                    return send(question, true);
                }
                throw error;
            });
            return series.map(({ labels, samples }) => ({
                labels,
                samples: samples.filter(({ at }) => at >= from && at <= until),
            }));
        } catch (error) {
            if (apiErrorCode(error) !== undefined) {
                throw error;
            }
            const used = error instanceof DeniedError ? credentials.source : undefined;
            const message = inOneLine(credentials.redact(messageOf(error)));
            const Kind = kindOf(error);
            throw new Kind(used === undefined ? message : `${message}, with the credentials of ${used}`);
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

/** Returns an error whose message has a subject; an ApiError is unchanged. */
function withSubject(subject: string, error: unknown): unknown {
    if (apiErrorCode(error) !== undefined) {
        return error;
    }
    const Kind = kindOf(error);
    return new Kind(`${subject} ${messageOf(error)}`);
}

/** Returns the class of an error that callers distinguish. */
function kindOf(error: unknown): new (message: string) => Error {
    return [DeniedError, NoSuchAddressError, NoSecretError].find((one) => error instanceof one) ?? Error;
}

function inOneLine(text: string): string {
    const line = text.replace(/\s+/g, " ").trim();
    return line.length > 300 ? `${line.slice(0, 299)}…` : line;
}

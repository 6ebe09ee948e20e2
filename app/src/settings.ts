import type { Faults } from "./faults";

/** Everything the service reads from its environment. */
export interface Settings {
    readonly version: string;
    readonly port: number;
    /** Port of the metrics for Prometheus: not the users' port, which the Ingress exposes. */
    readonly metricsPort: number;
    /** Milliseconds for which requests are still answered after SIGTERM, until every load balancer has noticed. */
    readonly drainMs: number;
    readonly faults: Faults;
}

/** Lists all bad environment variables at once, so that a user can fix them in one restart. */
export class SettingsError extends Error {
    override readonly name = "SettingsError";

    constructor(problems: readonly string[]) {
        super(`bad environment: ${problems.join("; ")}`);
    }
}

type Parse<T> = (text: string) => T | undefined;

const wholeNumber =
    (max: number): Parse<number> =>
    (text) =>
        /^\d{1,9}$/.test(text) && Number(text) <= max ? Number(text) : undefined;

const latencyRange: Parse<Faults["latencyMs"]> = (text) => {
    const match = /^(\d{1,6})(?:-(\d{1,6}))?$/.exec(text);
    if (!match) return undefined;
    const min = Number(match[1]);
    const max = Number(match[2] ?? match[1]);
    return min <= max ? { min, max } : undefined;
};

const decimal: Parse<number> = (text) => (/^\d{1,4}(\.\d{1,4})?$/.test(text) ? Number(text) : undefined);

const share: Parse<number> = (text) =>
    /^(0|1|0?\.\d+|[01]\.\d+)$/.test(text) && Number(text) <= 1 ? Number(text) : undefined;

/** Reads the settings. An unset or empty variable has its default; one SettingsError names every bad variable. */
export function readSettings(env: Readonly<Record<string, string | undefined>>): Settings {
    const problems: string[] = [];
    const read = <T>(key: string, fallback: T, parse: Parse<T>, wanted: string): T => {
        const text = env[key] ?? "";
        if (text === "") return fallback;
        const value = parse(text);
        if (value === undefined) problems.push(`${key}=${JSON.stringify(text)} must be ${wanted}`);
        return value ?? fallback;
    };
    const settings: Settings = {
        version: read("VERSION", "dev", (text) => text, "a string"),
        port: read("PORT", 8080, wholeNumber(65535), "a port number"),
        metricsPort: read("METRICS_PORT", 9464, wholeNumber(65535), "a port number"),
        drainMs: read("DRAIN_MS", 5000, wholeNumber(600_000), "whole milliseconds, at most 600000"),
        faults: {
            latencyMs: read(
                "FAULT_LATENCY_MS",
                { min: 0, max: 0 },
                latencyRange,
                "milliseconds like 300 or a range like 200-800",
            ),
            growthMs: read("FAULT_LATENCY_GROWTH_MS", 0, decimal, "milliseconds per request, such as 0.5"),
            errorRate: read("FAULT_ERROR_RATE", 0, share, "a share from 0 to 1"),
            path: read(
                "FAULT_PATH",
                "",
                (text) => (text.startsWith("/") ? text : undefined),
                "a path such as /checkout",
            ),
            abovePerSecond: read("FAULT_ABOVE_PER_SECOND", 0, wholeNumber(100_000), "a whole number of requests"),
            crashAt: read("FAULT_CRASH_AT", 0, wholeNumber(1_000_000), "the number of a request"),
        },
    };
    const { port, metricsPort } = settings;
    // 0 is any free port, a different one each time.
    if (port === metricsPort && port !== 0) problems.push(`METRICS_PORT must differ from PORT, both are ${port}`);
    if (problems.length > 0) throw new SettingsError(problems);
    return settings;
}

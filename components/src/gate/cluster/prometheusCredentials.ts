import { rootCertificates } from "node:tls";
import type { KubernetesApi } from "../../kubernetes";
import {
    headersOf,
    type PrometheusAccess,
    proxyProblem,
    secretKeysOf,
    type SecretKey,
} from "../model/prometheusAccess";
import { awsHeaders } from "./awsSignature";
import { requestToken, type Token } from "./oauth2Tokens";
import type { GivenCredentials, Verification } from "./prometheusRequest";
import { type SecretValues, secretValuesOf } from "./secretValues";

/** Credentials for Prometheus. */
export interface PrometheusCredentials {
    /** Names their source, for a message; undefined if there are none. */
    readonly source: string | undefined;
    /** The reason why queries cannot take the API server's proxy; undefined if they can. */
    readonly proxyProblem: string | undefined;
    /** Returns the credentials; `renew` reads Secrets and requests tokens again. Rejects with one sentence. */
    get(renew: boolean): Promise<GivenCredentials>;
    /** Replaces every secret that was read by `***`. */
    redact(message: string): string;
}

/** Credentials for a Prometheus without authentication. */
export const noCredentials = headerCredentials({});

/** Creates credentials that are headers, such as from a command line. */
export function headerCredentials(given: Readonly<Record<string, string>>): PrometheusCredentials {
    const headers = Object.fromEntries(Object.entries(given).map(([name, value]) => [name.toLowerCase(), value]));
    const names = Object.keys(given);
    return {
        source: names.length === 0 ? undefined : `header ${names.join(", ")}`,
        proxyProblem: proxyProblem({ headers: names.map((name) => ({ name, value: "" })) }),
        get: () => Promise.resolve({ headers: () => headers, https: {} }),
        redact: (message) => redacted(message, Object.values(headers)),
    };
}

/** Inputs that name credentials, and the namespace of the Secrets. */
export interface CredentialsSource {
    readonly namespace: string;
    readonly prometheusAccess?: PrometheusAccess;
}

/**
 * Creates the credentials of an access, which reads Secrets when they are first used.
 * @default now - the system's clock, in milliseconds since the epoch
 */
export function credentialsOf(
    api: KubernetesApi,
    { namespace, prometheusAccess: access }: CredentialsSource,
    now: () => number = Date.now,
): PrometheusCredentials {
    if (access === undefined) {
        return noCredentials;
    }
    const secrets = new Set<string>();
    let current: { readonly given: Promise<GivenCredentials>; renewAt: number } | undefined;

    async function readAll(used: PrometheusAccess, expires: (at: number) => void): Promise<GivenCredentials> {
        const values = remembering(secretValuesOf(api, namespace), secrets);
        const https = await verificationOf(used, values);
        const headers: Record<string, string> = {};
        for (const { name, value, secret, prefix = "" } of headersOf(used)) {
            const text = secret === undefined ? value : await headerText(values, secret);
            secrets.add(passwordOf(prefix, text));
            headers[name.toLowerCase()] = `${prefix}${text}`;
        }
        if (used.oauth2 !== undefined) {
            const token = await tokenOf(used.oauth2, values, https);
            secrets.add(token.value);
            expires(token.renewAt);
            headers["authorization"] = `Bearer ${token.value}`;
        }
        const { sigv4 } = used;
        return { https, headers: (url) => (sigv4 === undefined ? headers : { ...headers, ...awsHeaders(url, sigv4) }) };
    }

    async function tokenOf(
        { tokenUrl, clientId, clientSecret, scopes = [] }: NonNullable<PrometheusAccess["oauth2"]>,
        values: SecretValues,
        https: Verification,
    ): Promise<Token> {
        const id = typeof clientId === "string" ? clientId : await values.read(clientId);
        const client = { tokenUrl, clientId: id, clientSecret: await values.read(clientSecret), scopes };
        return requestToken(client, https, now);
    }

    async function verificationOf({ ca, insecure }: PrometheusAccess, values: SecretValues): Promise<Verification> {
        const certificate = ca === undefined ? undefined : await values.read(ca);
        if (certificate?.includes("-----BEGIN CERTIFICATE-----") === false) {
            throw new Error(
                `key ${ca?.key ?? ""} of Secret ${namespace}/${ca?.name ?? ""} must be certificates in PEM`,
            );
        }
        return {
            ...(certificate !== undefined && { certificateAuthority: [...rootCertificates, certificate] }),
            ...(insecure === true && { rejectUnauthorized: false }),
        };
    }

    async function headerText(values: SecretValues, secret: SecretKey): Promise<string> {
        const text = await values.read(secret);
        if (!/^[\x20-\x7e]+$/.test(text)) {
            const { name, key } = secret;
            throw new Error(
                `key ${key} of Secret ${namespace}/${name} must be printable ASCII on one line, without a newline at its end`,
            );
        }
        return text;
    }

    return {
        source: sourceOf(access, namespace),
        proxyProblem: proxyProblem(access),
        get(renew) {
            if (current === undefined || renew || now() >= current.renewAt) {
                const next = {
                    renewAt: Infinity,
                    given: readAll(access, (at) => {
                        next.renewAt = at;
                    }).catch((error: unknown) => {
                        // What could not be read may be there next time.
                        next.renewAt = 0;
                        throw error;
                    }),
                };
                current = next;
            }
            return current.given;
        },
        redact: (message) => redacted(message, secrets),
    };
}

/** Adds everything that is read to a set of secrets. */
function remembering(values: SecretValues, secrets: Set<string>): SecretValues {
    return {
        async read(key) {
            const text = await values.read(key);
            secrets.add(text).add(text.trim());
            return text;
        },
    };
}

/** Returns what else must not be repeated: the password of `user:password` in base64. */
function passwordOf(prefix: string, text: string): string {
    const decoded = /^basic /i.test(prefix) ? Buffer.from(text, "base64").toString("utf8") : "";
    return decoded.slice(decoded.indexOf(":") + 1);
}

function sourceOf(access: PrometheusAccess, namespace: string): string | undefined {
    const keys = secretKeysOf(access).map(({ name, key }) => `key ${key} of Secret ${namespace}/${name}`);
    const plain = headersOf(access).flatMap(({ name, secret }) => (secret === undefined ? [`header ${name}`] : []));
    const aws = access.sigv4 === undefined ? [] : ["AWS_ACCESS_KEY_ID"];
    return [...keys, ...plain, ...aws].join(", ") || undefined;
}

function redacted(message: string, secrets: Iterable<string>): string {
    // The longest first, because one may contain another.
    const all = [...secrets].filter((secret) => secret !== "").sort((a, b) => b.length - a.length);
    return all.reduce((text, secret) => text.replaceAll(secret, "***"), message);
}

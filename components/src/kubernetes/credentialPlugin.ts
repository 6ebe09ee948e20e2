import { execFile } from "node:child_process";
import { apiError, messageOf } from "./errors";
import type { ClusterEntry, ExecEntry } from "./kubeconfig";

/** A credential plugin's answer. */
export interface PluginCredential {
    readonly token?: string;
    /** PEM. */
    readonly clientCertificateData?: string;
    /** PEM. */
    readonly clientKeyData?: string;
    readonly expirationTimestamp?: string;
}

/** Credentials by plugin and cluster: one run serves every connection of this process. */
const known = new Map<string, { credential: Promise<PluginCredential>; settled?: PluginCredential }>();

/**
 * Returns the credential of a plugin: the last one until it expires, or until it is the one that the server `rejected`.
 * Callers share a run that has not ended.
 *
 * @throws ApiError Unauthorized, if the plugin fails, takes longer than the timeout, or asks for a terminal
 */
export function pluginCredential(
    exec: ExecEntry,
    cluster: ClusterEntry,
    rejected?: PluginCredential,
    timeoutSeconds = 60,
): Promise<PluginCredential> {
    const info = execInfo(exec, cluster);
    const key = JSON.stringify([exec, cluster.server, info]);
    const last = known.get(key);
    const usable =
        last !== undefined &&
        (last.settled === undefined || (last.settled !== rejected && !hasExpired(last.settled.expirationTimestamp)));
    if (usable) {
        return last.credential;
    }
    const entry: { credential: Promise<PluginCredential>; settled?: PluginCredential } = {
        credential: run(exec, info, timeoutSeconds).then(
            (credential) => (entry.settled = credential),
            (error: unknown) => {
                known.delete(key);
                throw error;
            },
        ),
    };
    known.set(key, entry);
    return entry.credential;
}

function hasExpired(timestamp: string | undefined): boolean {
    return timestamp !== undefined && Date.parse(timestamp) <= Date.now();
}

/** Fields of a cluster that a plugin may need; undefined ones are left out of JSON. */
const clusterFields = [
    "server",
    "tls-server-name",
    "insecure-skip-tls-verify",
    "certificate-authority-data",
    "proxy-url",
] as const;

/** KUBERNETES_EXEC_INFO of the plugin. */
function execInfo({ apiVersion, provideClusterInfo }: ExecEntry, cluster: ClusterEntry): string {
    const { extensions } = cluster;
    const config = extensions?.find(({ name }) => name === "client.authentication.k8s.io/exec")?.extension;
    return JSON.stringify({
        apiVersion,
        kind: "ExecCredential",
        spec: {
            interactive: false,
            ...(provideClusterInfo === true && {
                cluster: {
                    ...Object.fromEntries(clusterFields.map((field) => [field, cluster[field]])),
                    ...(config !== undefined && { config }),
                },
            }),
        },
    });
}

function run(exec: ExecEntry, info: string, timeoutSeconds: number): Promise<PluginCredential> {
    const fail = (reason: string) => apiError("Unauthorized", `the credential plugin ${exec.command} ${reason}`);
    if (exec.interactiveMode === "Always") {
        return Promise.reject(fail("needs a terminal (interactiveMode: Always)"));
    }
    const env = Object.fromEntries((exec.env ?? []).map(({ name, value }) => [name, value]));
    return new Promise((resolve, reject) => {
        const options = {
            env: { ...process.env, ...env, KUBERNETES_EXEC_INFO: info },
            timeout: timeoutSeconds * 1000,
        };
        const child = execFile(exec.command, [...(exec.args ?? [])], options, (error, stdout, stderr) => {
            if (error === null) {
                const credential = credentialOf(stdout, exec.apiVersion);
                if (typeof credential === "string") {
                    reject(fail(credential));
                } else {
                    resolve(credential);
                }
            } else if (error.code === "ENOENT") {
                reject(fail(`is not installed${exec.installHint === undefined ? "" : `: ${exec.installHint.trim()}`}`));
            } else if (error.killed === true) {
                reject(fail(`did not answer within ${timeoutSeconds} s`));
            } else {
                reject(fail(`failed: ${stderr.trim().split("\n").at(-1)?.slice(0, 300) || messageOf(error)}`));
            }
        });
        child.stdin?.end();
    });
}

/** The credential in a plugin's output; otherwise what is wrong with it. */
function credentialOf(output: string, apiVersion: string): PluginCredential | string {
    let answer: { kind?: unknown; apiVersion?: unknown; status?: PluginCredential | null };
    try {
        answer = JSON.parse(output) as typeof answer;
    } catch {
        // The output may be a credential.
        return "printed no JSON";
    }
    if (answer.kind !== "ExecCredential" || answer.apiVersion !== apiVersion) {
        return `must print an ExecCredential of ${apiVersion}`;
    }
    const { token, clientCertificateData, clientKeyData } = answer.status ?? {};
    return token === undefined && (clientCertificateData === undefined || clientKeyData === undefined)
        ? "printed neither a token nor a client certificate"
        : (answer.status ?? {});
}

import { readFile } from "node:fs/promises";
import type { Agent as HttpAgent } from "node:http";
import type { Agent as HttpsAgent, RequestOptions } from "node:https";
import { type PluginCredential, pluginCredential } from "./credentialPlugin";
import { environmentProxy } from "./environmentProxy";
import { apiError, messageOf } from "./errors";
import type { SelectedContext, UserEntry } from "./kubeconfig";

/** Headers that authenticate a request, and an agent with certificates or a proxy. */
export interface Credentials {
    readonly headers: Record<string, string | string[]>;
    readonly agent: { http?: HttpAgent; https?: HttpsAgent };
    /** The certificates and the proxy of the agent. */
    readonly agentOf: string;
    /** The answer of a credential plugin, if one was used. */
    readonly plugin?: PluginCredential;
}

/**
 * Returns the credentials of a context, as kubectl uses it: files are read each time, because tokens rotate.
 *
 * @param rejected credentials that the server has rejected with 401: a plugin runs again
 * @param before earlier credentials, whose agent and its connections stay in use with the same certificates and proxy
 */
export async function credentialsOf(
    { cluster, user }: SelectedContext,
    rejected: Credentials | undefined,
    before: Credentials | undefined,
): Promise<Credentials> {
    const { exec, tokenFile, ...declared } = user;
    const { token, username } = declared;
    const isStatic = [token, tokenFile, username].some((one) => one !== undefined && one !== "");
    const plugin = exec === undefined || isStatic ? undefined : await pluginCredential(exec, cluster, rejected?.plugin);
    const usesTls = cluster.server.startsWith("https:");
    const proxy = cluster["proxy-url"] ?? environmentProxy(cluster.server, process.env);
    const options: RequestOptions = { headers: {} };
    // Loaded by the first connection: it takes a second, and a program that only declares resources never connects.
    const { KubeConfig } = await import("@kubernetes/client-node");
    const config = new KubeConfig();
    const name = "selected";
    config.loadFromString(
        JSON.stringify({
            contexts: [{ name, context: { cluster: name, user: name } }],
            clusters: [
                {
                    name,
                    cluster: {
                        ...cluster,
                        ...(proxy !== undefined && { "proxy-url": proxy }),
                        // The client library uses plain http only if it does not verify TLS.
                        ...(!usesTls && { "insecure-skip-tls-verify": true }),
                    },
                },
            ],
            users: [
                {
                    name,
                    user: {
                        ...declared,
                        ...(tokenFile !== undefined && { token: await readToken(tokenFile) }),
                        ...(plugin?.token !== undefined && { token: plugin.token }),
                        ...(plugin?.clientCertificateData !== undefined && {
                            "client-certificate-data": base64(plugin.clientCertificateData),
                            "client-key-data": base64(plugin.clientKeyData ?? ""),
                        }),
                    },
                },
            ],
            "current-context": name,
        }),
    );
    await config.applyToHTTPSOptions(options);
    const headers: Record<string, string | string[]> = { ...impersonation(user) };
    for (const [header, value] of Object.entries(options.headers ?? {})) {
        headers[header] = String(value);
    }
    if (options.auth) {
        headers["Authorization"] = `Basic ${base64(options.auth)}`;
    }
    const { ca, cert, key, rejectUnauthorized, servername } = options;
    const agentOf = JSON.stringify([proxy, rejectUnauthorized, servername, ...[ca, cert, key].map(String)]);
    const same = before?.agentOf === agentOf ? before.agent : undefined;
    const own = keepAlive(options.agent as HttpsAgent);
    const agent = same ?? (usesTls ? { https: own } : { http: own });
    return { headers, agent, agentOf, ...(plugin !== undefined && { plugin }) };
}

/**
 * Lets an agent keep its connections open, with probes every 15 s on those that are used again; an idle connection is
 * closed before a load balancer does it.
 */
function keepAlive(agent: HttpsAgent): HttpsAgent {
    agent.options.timeout = 30_000;
    return Object.assign(agent, { keepAlive: true, keepAliveMsecs: 15_000 });
}

async function readToken(file: string): Promise<string> {
    try {
        return (await readFile(file, "utf8")).trim();
    } catch (error) {
        throw apiError("Unauthorized", `the token file ${file} cannot be read: ${messageOf(error)}`);
    }
}

/** The headers of an impersonation, but the user's, which the client library sets. */
function impersonation(user: UserEntry): Record<string, string | string[]> {
    const { as, "as-uid": uid, "as-groups": groups = [], "as-user-extra": extra = {} } = user;
    const headers: Record<string, string | string[]> = {
        ...(uid !== undefined && uid !== "" && { "Impersonate-Uid": uid }),
        ...(groups.length > 0 && { "Impersonate-Group": [...groups] }),
    };
    for (const [key, values] of Object.entries(extra)) {
        headers[`Impersonate-Extra-${encodeURIComponent(key)}`] = [...values];
    }
    if (Object.keys(headers).length > 0 && !as) {
        throw apiError("KubeconfigInvalid", "the kubeconfig's user has as-uid, as-groups or as-user-extra without as");
    }
    return headers;
}

function base64(text: string): string {
    return Buffer.from(text).toString("base64");
}

import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createProxy, type IncomingMessage } from "node:http";
import { createServer, type Server } from "node:https";
import { type AddressInfo, connect, type Server as NetServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Duplex } from "node:stream";
import { TLSSocket } from "node:tls";
import { stringify } from "yaml";
import { type Certificate, selfSigned } from "../certificate";

/** The authentication of a request. */
export interface SeenAuthentication {
    readonly authorization?: string;
    /** Headers `Impersonate-*`, in lower case, sorted. */
    readonly impersonation?: readonly string[];
    /** The common name of the client certificate. */
    readonly certificate?: string;
    /** The target of the proxy that the request came through. */
    readonly proxied?: string;
}

/** A kubeconfig, and what an API server gets from a client that uses it. */
export interface AuthenticationCase {
    readonly title: string;
    readonly user?: object;
    /** Fields in addition to the server's address and certificate. */
    readonly cluster?: object;
    /** Files next to the kubeconfig, by path; those that begin with `#!` are executable. */
    readonly files?: Readonly<Record<string, string>>;
    /** `PROXY` in a value is the address of the recorder's proxy. */
    readonly env?: Readonly<Record<string, string>>;
    /** `PORT` in a value is the server's port. */
    readonly expected: SeenAuthentication;
}

/** An API server that records how requests are authenticated, with a proxy before it and a folder for kubeconfigs. */
export class AuthenticationRecorder {
    readonly seen: SeenAuthentication[] = [];
    /** The header Authorization that is answered by 401; by default none, which a request without one has too. */
    rejected = "none";
    private proxied: string | undefined;
    private readonly folder = mkdtempSync(join(tmpdir(), "canary-authentication-"));
    private readonly certificate: Certificate = selfSigned(this.folder);
    private readonly server: Server;
    private readonly proxy = createProxy();
    private readonly tunnels = new Set<Duplex>();

    private constructor() {
        selfSigned(this.folder, "client");
        const options = { ...this.certificate, requestCert: true, rejectUnauthorized: false };
        this.server = createServer(options, (request, response) => {
            this.seen.push(this.authenticationOf(request));
            response.setHeader("content-type", "application/json");
            response.statusCode = request.headers.authorization === this.rejected ? 401 : 200;
            response.end('{"kind":"Status","status":"Success"}');
        });
        this.proxy.on("connect", ({ url }, socket) => {
            this.proxied = url;
            this.tunnels.add(socket);
            const upstream = connect(portOf(this.server), "127.0.0.1", () => {
                socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
                socket.pipe(upstream).pipe(socket);
            });
            upstream.on("error", () => socket.destroy());
            socket.on("error", () => upstream.destroy());
        });
    }

    static async start(): Promise<AuthenticationRecorder> {
        const recorder = new AuthenticationRecorder();
        for (const one of [recorder.server, recorder.proxy]) {
            await new Promise<void>((resolve) => one.listen(0, "127.0.0.1", resolve));
        }
        return recorder;
    }

    /** Writes a case's kubeconfig, with the context `one`, and its files; returns the path and the environment. */
    write(one: AuthenticationCase): { readonly kubeconfig: string; readonly env: Record<string, string> } {
        this.proxied = undefined;
        this.seen.length = 0;
        const proxy = `http://127.0.0.1:${portOf(this.proxy)}`;
        const filled = <T>(value: T) => JSON.parse(JSON.stringify(value).replaceAll("PROXY", proxy)) as T;
        for (const [name, content] of Object.entries(one.files ?? {})) {
            const path = join(this.folder, name);
            mkdirSync(dirname(path), { recursive: true });
            writeFileSync(path, content);
            chmodSync(path, content.startsWith("#!") ? 0o755 : 0o644);
        }
        const cluster = {
            server: `https://127.0.0.1:${portOf(this.server)}`,
            "certificate-authority": "test.pem",
            ...filled(one.cluster ?? {}),
        };
        const named = one.user !== undefined;
        const kubeconfig = join(this.folder, "kubeconfig");
        writeFileSync(
            kubeconfig,
            stringify({
                apiVersion: "v1",
                kind: "Config",
                clusters: [{ name: "one", cluster }],
                users: named ? [{ name: "one", user: one.user }] : [],
                contexts: [{ name: "one", context: { cluster: "one", ...(named && { user: "one" }) } }],
            }),
        );
        const env = { HTTPS_PROXY: "", https_proxy: "", NO_PROXY: "", no_proxy: "" };
        return {
            kubeconfig,
            env: {
                ...env,
                ...Object.fromEntries(
                    Object.entries(one.env ?? {}).map(([name, value]) => [name, value.replace("PROXY", proxy)]),
                ),
            },
        };
    }

    async stop(): Promise<void> {
        this.server.closeAllConnections();
        this.tunnels.forEach((socket) => socket.destroy());
        for (const one of [this.server, this.proxy]) {
            await new Promise((resolve) => one.close(resolve));
        }
        rmSync(this.folder, { recursive: true });
    }

    private authenticationOf(request: IncomingMessage): SeenAuthentication {
        const { authorization } = request.headers;
        const certificate = commonNameOf(request.socket);
        const impersonation: string[] = [];
        for (let index = 0; index + 1 < request.rawHeaders.length; index += 2) {
            const name = request.rawHeaders[index]?.toLowerCase() ?? "";
            if (name.startsWith("impersonate-")) {
                impersonation.push(`${name}: ${request.rawHeaders[index + 1] ?? ""}`);
            }
        }
        return {
            ...(authorization !== undefined && { authorization }),
            ...(impersonation.length > 0 && { impersonation: impersonation.sort() }),
            ...(certificate !== "" && { certificate }),
            ...(this.proxied !== undefined && { proxied: this.proxied }),
        };
    }
}

/** The common name of a connection's client certificate; empty without one. */
function commonNameOf(socket: Socket): string {
    const { subject } = socket instanceof TLSSocket ? socket.getPeerCertificate() : {};
    return String(subject?.CN ?? "");
}

function portOf(server: NetServer): number {
    return (server.address() as AddressInfo).port;
}

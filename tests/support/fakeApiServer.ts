import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** An object as the fake keeps it. */
export interface FakeObject {
    metadata: { name: string; uid?: string; generation?: number; resourceVersion?: string; [field: string]: unknown };
    [field: string]: unknown;
}

/** One request as it came in. */
export interface SeenRequest {
    readonly method: string;
    readonly path: string;
    readonly query: Record<string, string>;
    readonly contentType: string;
    readonly body: unknown;
}

interface Watcher {
    readonly collection: string;
    readonly name: string | undefined;
    readonly response: ServerResponse;
}

interface LoggedEvent {
    readonly version: number;
    readonly type: string;
    readonly collection: string;
    readonly object: FakeObject;
}

/**
 * As much of an API server as a client of a few collections can tell from a real one: lists, watches that start at a
 * resourceVersion, one increasing resourceVersion over all objects, field selectors on the name, apply and delete.
 */
export class FakeApiServer {
    readonly requests: SeenRequest[] = [];
    /** Called for every PATCH with the body; what it returns is stored and answered. */
    onApply: (collection: string, name: string, body: FakeObject, current?: FakeObject) => FakeObject = (
        _c,
        _n,
        body,
    ) => body;
    url = "";
    kubeconfig = "";
    private version = 100;
    private oldest = 0;
    private readonly collections = new Map<string, Map<string, FakeObject>>();
    private readonly events: LoggedEvent[] = [];
    private readonly watchers = new Set<Watcher>();
    private readonly failures: { status: number; headers: Record<string, string> }[] = [];
    private directory = "";

    private constructor(private readonly server: Server) {}

    static async start(): Promise<FakeApiServer> {
        const server = createServer();
        const fake = new FakeApiServer(server);
        server.on("request", (request, response) => {
            fake.handle(request, response).catch((error: unknown) => {
                response.statusCode = 500;
                response.end(JSON.stringify({ message: String(error) }));
            });
        });
        await fake.listen(0);
        fake.directory = await mkdtemp(join(tmpdir(), "fake-api-"));
        fake.kubeconfig = join(fake.directory, "kubeconfig");
        await writeFile(fake.kubeconfig, kubeconfigFor(fake.url));
        return fake;
    }

    async stop(): Promise<void> {
        await this.close();
        await rm(this.directory, { recursive: true });
    }

    /** Stops answering, as a restarting API server does; {@link listen} with the same port brings it back. */
    async close(): Promise<void> {
        const closed = new Promise((resolve) => this.server.close(resolve));
        this.watchers.clear();
        this.server.closeAllConnections();
        await closed;
    }

    async listen(port = Number(new URL(this.url).port)): Promise<void> {
        await new Promise<void>((resolve) => this.server.listen(port, "127.0.0.1", resolve));
        this.url = `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}`;
    }

    get(collection: string, name: string): FakeObject | undefined {
        return this.collections.get(collection)?.get(name);
    }

    put(collection: string, object: FakeObject): void {
        const objects = this.collections.get(collection) ?? new Map<string, FakeObject>();
        this.collections.set(collection, objects);
        const type = objects.has(object.metadata.name) ? "MODIFIED" : "ADDED";
        this.version += 1;
        const copy = structuredClone(object);
        copy.metadata.resourceVersion = String(this.version);
        objects.set(copy.metadata.name, copy);
        this.emit(type, collection, copy);
    }

    remove(collection: string, name: string): void {
        const object = this.get(collection, name);
        if (object !== undefined) {
            this.collections.get(collection)?.delete(name);
            this.version += 1;
            const last = structuredClone(object);
            last.metadata.resourceVersion = String(this.version);
            this.emit("DELETED", collection, last);
        }
    }

    /** How many watches are open. */
    get watches(): number {
        return this.watchers.size;
    }

    /** Cuts every watch, as a load balancer does. */
    dropWatches(): void {
        for (const watcher of this.watchers) {
            watcher.response.destroy();
        }
        this.watchers.clear();
    }

    /** Forgets all history: watches get 410, in the stream or at their next start. */
    expireWatches(): void {
        this.oldest = this.version;
        this.version += 1;
        for (const watcher of this.watchers) {
            const status = { kind: "Status", code: 410, reason: "Expired", message: "too old resource version" };
            watcher.response.end(`${JSON.stringify({ type: "ERROR", object: { ...status, metadata: {} } })}\n`);
        }
        this.watchers.clear();
    }

    /** Answers the next requests with this status instead. */
    failNext(status: number, times = 1, headers: Record<string, string> = {}): void {
        for (let index = 0; index < times; index += 1) {
            this.failures.push({ status, headers });
        }
    }

    private emit(type: string, collection: string, object: FakeObject): void {
        this.events.push({ version: this.version, type, collection, object });
        for (const watcher of this.watchers) {
            send(watcher, { version: this.version, type, collection, object });
        }
    }

    private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
        const url = new URL(request.url ?? "/", this.url);
        const query = Object.fromEntries(url.searchParams);
        const text = await textOf(request);
        const body: unknown = text === "" ? undefined : JSON.parse(text);
        const contentType = request.headers["content-type"] ?? "";
        const method = request.method ?? "GET";
        this.requests.push({ method, path: url.pathname, query, contentType, body });
        response.setHeader("content-type", "application/json");
        const failure = this.failures.shift();
        if (failure !== undefined) {
            response.writeHead(failure.status, failure.headers);
            response.end(JSON.stringify({ kind: "Status", message: `told to answer ${String(failure.status)}` }));
            return;
        }
        const name = /^metadata\.name=(.*)$/.exec(query["fieldSelector"] ?? "")?.[1];
        if (method === "GET" && query["watch"] === "1") {
            this.watch({ collection: url.pathname, name, response }, Number(query["resourceVersion"]));
        } else if (method === "GET" && (this.collections.has(url.pathname) || name !== undefined)) {
            const objects = [...(this.collections.get(url.pathname)?.values() ?? [])];
            const items = objects.filter((object) => name === undefined || object.metadata.name === name);
            response.end(JSON.stringify({ metadata: { resourceVersion: String(this.version) }, items }));
        } else {
            this.one(method, url.pathname, body, response);
        }
    }

    private one(method: string, path: string, body: unknown, response: ServerResponse): void {
        const at = path.lastIndexOf("/");
        const collection = path.slice(0, at);
        const name = path.slice(at + 1);
        const current = this.get(collection, name);
        if (method === "PATCH") {
            this.put(collection, this.onApply(collection, name, body as FakeObject, current));
            response.end(JSON.stringify(this.get(collection, name)));
        } else if (current !== undefined && method === "GET") {
            response.end(JSON.stringify(current));
        } else if (current !== undefined && method === "DELETE") {
            this.remove(collection, name);
            response.end(JSON.stringify({ kind: "Status", status: "Success" }));
        } else if (method === "GET" && /\/[a-z]+s$/.test(path)) {
            response.end(JSON.stringify({ metadata: { resourceVersion: String(this.version) }, items: [] }));
        } else {
            response.statusCode = 404;
            response.end(JSON.stringify({ kind: "Status", message: `${path} not found` }));
        }
    }

    private watch(watcher: Watcher, place: number): void {
        if (place < this.oldest) {
            watcher.response.statusCode = 410;
            watcher.response.end(JSON.stringify({ kind: "Status", message: "too old resource version" }));
            return;
        }
        watcher.response.flushHeaders();
        this.watchers.add(watcher);
        watcher.response.on("close", () => this.watchers.delete(watcher));
        for (const event of this.events) {
            if (event.version > place) {
                send(watcher, event);
            }
        }
    }
}

function send(watcher: Watcher, event: LoggedEvent): void {
    if (
        event.collection === watcher.collection &&
        (watcher.name === undefined || watcher.name === event.object.metadata.name)
    ) {
        watcher.response.write(`${JSON.stringify({ type: event.type, object: event.object })}\n`);
    }
}

async function textOf(request: IncomingMessage): Promise<string> {
    let text = "";
    for await (const chunk of request as AsyncIterable<Uint8Array>) {
        text += Buffer.from(chunk).toString("utf8");
    }
    return text;
}

/** A kubeconfig with one context, "fake". */
export function kubeconfigFor(url: string): string {
    return JSON.stringify({
        apiVersion: "v1",
        kind: "Config",
        // The client library speaks plain http only when told not to verify.
        clusters: [{ name: "fake", cluster: { server: url, "insecure-skip-tls-verify": true } }],
        users: [{ name: "fake", user: { token: "a-secret-token" } }],
        contexts: [{ name: "fake", context: { cluster: "fake", user: "fake" } }],
        "current-context": "fake",
    });
}

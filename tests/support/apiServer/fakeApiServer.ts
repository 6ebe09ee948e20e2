import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FakeFaults, statusBody, type Fault } from "./fakeFaults";
import { kubeconfigFor } from "./fakeKubeconfig";
import { FakeObjects, type FakeObject } from "./fakeObjects";
import { FakeRest, type ApplyHandler, type GivenAnswer, type SeenRequest, type StatusPatched } from "./fakeRest";
import { FakeWatches } from "./fakeWatches";

export { kubeconfigFor } from "./fakeKubeconfig";
export type { FakeObject } from "./fakeObjects";
export type { GivenAnswer, SeenRequest, StatusPatched } from "./fakeRest";

/**
 * The parts of an API server that a client of a few collections uses: lists, watches that start at a resourceVersion,
 * one increasing resourceVersion over all objects, selectors, create, apply, merge-patch and delete, the status
 * subresource, logs.
 */
export class FakeApiServer {
    readonly requests: SeenRequest[] = [];
    /** The number of connections that clients have opened. */
    connections = 0;
    url = "";
    kubeconfig = "";
    private readonly watching = new FakeWatches();
    private readonly objects = new FakeObjects((event) => {
        this.watching.publish(event);
    });
    private readonly faults = new FakeFaults();
    private readonly rest = new FakeRest(this.objects);
    private directory = "";

    private constructor(private readonly server: Server) {}

    static async start(): Promise<FakeApiServer> {
        const server = createServer();
        const fake = new FakeApiServer(server);
        server.on("connection", () => {
            fake.connections += 1;
        });
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
        this.watching.clear();
        this.server.closeAllConnections();
        await closed;
    }

    async listen(port = Number(new URL(this.url).port)): Promise<void> {
        await new Promise<void>((resolve) => this.server.listen(port, "127.0.0.1", resolve));
        this.url = `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}`;
    }

    get(collection: string, name: string): FakeObject | undefined {
        return this.objects.get(collection, name);
    }

    put(collection: string, object: FakeObject): void {
        this.objects.put(collection, object);
    }

    remove(collection: string, name: string): void {
        this.objects.remove(collection, name);
    }

    /** Called for every server-side apply with the body; what it returns is stored and answered. */
    set onApply(handler: ApplyHandler) {
        this.rest.onApply = handler;
    }

    /** Reports every applied status patch. */
    onStatusPatched(listener: StatusPatched): void {
        this.rest.patched.push(listener);
    }

    /** Answers requests for a path and every path below it with `answer`. */
    serve(path: string, answer: (request: SeenRequest) => GivenAnswer): void {
        this.rest.served.set(path, answer);
    }

    /** The number of open watches. */
    get watches(): number {
        return this.watching.count;
    }

    /** Cuts every watch, as a load balancer does. */
    dropWatches(): void {
        this.watching.drop();
    }

    /** Forgets all history: watches get 410, in the stream or at their next start. */
    expireWatches(): void {
        this.watching.expire(this.objects.version);
        this.objects.version += 1;
    }

    /** Answers the next requests with this status instead. */
    failNext(status: number, times = 1, headers: Record<string, string> = {}): void {
        this.faults.add({ status, headers }, times);
    }

    /** Injects a fault into the next requests of this kind. */
    faultNext(fault: Fault, times = 1): void {
        this.faults.add(fault, times);
    }

    /** Answers every request for a collection with 403, or no longer. */
    forbid(collection: string, forbidden = true): void {
        if (forbidden) {
            this.faults.forbid(collection);
        } else {
            this.faults.allow(collection);
        }
    }

    private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
        const url = new URL(request.url ?? "/", this.url);
        const text = await textOf(request);
        const seen: SeenRequest = {
            method: request.method ?? "GET",
            path: url.pathname,
            query: Object.fromEntries(url.searchParams),
            contentType: request.headers["content-type"] ?? "",
            body: text === "" ? undefined : JSON.parse(text),
        };
        this.requests.push(seen);
        response.setHeader("content-type", "application/json");
        const fault = this.faults.take(seen.method, seen.path);
        if (fault?.status !== undefined) {
            response.writeHead(fault.status, fault.headers);
            response.end(JSON.stringify(statusBody(fault.status, `injected ${String(fault.status)}`)));
        } else if (fault?.drop === "request") {
            request.socket.destroy();
        } else if (seen.method === "GET" && seen.query["watch"] === "1") {
            this.watching.start(
                { collection: seen.path, ...seen.query },
                Number(seen.query["resourceVersion"]),
                response,
            );
        } else {
            const { status = 200, text: plain, json } = this.rest.answer(seen);
            if (fault?.drop === "answer") {
                request.socket.destroy();
                return;
            }
            response.statusCode = status;
            if (plain !== undefined) {
                response.setHeader("content-type", "text/plain");
            }
            response.end(plain ?? JSON.stringify(json));
        }
    }
}

async function textOf(request: IncomingMessage): Promise<string> {
    let text = "";
    for await (const chunk of request as AsyncIterable<Uint8Array>) {
        text += Buffer.from(chunk).toString("utf8");
    }
    return text;
}

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Server, type ServerResponse } from "node:http";
import { type AddressInfo, Socket } from "node:net";
import { connect, type KubernetesApi, type WatchedObject } from "../../../../components/src/kubernetes";
import { sharedWatch } from "../../../../components/src/kubernetes/sharedWatch";
import { kubeconfigFor } from "../../../support/apiServer/fakeKubeconfig";
import { until } from "../../../support/until";

const path = "/api/v1/namespaces/demo/services";

function object(name: string, resourceVersion: number): WatchedObject {
    return { metadata: { name, resourceVersion: String(resourceVersion) } };
}

describe("a shared watch", () => {
    let server: Server;
    let api: KubernetesApi;
    /** The answer to a list. */
    let listed: { version: number; items: WatchedObject[] };
    let lists: number;
    let closesLists: boolean;
    /** The answers to lists that are held back, as they were read; undefined while they are sent at once. */
    let held: (() => void)[] | undefined;
    let streams: ServerResponse[];
    const ending = new AbortController();

    before(async () => {
        server = createServer((request, response) => {
            if (request.url?.includes("watch=1")) {
                response.writeHead(200).flushHeaders();
                streams.push(response);
                return;
            }
            lists += 1;
            if (closesLists) {
                response.setHeader("connection", "close");
            }
            const list = { metadata: { resourceVersion: String(listed.version) }, items: listed.items };
            const answer = JSON.stringify(list);
            if (held === undefined) {
                response.end(answer);
            } else {
                held.push(() => response.end(answer));
            }
        });
        await once(server.listen(0, "127.0.0.1"), "listening");
        const { port } = server.address() as AddressInfo;
        const kubeconfig = kubeconfigFor(`http://127.0.0.1:${String(port)}`);
        api = await connect({ kubeconfig, kubeContext: "fake" });
    });

    beforeEach(() => {
        listed = { version: 1, items: [object("a", 1)] };
        lists = 0;
        closesLists = false;
        held = undefined;
        streams = [];
    });

    after(() => {
        ending.abort();
        server.closeAllConnections();
        server.close();
    });

    function send(type: string, changed: WatchedObject): void {
        for (const stream of streams) {
            stream.write(`${JSON.stringify({ type, object: changed })}\n`);
        }
    }

    /** A caller, and what was reported to it; `fails` is thrown once at an object's version. */
    function caller(fails?: number) {
        const seen: string[] = [];
        const stop = new AbortController();
        let left = fails;
        const text = ({ metadata: { name, resourceVersion } }: WatchedObject) => `${name}@${resourceVersion ?? ""}`;
        const handlers = {
            onList: (objects: WatchedObject[], again: boolean) => {
                seen.push(`${again ? "again" : "list"} ${objects.map(text).join()}`);
            },
            onChange: (type: string, changed: WatchedObject) => {
                if (left !== undefined && changed.metadata.resourceVersion === String(left)) {
                    left = undefined;
                    throw new Error("not understood");
                }
                seen.push(`${type} ${text(changed)}`);
            },
            onError: (error: Error) => {
                seen.push(`error ${error.message}`);
            },
            onReconnect: () => {
                seen.push("reconnected");
            },
        };
        const ended = sharedWatch(api, path, {}, handlers, stop.signal);
        const has = (line: string) => until(`${line} is among ${seen.join("; ")}`, () => seen.includes(line));
        return { seen, has, handlers, end: () => (stop.abort(), ended) };
    }

    it("begins for a later caller with what the API server has, and not with what the watch knows", async () => {
        const first = caller();
        await first.has("list a@1");
        await until("the watch is there", () => streams.length === 1);
        // The watch lags behind.
        listed = { version: 5, items: [object("a", 5)] };
        const second = caller();
        await second.has("list a@5");
        send("MODIFIED", object("a", 4));
        send("MODIFIED", object("a", 6));
        await first.has("MODIFIED a@6");
        await second.has("MODIFIED a@6");
        assert.deepEqual(first.seen, ["list a@1", "MODIFIED a@4", "MODIFIED a@6"]);
        assert.deepEqual(second.seen, ["list a@5", "MODIFIED a@6"]);
        assert.deepEqual([lists, streams.length], [2, 1]);
        await first.end();
        await second.end();
    });

    it("reports to a later caller what has changed while its list was on its way", async () => {
        const first = caller();
        await first.has("list a@1");
        await until("the watch is there", () => streams.length === 1);
        const answers: (() => void)[] = (held = []);
        const second = caller();
        try {
            await until("the API server has read the list", () => answers.length === 1);
            send("MODIFIED", object("a", 2));
            send("ADDED", object("b", 3));
            await first.has("ADDED b@3");
        } finally {
            answers.forEach((answer) => {
                answer();
            });
        }
        await second.has("list a@1");
        send("MODIFIED", object("a", 4));
        await second.has("MODIFIED a@4");
        assert.deepEqual(second.seen, ["list a@1", "MODIFIED a@2", "ADDED b@3", "MODIFIED a@4"]);
        await first.end();
        await second.end();
    });

    it("has the system look after its connection, so that a dead one is noticed while nothing changes", async () => {
        const calls: unknown[][] = [];
        // eslint-disable-next-line @typescript-eslint/unbound-method -- it is called with its socket
        const before = Socket.prototype.setKeepAlive;
        Socket.prototype.setKeepAlive = function (...args) {
            calls.push(args);
            return before.apply(this, args);
        };
        try {
            // A socket that the agent uses again has it in any case.
            closesLists = true;
            const first = caller();
            await until("the watch is there", () => streams.length === 1);
            await first.end();
        } finally {
            Socket.prototype.setKeepAlive = before;
        }
        assert.ok(
            calls.some(([on, delay]) => on === true && delay === 15_000),
            JSON.stringify(calls),
        );
    });

    it("lists again for a caller whose handler failed, and disturbs no other one", async () => {
        const good = caller();
        const failing = caller(2);
        await failing.has("list a@1");
        await until("the watch is there", () => streams.length === 1);
        listed = { version: 2, items: [object("a", 2)] };
        send("MODIFIED", object("a", 2));
        await failing.has("reconnected");
        send("MODIFIED", object("a", 3));
        await failing.has("MODIFIED a@3");
        await good.has("MODIFIED a@3");
        assert.deepEqual(failing.seen, [
            "list a@1",
            "error not understood",
            "again a@2",
            "reconnected",
            "MODIFIED a@3",
        ]);
        assert.deepEqual(good.seen, ["list a@1", "MODIFIED a@2", "MODIFIED a@3"]);
        await good.end();
        await failing.end();
    });

    it("ends for a caller that leaves at an error of the watch, also at its start", async () => {
        const first = caller();
        await until("the watch is there", () => streams.length === 1);
        // Answered with an error from now on.
        server.close();
        server.closeAllConnections();
        await until("the watch is interrupted", () => first.seen.some((line) => line.startsWith("error ")));
        const leaving = new AbortController();
        const handlers = {
            ...first.handlers,
            onError: () => {
                leaving.abort();
            },
        };
        await sharedWatch(api, path, {}, handlers, leaving.signal);
        await first.end();
    });
});

import assert from "node:assert/strict";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { apiErrorCode, connect, watch, type WatchedObject } from "../../../../components/src/kubernetes";
import { FakeApiServer, kubeconfigFor } from "../../../support/apiServer/fakeApiServer";
import { until } from "../../../support/until";

const path = "/api/v1/namespaces/demo/services";

describe("kubernetesApi", () => {
    let server: FakeApiServer;

    beforeEach(async () => {
        server = await FakeApiServer.start();
        server.put(path, { metadata: { name: "one" } });
    });

    afterEach(async () => {
        await server.stop();
    });

    const api = () => connect({ kubeconfig: server.kubeconfig, kubeContext: "fake" });
    const rejectsWith = (code: string, message: RegExp) => (error: unknown) => {
        assert.equal(apiErrorCode(error), code);
        assert.match((error as Error).message, message);
        assert.doesNotMatch((error as Error).message, /a-secret-token/);
        return true;
    };

    it("names the existing contexts if asked for another", async () => {
        await assert.rejects(
            connect({ kubeconfig: server.kubeconfig, kubeContext: "other" }),
            rejectsWith("ContextUnknown", /^kubeContext "other" is not in .*kubeconfig, which has: fake$/),
        );
    });

    it("names a kubeconfig that cannot be read, and repeats nothing of one that is malformed", async () => {
        await assert.rejects(
            connect({ kubeconfig: "/nowhere", kubeContext: "fake" }),
            rejectsWith("KubeconfigInvalid", /^kubeconfig \/nowhere cannot be read: ENOENT/),
        );
        const broken = join(server.kubeconfig, "..", "broken");
        await writeFile(broken, "users: [{ token: a-secret-token");
        await assert.rejects(
            connect({ kubeconfig: broken, kubeContext: "fake" }),
            rejectsWith("KubeconfigInvalid", /broken is not YAML: line 2, column 1$/),
        );
        await rm(broken);
    });

    it("names the context and the address of a cluster that does not answer", async () => {
        const gone = join(server.kubeconfig, "..", "gone");
        await writeFile(gone, kubeconfigFor("http://127.0.0.1:1"));
        const connection = await connect({ kubeconfig: gone, kubeContext: "fake" });
        await assert.rejects(
            connection.request({ method: "PATCH", path, body: {} }),
            rejectsWith(
                "ClusterUnreachable",
                /^cannot reach the cluster of kubeContext "fake" \(http:\/\/127\.0\.0\.1:1\): .*ECONNREFUSED/,
            ),
        );
    });

    for (const [status, code] of [
        [403, "Forbidden"],
        [409, "Conflict"],
        [410, "Gone"],
        [422, "Invalid"],
    ] as const) {
        it(`answers ${String(status)} with ${code}, at once`, async () => {
            server.failNext(status);
            const expected = rejectsWith(code, new RegExp(`^GET ${path}: ${String(status)} injected`));
            await assert.rejects((await api()).request({ method: "GET", path }), expected);
            assert.equal(server.requests.length, 1);
        });
    }

    it("asks for new credentials once after 401", async () => {
        server.failNext(401);
        await (await api()).request({ method: "GET", path });
        assert.equal(server.requests.length, 2);
        server.failNext(401, 2);
        await assert.rejects((await api()).request({ method: "GET", path }), rejectsWith("Unauthorized", /401/));
    });

    it("retries 503 and 429 for idempotent requests only", async () => {
        server.failNext(503);
        server.failNext(429);
        await (await api()).request({ method: "GET", path });
        assert.equal(server.requests.length, 3);
        server.failNext(503);
        await assert.rejects(
            (await api()).request({ method: "PATCH", path: `${path}/one`, body: {} }),
            rejectsWith("ServerError", /503/),
        );
        assert.equal(server.requests.length, 4);
    });

    it("retries 429 at once with Retry-After 0", async () => {
        server.failNext(429, 1, { "retry-after": "0" });
        await (await api()).request({ method: "GET", path });
        assert.equal(server.requests.length, 2);
    });

    it("returns text unchanged, and a 403 of it as an error", async () => {
        server.serve(path, () => ({ text: "12\n" }));
        const wanted = { method: "GET", path, answer: "text" } as const;
        assert.equal(await (await api()).request(wanted), "12\n");
        server.failNext(403);
        await assert.rejects((await api()).request(wanted), rejectsWith("Forbidden", /403 injected 403$/));
    });

    it("sends the body with the given content type", async () => {
        const body = { metadata: { name: "one" } };
        const contentType = "application/apply-patch+yaml";
        await (
            await api()
        ).request({ method: "PATCH", path: `${path}/one`, query: { force: "true" }, body, contentType });
        const [request] = server.requests;
        assert.deepEqual(request, {
            method: "PATCH",
            path: `${path}/one`,
            query: { force: "true" },
            contentType,
            body,
        });
    });

    it("watches from the list on, resumes after a drop, and lists again after 410", async () => {
        const seen: string[] = [];
        const stop = new AbortController();
        const handlers = {
            onList: (objects: WatchedObject[], again: boolean) =>
                seen.push(`${again ? "again" : "list"} ${objects.map((object) => object.metadata.name).join(" ")}`),
            onChange: (type: string, object: WatchedObject) => seen.push(`${type} ${object.metadata.name}`),
            onError: (error: Error) => seen.push(error.name),
            onReconnect: () => seen.push("recovered"),
        };
        const watching = watch(await api(), path, {}, handlers, stop.signal);
        const sees = (text: string) => until(`${text} in ${seen.join(", ")}`, () => seen.includes(text));
        await until("it watches", () => server.watches === 1);
        server.put(path, { metadata: { name: "two" } });
        await sees("ADDED two");
        server.dropWatches();
        server.put(path, { metadata: { name: "three" } });
        server.remove(path, "one");
        await sees("DELETED one");
        server.expireWatches();
        await sees("again two three");
        await until("it watches again", () => seen.at(-1) === "recovered");
        stop.abort();
        await watching;
        assert.deepEqual(
            seen.filter((text) => text !== "ClusterUnreachable"),
            [
                "list one",
                "ADDED two",
                "recovered",
                "ADDED three",
                "DELETED one",
                "Gone",
                "again two three",
                "recovered",
            ],
        );
    });

    it("takes the first 401 of a watch for a rotated token, and the second one for an error", async () => {
        for (const [times, expected] of [
            [1, []],
            [2, ["Unauthorized"]],
        ] as const) {
            const errors: string[] = [];
            const stop = new AbortController();
            const handlers = {
                onList: () => {
                    server.faultNext({ path, status: 401 }, times);
                },
                onChange: () => undefined,
                onError: (error: Error) => errors.push(error.name),
            };
            const watching = watch(await api(), path, {}, handlers, stop.signal);
            await until("it watches", () => server.watches === 1);
            stop.abort();
            await watching;
            await until("it does not watch any more", () => server.watches === 0);
            assert.deepEqual(errors, expected);
        }
    });

    it("keeps its connection for the next requests, also with renewed credentials", async () => {
        const connection = await api();
        const list = () => connection.request({ method: "GET", path });
        await list();
        await list();
        server.faultNext({ path, status: 401 });
        await list();
        assert.deepEqual([server.requests.length, server.connections], [4, 1]);
    });

    it("lets the API server end a watch after minutes", async () => {
        const stop = new AbortController();
        const handlers = { onList: () => undefined, onChange: () => undefined, onError: () => undefined };
        const watching = watch(await api(), path, {}, handlers, stop.signal);
        await until("it watches", () => server.watches === 1);
        stop.abort();
        await watching;
        const seconds = Number(server.requests.at(-1)?.query["timeoutSeconds"]);
        assert.ok(seconds >= 240 && seconds <= 480, String(seconds));
    });

    it("stops at once if it is stopped before it has begun", async () => {
        const stop = new AbortController();
        const watching = watch(
            await api(),
            path,
            {},
            {
                onList: () => {
                    stop.abort();
                },
                onChange: () => assert.fail("no change is reported after the end"),
                onError: () => undefined,
            },
            stop.signal,
        );
        await watching;
    });
});

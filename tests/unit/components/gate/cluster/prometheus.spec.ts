import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect, type KubernetesApi } from "../../../../../components/src/kubernetes";
import { metricsOf } from "../../../../../components/src/gate/cluster/prometheus";
import { routeOf } from "../../../../../components/src/gate/cluster/prometheusRoute";
import { kubeconfigFor } from "../../../../support/apiServer/fakeKubeconfig";

const inCluster = "http://prometheus-kube-prometheus-prometheus.monitoring:9090";
const proxy = "/api/v1/namespaces/monitoring/services";

describe("routeOf", () => {
    for (const [address, path] of [
        [inCluster, `${proxy}/prometheus-kube-prometheus-prometheus:9090/proxy/api/v1/query`],
        ["http://prom.monitoring.svc:9090", `${proxy}/prom:9090/proxy/api/v1/query`],
        ["http://prom.monitoring.svc.cluster.local:9090/", `${proxy}/prom:9090/proxy/api/v1/query`],
        ["http://prom.monitoring.svc.example.org.:9090", `${proxy}/prom:9090/proxy/api/v1/query`],
        ["https://prom.monitoring.svc:9443", `${proxy}/https:prom:9443/proxy/api/v1/query`],
        ["http://prom.monitoring", `${proxy}/prom:80/proxy/api/v1/query`],
        ["https://prom.monitoring", `${proxy}/https:prom:443/proxy/api/v1/query`],
        ["http://prom.monitoring:9090/shared/prometheus/", `${proxy}/prom:9090/proxy/shared/prometheus/api/v1/query`],
    ] as const) {
        it(`reaches ${address} through the API server`, () => {
            const route = routeOf({ prometheusAddress: address, prometheusUrl: "" });
            assert.equal(route.kind === "service" && route.path, path);
        });
    }

    for (const [prometheusAddress, prometheusUrl, url] of [
        ["http://10.0.0.7:9090", "", "http://10.0.0.7:9090/api/v1/query"],
        ["http://[::1]:9090", "", "http://[::1]:9090/api/v1/query"],
        ["http://localhost:9090", "", "http://localhost:9090/api/v1/query"],
        ["https://prometheus.example.com/prom/", "", "https://prometheus.example.com/prom/api/v1/query"],
        [inCluster, "http://prom.monitoring:9090", "http://prom.monitoring:9090/api/v1/query"],
        [inCluster, "https://prom/x?tenant=a", "https://prom/x/api/v1/query?tenant=a"],
    ] as const) {
        it(`asks ${prometheusUrl || prometheusAddress} itself`, () => {
            assert.deepEqual(routeOf({ prometheusAddress, prometheusUrl }), { kind: "url", url });
        });
    }

    for (const text of ["", "prom:9090", "user:secret@prom:9090", "ftp://prom", "http://"]) {
        it(`takes "${text}" for no address`, () => {
            const reason = "prometheusAddress must be a URL that starts with http:// or https://";
            assert.deepEqual(routeOf({ prometheusAddress: text, prometheusUrl: "" }), { kind: "invalid", reason });
        });
    }
});

describe("metricsOf", () => {
    let server: Server;
    let origin: string;
    let directory: string;
    let api: KubernetesApi;
    let seen: { url: URL; authorization: string | undefined }[];
    /** The server's answers; the last one is repeated. */
    let answers: { status?: number; body: unknown }[];

    beforeEach(async () => {
        seen = [];
        server = createServer((request: IncomingMessage, response) => {
            seen.push({ url: new URL(request.url ?? "", origin), authorization: request.headers.authorization });
            const { status = 200, body } = (answers.length > 1 ? answers.shift() : answers[0]) ?? { body: "" };
            response.statusCode = status;
            response.setHeader("retry-after", "0");
            response.end(typeof body === "string" ? body : JSON.stringify(body));
        });
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
        origin = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
        directory = await mkdtemp(join(tmpdir(), "prometheus-"));
        await writeFile(join(directory, "kubeconfig"), kubeconfigFor(origin));
        api = await connect({ kubeconfig: join(directory, "kubeconfig"), kubeContext: "fake" });
    });

    afterEach(async () => {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
        await rm(directory, { recursive: true });
    });

    const matrix = (...result: unknown[]) => ({ status: "success", data: { resultType: "matrix", result } });
    const through = (prometheusUrl: string) => metricsOf(api, { prometheusAddress: inCluster, prometheusUrl });
    const selector = 'http_requests_total{job="a&b",path=~"/x+ y?#%"}';
    const from = 1_700_000_000_123;
    const ask = (prometheusUrl: string) => through(prometheusUrl).samples(selector, from, from + 60_000);

    it("asks for one millisecond more than the range, and leaves it out again", async () => {
        const values = ["1700000000.122", "1700000000.123", "1700000060.123", "1700000060.124"].map(Number);
        answers = [{ body: matrix({ metric: { pod: "one" }, values: values.map((at) => [at, "7"]) }) }];
        assert.deepEqual(await ask(`${origin}/prom`), [
            {
                labels: { pod: "one" },
                samples: [
                    { at: from, value: 7 },
                    { at: from + 60_000, value: 7 },
                ],
            },
        ]);
        assert.equal(seen[0]?.url.pathname, "/prom/api/v1/query");
        const query = Object.fromEntries(seen[0].url.searchParams);
        assert.deepEqual(query, { query: `${selector}[60001ms]`, time: "1700000060.123" });
    });

    it("sends the same query through the API server, with the cluster's credentials", async () => {
        answers = [{ body: matrix() }];
        assert.deepEqual(await ask(""), []);
        assert.equal(seen[0]?.url.pathname, `${proxy}/prometheus-kube-prometheus-prometheus:9090/proxy/api/v1/query`);
        const query = Object.fromEntries(seen[0].url.searchParams);
        assert.deepEqual(query, { query: `${selector}[60001ms]`, time: "1700000060.123" });
        assert.equal(seen[0].authorization, "Bearer a-secret-token");
    });

    it("asks for the values of an expression as a subquery", async () => {
        answers = [{ body: matrix({ metric: {}, values: [[1_700_000_060, "39.5"]] }) }];
        const expression = 'sum(rate(http_requests_total{job="app"}[2m]))';
        const [series] = await through(origin).values(expression, from, from + 3_600_000, 60_000);
        assert.deepEqual(series?.samples, [{ at: 1_700_000_060_000, value: 39.5 }]);
        const query = Object.fromEntries(seen[0]?.url.searchParams ?? []);
        assert.deepEqual(query, { query: `(${expression})[3600001ms:60000ms]`, time: "1700003600.123" });
    });

    it("reads the values that are no finite numbers, and series without any", async () => {
        const values = ["NaN", "+Inf", "-Inf", "1.5e+06"].map((value) => [1_700_000_001, value]);
        answers = [{ body: matrix({ metric: {}, values }, { metric: {} }) }];
        const [one, none] = await ask(origin);
        assert.deepEqual(
            one?.samples.map(({ value }) => value),
            [NaN, Infinity, -Infinity, 1_500_000],
        );
        assert.deepEqual(none, { labels: {}, samples: [] });
        answers = [{ body: matrix({ metric: {}, values: [[1.001, "1"]] }) }];
        const [early] = await through(origin).samples("up", 1001, 1001);
        assert.deepEqual(early?.samples, [{ at: 1001, value: 1 }]);
    });

    it("asks again after a failure, twice", async () => {
        answers = [{ status: 502, body: "" }, { status: 503, body: "" }, { body: matrix() }];
        assert.deepEqual(await ask(origin), []);
        assert.equal(seen.length, 3);
    });

    it("sends a user and a password of the URL, and never repeats them", async () => {
        const url = origin.replace("://", "://me:p%40ss@");
        answers = [{ status: 401, body: "who is that\n" }];
        await assert.rejects(ask(`${url}/prom?token=p%40ss`), {
            message: `Prometheus at ${origin}/prom answered with HTTP status 401`,
        });
        assert.equal(seen[0]?.authorization, `Basic ${Buffer.from("me:p@ss").toString("base64")}`);
        assert.equal(seen[0].url.searchParams.get("token"), "p@ss");
    });

    const service =
        "Prometheus, asked through the API server (service monitoring/prometheus-kube-prometheus-prometheus:9090),";
    const strange = "did not answer as Prometheus does";
    const badData = { status: "error", errorType: "bad_data", error: "parse error:\n unexpected }" };
    const forbidden = { kind: "Status", message: 'services "x" is forbidden' };
    const vector = { status: "success", data: { resultType: "vector", result: [] } };
    for (const [name, status, body, viaUrl, viaService] of [
        ["an error", 200, badData, "answered with an error: bad_data: parse error: unexpected }", undefined],
        [
            "a bad request",
            400,
            badData,
            "answered with an error: bad_data: parse error: unexpected }",
            "cannot be reached: 400",
        ],
        ["a 403", 403, forbidden, "answered with HTTP status 403", 'cannot be reached: 403 services "x" is forbidden'],
        ["a page", 200, "<html>", `${strange}: no JSON`, undefined],
        ["nothing", 200, "", `${strange}: no JSON`, undefined],
        ["another type", 200, vector, `${strange}: no range of samples`, undefined],
        ["JSON of another kind", 200, [null], `${strange}: no range of samples`, undefined],
        ["half an answer", 200, { data: matrix().data }, `${strange}: no range of samples`, undefined],
        [
            "a broken sample",
            200,
            matrix({ values: [[1, "x"]] }),
            `${strange}: a sample is not a time and a number`,
            undefined,
        ],
    ] as const) {
        it(`reports ${name} in a sentence`, async () => {
            answers = [{ status, body }];
            await assert.rejects(ask(origin), { message: `Prometheus at ${origin} ${viaUrl}` });
            await assert.rejects(ask(""), { message: `${service} ${viaService ?? viaUrl}` });
        });
    }

    it("reports an unreachable server, and an invalid URL, in a sentence", async () => {
        await assert.rejects(ask("http://me:secret@127.0.0.1:1"), {
            message: "Prometheus at http://127.0.0.1:1 cannot be reached: connect ECONNREFUSED 127.0.0.1:1",
        });
        await assert.rejects(ask("me:secret@prom"), {
            message: "Prometheus cannot be asked: prometheusUrl must be a URL that starts with http:// or https://",
        });
    });
});

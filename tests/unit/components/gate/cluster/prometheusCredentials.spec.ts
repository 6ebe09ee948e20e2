import assert from "node:assert/strict";
import { metricsOf } from "../../../../../components/src/gate/cluster/prometheus";
import { credentialsOf, headerCredentials } from "../../../../../components/src/gate/cluster/prometheusCredentials";
import type { PrometheusAccess } from "../../../../../components/src/gate/model/prometheusAccess";
import type { KubernetesApi } from "../../../../../components/src/kubernetes";
import {
    type LocalServer,
    noSeries,
    type Response,
    type SeenRequest,
    Servers,
} from "../../../../support/prometheus/guardedPrometheus";

const inCluster = "http://prometheus.monitoring:9090";
const denied: Response = { status: 401, body: "who are you\n" };

describe("credentials for Prometheus", () => {
    let servers: Servers;
    let api: KubernetesApi;
    /** The server's decision about a request. */
    let admits: (request: SeenRequest) => boolean;
    let prometheus: LocalServer;

    beforeEach(async () => {
        servers = new Servers();
        api = await servers.api();
        prometheus = await servers.start((request) => (admits(request) ? noSeries : denied));
    });
    afterEach(() => servers.close());

    const asker = (prometheusAccess: PrometheusAccess, prometheusUrl = prometheus.origin) => {
        const credentials = credentialsOf(api, { namespace: "shop", prometheusAccess });
        const metrics = metricsOf(api, { prometheusAddress: inCluster, prometheusUrl }, credentials);
        return () => metrics.samples("up", 1_000, 2_000);
    };
    const messageOf = (asked: Promise<unknown>) =>
        asked.then(
            () => assert.fail("the query succeeded"),
            (error: unknown) => (error as Error).message,
        );

    const password = "p@ss:word";
    const basic = Buffer.from(`me:${password}`).toString("base64");
    const cases: readonly (readonly [what: string, access: PrometheusAccess, header: string, value: string])[] = [
        ["a bearer token", { bearerToken: { name: "prom", key: "token" } }, "authorization", "Bearer tok-1"],
        ["basic auth", { basicAuth: { name: "prom", key: "basic" } }, "authorization", `Basic ${basic}`],
        ["a tenant", { headers: [{ name: "X-Scope-OrgID", value: "team-a" }] }, "x-scope-orgid", "team-a"],
        [
            "a header from a Secret",
            { headers: [{ name: "X-Api-Key", secret: { name: "prom", key: "token" }, prefix: "key " }] },
            "x-api-key",
            "key tok-1",
        ],
    ];
    for (const [what, access, header, value] of cases) {
        it(`are ${what}`, async () => {
            servers.secrets = { prom: { token: "tok-1", basic } };
            admits = ({ headers }) => headers[header] === value;
            await assert.rejects(asker({})(), /answered with HTTP status 401/);
            assert.deepEqual(await asker(access)(), []);
        });
    }

    it("are read once, and again after a denial, because they rotate", async () => {
        servers.secrets = { prom: { token: "tok-1" } };
        let token = "tok-1";
        admits = ({ headers }) => headers.authorization === `Bearer ${token}`;
        const ask = asker({ bearerToken: { name: "prom", key: "token" } });
        await Promise.all([ask(), ask()]);
        await ask();
        assert.deepEqual(servers.reads, ["prom"]);
        token = "tok-2";
        servers.secrets = { prom: { token: "tok-2" } };
        await ask();
        await ask();
        assert.deepEqual(servers.reads, ["prom", "prom"]);
    });

    it("are named, and never repeated, in the error of a server that does not accept them", async () => {
        servers.secrets = { prom: { basic } };
        const error = `no user me with ${password} (Basic ${basic})`;
        const chatty = await servers.start(() => ({
            status: 403,
            body: { status: "error", errorType: "auth", error },
        }));
        const ask = asker({ basicAuth: { name: "prom", key: "basic" } }, chatty.origin);
        assert.equal(
            await messageOf(ask()),
            `Prometheus at ${chatty.origin} answered with an error: auth: no user me with *** (Basic ***), ` +
                "with the credentials of key basic of Secret shop/prom",
        );
        assert.equal(chatty.seen.length, 2);
        assert.deepEqual(servers.reads, ["prom", "prom"]);
    });

    describe("that cannot be read", () => {
        const bearerToken = { name: "prom", key: "token" };
        for (const [what, secrets, message] of [
            ["without a Secret", {}, "Secret shop/prom, which prometheusAccess names, does not exist"],
            [
                "without the key",
                { prom: { a: "1", b: "2" } },
                "Secret shop/prom has no key token, which prometheusAccess names; its keys: a, b",
            ],
            [
                "without permission",
                { prom: undefined },
                'Secret shop/prom, which prometheusAccess names, cannot be read: 403 secrets "prom" is forbidden',
            ],
            [
                "with a newline",
                { prom: { token: "tok-1\n" } },
                "key token of Secret shop/prom must be printable ASCII on one line, without a newline at its end",
            ],
        ] as const) {
            it(`are one sentence: ${what}`, async () => {
                servers.secrets = secrets;
                admits = () => true;
                const ask = asker({ bearerToken });
                assert.equal(await messageOf(ask()), `Prometheus cannot be asked: ${message}`);
                assert.deepEqual(prometheus.seen, []);
                // Once they are there, the next query has them.
                servers.secrets = { prom: { token: "tok-1" } };
                assert.deepEqual(await ask(), []);
            });
        }
    });

    describe("through the API server's proxy", () => {
        const proxied = async (access: PrometheusAccess, seen: SeenRequest[] = []) => {
            api = await servers.api((request) => {
                seen.push(request);
                return request.headers["x-scope-orgid"] === "team-a" ? noSeries : { status: 403, body: "no tenant" };
            });
            return asker(access, "");
        };

        it("are headers next to those of the cluster", async () => {
            const seen: SeenRequest[] = [];
            const ask = await proxied({ headers: [{ name: "X-Scope-OrgID", value: "team-a" }] }, seen);
            assert.deepEqual(await ask(), []);
            assert.equal(seen[0]?.headers.authorization, "Bearer a-secret-token");
        });

        it("are read again after a denial", async () => {
            servers.secrets = { prom: { tenant: "team-z" } };
            const ask = await proxied({
                headers: [{ name: "X-Scope-OrgID", secret: { name: "prom", key: "tenant" } }],
            });
            assert.equal(
                await messageOf(ask()),
                "Prometheus, asked through the API server (service monitoring/prometheus:9090), cannot be reached: 403 no tenant, " +
                    "with the credentials of key tenant of Secret shop/prom",
            );
            servers.secrets = { prom: { tenant: "team-a" } };
            assert.deepEqual(await ask(), []);
        });

        const key = { name: "prom", key: "token" };
        const drops = "the API server's proxy drops the header Authorization";
        for (const [access, why] of [
            [{ bearerToken: key }, drops],
            [{ basicAuth: key }, drops],
            [{ headers: [{ name: "authorization", secret: key }] }, drops],
            [{ oauth2: { tokenUrl: "https://idp/token", clientId: "a", clientSecret: key } }, drops],
            [{ sigv4: { region: "eu-west-1" } }, drops],
            [{ ca: key }, "the API server's proxy does not verify certificates"],
        ] as const) {
            it(`cannot be ${Object.keys(access).join("")}`, async () => {
                const seen: SeenRequest[] = [];
                const ask = await proxied(access, seen);
                const advice = "set prometheusUrl to a URL of Prometheus that this machine reaches";
                assert.equal(await messageOf(ask()), `Prometheus cannot be asked: ${why}; ${advice}`);
                assert.deepEqual(seen, []);
            });
        }
    });

    it("do not follow a redirect to another origin, and follow one within it", async () => {
        servers.secrets = { prom: { token: "tok-1", basic } };
        admits = () => true;
        const first: LocalServer = await servers.start(({ url }) =>
            url.pathname.startsWith("/moved")
                ? { status: 302, location: `${prometheus.origin}/there` }
                : { status: 302, location: `/moved${url.search}` },
        );
        const ask = asker(
            {
                bearerToken: { name: "prom", key: "token" },
                headers: [
                    { name: "X-Scope-OrgID", value: "team-a" },
                    { name: "X-Api-Key", secret: { name: "prom", key: "basic" } },
                ],
            },
            first.origin,
        );
        await ask();
        const names = ["authorization", "x-scope-orgid", "x-api-key"];
        const sent = (request?: SeenRequest) => names.filter((name) => request?.headers[name] !== undefined);
        assert.deepEqual(first.seen.map(sent), [names, names]);
        assert.deepEqual(prometheus.seen.map(sent), [[]]);
    });

    it("trust the CA of a Secret, whose change is found, and anything where insecure", async () => {
        const certificate = servers.certificate();
        const secure = await servers.start(() => noSeries, certificate);
        servers.secrets = { prom: { "ca.crt": servers.certificate().cert } };
        assert.match(await messageOf(asker({}, secure.origin)()), /cannot be reached: self-signed certificate$/);
        const ask = asker({ ca: { name: "prom", key: "ca.crt" } }, secure.origin);
        assert.match(
            await messageOf(ask()),
            /cannot be reached: self-signed certificate, with the credentials of key ca\.crt of Secret shop\/prom$/,
        );
        servers.secrets = { prom: { "ca.crt": certificate.cert } };
        assert.deepEqual(await ask(), []);
        assert.deepEqual(await asker({ insecure: true }, secure.origin)(), []);
        servers.secrets = { prom: { "ca.crt": "none" } };
        const message = "Prometheus cannot be asked: key ca.crt of Secret shop/prom must be certificates in PEM";
        assert.equal(await messageOf(asker({ ca: { name: "prom", key: "ca.crt" } }, secure.origin)()), message);
    });

    it("are headers of a command line", async () => {
        admits = ({ headers }) => headers.authorization === "Bearer tok-9";
        const source = { prometheusAddress: inCluster, prometheusUrl: prometheus.origin };
        const ask = (token: string) =>
            metricsOf(api, source, headerCredentials({ Authorization: `Bearer ${token}` })).samples("up", 1, 2);
        assert.deepEqual(await ask("tok-9"), []);
        const message = `Prometheus at ${prometheus.origin} answered with HTTP status 401, with the credentials of header Authorization`;
        assert.equal(await messageOf(ask("tok-8")), message);
    });
});

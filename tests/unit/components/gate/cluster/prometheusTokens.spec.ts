import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";
import { metricsOf } from "../../../../../components/src/gate/cluster/prometheus";
import { credentialsOf } from "../../../../../components/src/gate/cluster/prometheusCredentials";
import type { PrometheusAccess } from "../../../../../components/src/gate/model/prometheusAccess";
import type { KubernetesApi } from "../../../../../components/src/kubernetes";
import {
    type LocalServer,
    noSeries,
    type Response,
    type SeenRequest,
    Servers,
} from "../../../../support/prometheus/guardedPrometheus";

describe("credentials that are made for each query", () => {
    let servers: Servers;
    let api: KubernetesApi;
    /** The clock of the credentials, in milliseconds. */
    let now: number;

    beforeEach(async () => {
        servers = new Servers();
        servers.secrets = { client: { id: "gate", secret: "s+cret&1" } };
        api = await servers.api();
        now = 1_000_000;
    });
    afterEach(() => servers.close());

    const asker = (prometheusAccess: PrometheusAccess, prometheusUrl: string) => {
        const credentials = credentialsOf(api, { namespace: "shop", prometheusAccess }, () => now);
        const source = { prometheusAddress: "http://prometheus.monitoring:9090", prometheusUrl };
        const metrics = metricsOf(api, source, credentials);
        return () => metrics.samples('up{job="a b+c"}', 1_000, 2_000);
    };

    describe("by OAuth2", () => {
        /** Valid tokens; the identity provider issues `t1`, `t2` and so on. */
        let valid: Set<string>;
        let idp: LocalServer;
        let prometheus: LocalServer;
        let issue: (request: SeenRequest) => Response;
        const basic = `Basic ${Buffer.from("gate:s%2Bcret%261").toString("base64")}`;

        beforeEach(async () => {
            valid = new Set();
            issue = ({ headers, form }) => {
                if (headers.authorization !== basic || form.get("grant_type") !== "client_credentials") {
                    return { status: 401, body: { error: "invalid_client" } };
                }
                const token = `t${String(idp.seen.length)}`;
                valid.add(token);
                return { body: { access_token: token, token_type: "bearer", expires_in: 60 } };
            };
            idp = await servers.start((request) => issue(request));
            prometheus = await servers.start(({ headers }) =>
                valid.has((headers.authorization ?? "").replace("Bearer ", "")) ? noSeries : { status: 401 },
            );
        });
        const ask = (more: object = {}) =>
            asker(
                {
                    oauth2: {
                        tokenUrl: `${idp.origin}/token`,
                        clientId: { name: "client", key: "id" },
                        clientSecret: { name: "client", key: "secret" },
                        ...more,
                    },
                },
                prometheus.origin,
            );

        it("use a token until shortly before its end", async () => {
            const query = ask({ clientId: "gate", scopes: ["metrics", "read"] });
            await query();
            now += 49_000;
            await query();
            assert.equal(idp.seen.length, 1);
            assert.equal(idp.seen[0]?.form.get("scope"), "metrics read");
            now += 2_000;
            await query();
            assert.equal(idp.seen.length, 2);
            assert.equal(prometheus.seen.at(-1)?.headers.authorization, "Bearer t2");
        });

        it("replace a token that is denied, with the Secret of that time", async () => {
            const query = ask();
            await query();
            valid.clear();
            await query();
            assert.deepEqual(
                prometheus.seen.map(({ headers }) => headers.authorization),
                ["Bearer t1", "Bearer t1", "Bearer t2"],
            );
            assert.deepEqual(servers.reads, ["client", "client"]);
        });

        it("are never repeated in an error", async () => {
            prometheus = await servers.start(({ headers }) => ({
                status: 500,
                body: {
                    status: "error",
                    errorType: "internal",
                    error: `no ${String(headers.authorization)}`,
                },
            }));
            await assert.rejects(ask()(), /answered with an error: internal: no Bearer \*\*\*$/);
        });

        it("are sent in the form where the server does not accept them in the header", async () => {
            issue = ({ headers, form }) =>
                headers.authorization === undefined && form.get("client_secret") === "s+cret&1"
                    ? { body: { access_token: "form" } }
                    : { status: 400, body: { error: "invalid_request" } };
            valid.add("form");
            const query = ask();
            await query();
            assert.equal(idp.seen[1]?.form.get("client_id"), "gate");
            now += 86_400_000;
            await query();
            assert.equal(idp.seen.length, 2);
        });

        for (const [what, answer, reason] of [
            ["denies them", { status: 401, body: { error: "invalid_client s+cret&1" } }, "401: invalid_client ***"],
            ["has no page", { status: 404, body: "none" }, "404"],
            ["redirects", { status: 307, location: "http://127.0.0.1:1/" }, "307"],
            ["has no token", { body: {} }, "200, but with no token"],
        ] as const) {
            it(`are one sentence when the server ${what}`, async () => {
                issue = () => answer;
                await assert.rejects(ask()(), {
                    message: `Prometheus cannot be asked: the token URL ${idp.origin}/token answered with HTTP status ${reason}`,
                });
                assert.deepEqual(prometheus.seen, []);
            });
        }

        it("are one sentence when nothing answers", async () => {
            await assert.rejects(ask({ tokenUrl: "http://127.0.0.1:1/token" })(), {
                message:
                    "Prometheus cannot be asked: the token URL http://127.0.0.1:1/token cannot be reached: " +
                    "connect ECONNREFUSED 127.0.0.1:1",
            });
        });
    });

    describe("by AWS Signature Version 4", () => {
        const before = process.env;
        beforeEach(() => {
            process.env = { ...before };
        });
        afterEach(() => {
            process.env = before;
        });
        const access: PrometheusAccess = {
            sigv4: { region: "eu-west-1" },
            headers: [{ name: "X-Scope-OrgID", value: "team-a" }],
        };

        for (const sessionToken of ["", "session/token+1"]) {
            it(`sign the query${sessionToken === "" ? "" : ", with a session's token"}`, async () => {
                Object.assign(process.env, {
                    AWS_ACCESS_KEY_ID: "AKID",
                    AWS_SECRET_ACCESS_KEY: "aws-secret",
                    AWS_SESSION_TOKEN: sessionToken,
                });
                const server = await servers.start((request) =>
                    request.headers.authorization === signatureOf(request, "AKID", "aws-secret")
                        ? noSeries
                        : { status: 403 },
                );
                const query = asker(access, `${server.origin}/workspaces/ws-1`);
                assert.deepEqual(await query(), []);
                // Services disagree about a plus in a signed query.
                assert.match(server.seen[0]?.url.search ?? "", /^\?query=up%7Bjob%3D%22a%20b%2Bc/);
                assert.equal(server.seen[0]?.headers["x-amz-security-token"] ?? "", sessionToken);
                assert.equal(server.seen[0]?.headers["x-scope-orgid"], "team-a");
                process.env["AWS_SECRET_ACCESS_KEY"] = "other";
                await assert.rejects(query(), {
                    message:
                        `Prometheus at ${server.origin}/workspaces/ws-1 answered with HTTP status 403, ` +
                        "with the credentials of header X-Scope-OrgID, AWS_ACCESS_KEY_ID",
                });
            });
        }

        it("are one sentence when the environment has none", async () => {
            delete process.env["AWS_ACCESS_KEY_ID"];
            await assert.rejects(asker(access, "http://127.0.0.1:1")(), {
                message:
                    "Prometheus at http://127.0.0.1:1 cannot be asked: prometheusAccess.sigv4 needs AWS_ACCESS_KEY_ID and " +
                    "AWS_SECRET_ACCESS_KEY in the environment",
            });
        });
    });
});

/** Computes the header of a signed GET request as the service does, by AWS' description of the algorithm. */
function signatureOf({ url, headers }: SeenRequest, accessKey: string, secretKey: string): string {
    const date = String(headers["x-amz-date"]);
    const day = date.slice(0, 8);
    const signed = Object.keys(headers)
        .filter((name) => name === "host" || name.startsWith("x-amz-"))
        .sort();
    const encode = (text: string) =>
        encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
    const query = [...url.searchParams].map(([name, value]) => `${encode(name)}=${encode(value)}`).sort();
    const canonical = [
        ...["GET", url.pathname, query.join("&")],
        ...[...signed.map((name) => `${name}:${String(headers[name])}`), "", signed.join(";"), sha256("")],
    ].join("\n");
    const scope = `${day}/eu-west-1/aps/aws4_request`;
    const hmac = (key: string | Buffer, text: string) => createHmac("sha256", key).update(text).digest();
    const key = [day, "eu-west-1", "aps", "aws4_request"].reduce<string | Buffer>(hmac, `AWS4${secretKey}`);
    const signature = hmac(key, ["AWS4-HMAC-SHA256", date, scope, sha256(canonical)].join("\n")).toString("hex");
    return `AWS4-HMAC-SHA256 Credential=${accessKey}/${scope}, SignedHeaders=${signed.join(";")}, Signature=${signature}`;
}

function sha256(text: string): string {
    return createHash("sha256").update(text).digest("hex");
}

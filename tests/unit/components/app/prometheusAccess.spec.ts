import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { analysisTemplateSpec } from "../../../../components/src/app/analysis";
import type { AnalysisArgs, PrometheusAccessArgs } from "../../../../components/src/app";
import { at } from "../../../support/pulumi/mocks";
import { args, declare, types } from "./canaryAppArgs";

const key = { name: "prometheus", key: "token" };
const gate = { ...args.gate, prometheusUrl: "https://prometheus.example.org" };
const roles = ["kubernetes:rbac.authorization.k8s.io/v1:Role", "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding"];

/** Returns the arguments of the AnalysisTemplate but the service's name, and the provider's fields but the query. */
function templateOf(prometheusAccess: PrometheusAccessArgs) {
    const app = { rollout: "web", serviceName: "web", namespace: "shop" };
    const metrics = [{ name: "errors", successRate: { atLeastPercent: 99 } }];
    const article = analysisTemplateSpec(app, { ...args.analysis, prometheusAccess });
    const spec = analysisTemplateSpec(app, { ...args.analysis, prometheusAccess, metrics });
    assert.ok(spec !== undefined && article !== undefined);
    const [, ...more] = article.args;
    const providers = spec.metrics.map((metric) => {
        const { prometheus } = metric.provider as unknown as { prometheus: Record<string, string> };
        const { address, query = "", ...fields } = prometheus;
        assert.equal(address, args.analysis.prometheusAddress);
        assert.match(query, /service-name/);
        return fields;
    });
    assert.deepEqual(providers, Array(3).fill(providers[0]));
    return { args: more, provider: providers[0] };
}

const argument = (name: string, secret: { name: string; key: string } = key) => ({
    name,
    valueFrom: { secretKeyRef: secret },
});

describe("the AnalysisTemplate of a Prometheus that requires authentication", () => {
    it("has none where there is none", () => {
        assert.deepEqual(templateOf({}), { args: [], provider: {} });
        assert.deepEqual(templateOf({ headers: [], insecure: false, ca: key }), { args: [], provider: {} });
    });

    it("has plain headers, and takes those of Secrets as arguments", () => {
        assert.deepEqual(
            templateOf({
                headers: [
                    { name: "X-Scope-OrgID", value: "team-a" },
                    { name: "X-Api-Key", secret: { name: "other", key: "key" }, prefix: "key " },
                ],
                bearerToken: key,
                insecure: true,
            }),
            {
                args: [argument("header-x-api-key", { name: "other", key: "key" }), argument("header-authorization")],
                provider: {
                    headers: [
                        { key: "X-Scope-OrgID", value: "team-a" },
                        { key: "X-Api-Key", value: "key {{args.header-x-api-key}}" },
                        { key: "Authorization", value: "Bearer {{args.header-authorization}}" },
                    ],
                    insecure: true,
                },
            },
        );
        const { provider } = templateOf({ basicAuth: key });
        assert.deepEqual(provider, {
            headers: [{ key: "Authorization", value: "Basic {{args.header-authorization}}" }],
        });
    });

    it("has the client of OAuth2, by its Secrets", () => {
        const tokenUrl = "https://idp/token";
        const oauth2 = { tokenUrl, clientId: { name: "client", key: "id" }, clientSecret: key, scopes: ["metrics"] };
        assert.deepEqual(templateOf({ oauth2 }), {
            args: [argument("oauth2-client-id", { name: "client", key: "id" }), argument("oauth2-client-secret")],
            provider: {
                authentication: {
                    oauth2: {
                        tokenUrl,
                        clientId: "{{args.oauth2-client-id}}",
                        clientSecret: "{{args.oauth2-client-secret}}",
                        scopes: ["metrics"],
                    },
                },
            },
        });
        const plain = templateOf({ oauth2: { tokenUrl, clientId: "gate", clientSecret: key, scopes: [] } });
        assert.deepEqual(plain.provider, {
            authentication: { oauth2: { tokenUrl, clientId: "gate", clientSecret: "{{args.oauth2-client-secret}}" } },
        });
    });

    it("has AWS' region and role", () => {
        const sigv4 = { region: "eu-west-1", roleArn: "arn:aws:iam::1:role/x" };
        assert.deepEqual(templateOf({ sigv4 }), { args: [], provider: { authentication: { sigv4 } } });
    });
});

describe("an app at a Prometheus that requires authentication", () => {
    it("gives the gate and the baseline the names of the Secrets, once they are known", async () => {
        const prometheusAccess = {
            bearerToken: { name: pulumi.output("prometheus"), key: "token" },
        };
        const analysis = { ...args.analysis, prometheusAccess };
        const app = await declare({ analysis, gate, baseline: "localhost/ops-hardening-demo:v0" });
        for (const type of [types.gate, types.baseline]) {
            assert.deepEqual(app.get(type).inputs["prometheusAccess"], { bearerToken: key });
        }
        assert.deepEqual((at(app.get(types.template), "spec.args") as unknown[])[1], argument("header-authorization"));
    });

    it("lets the controller read these Secrets and no others", async () => {
        const prometheusAccess = {
            bearerToken: { name: pulumi.output("prometheus"), key: "token" },
            headers: [
                { name: "X-Api-Key", secret: { name: "a", key: "key" } },
                { name: "X-Scope-OrgID", value: "b" },
            ],
            // For the gate only.
            ca: { name: "ca", key: "ca.crt" },
        } satisfies PrometheusAccessArgs;
        const analysis = {
            ...{ ...args.analysis, prometheusAccess },
            args: [
                { name: "token", valueFrom: { secretKeyRef: { name: "c", key: "token" } } },
                { name: "region", value: "eu" },
            ],
            secretReader: { namespace: "argo-rollouts", serviceAccount: "argo" },
        };
        const app = await declare({ analysis, gate });
        const [role, binding] = roles.map((type) => app.get(type).inputs);
        assert.deepEqual(role?.["rules"], [
            { apiGroups: [""], resources: ["secrets"], resourceNames: ["a", "c", "prometheus"], verbs: ["get"] },
        ]);
        assert.deepEqual(binding?.["subjects"], [{ kind: "ServiceAccount", name: "argo", namespace: "argo-rollouts" }]);
        assert.deepEqual(binding["roleRef"], {
            apiGroup: "rbac.authorization.k8s.io",
            kind: "Role",
            name: "ops-hardening-demo-analysis",
        });
    });

    it("has no Role without a reader or a Secret, and the gate no input without an access", async () => {
        const secretReader = { namespace: "argo-rollouts", serviceAccount: "argo-rollouts" };
        const headers = [{ name: "X-Scope-OrgID", value: "team-a" }];
        const cases: readonly Partial<AnalysisArgs>[] = [
            {},
            { prometheusAccess: {} },
            { secretReader },
            { prometheusAccess: { headers }, secretReader },
            { prometheusAccess: { bearerToken: key } },
        ];
        for (const more of cases) {
            const app = await declare({ analysis: { ...args.analysis, ...more }, gate });
            assert.deepEqual(
                app.resources.filter(({ type }) => roles.includes(type)),
                [],
            );
            const { inputs } = app.get(types.gate);
            const some = Object.keys(more.prometheusAccess ?? {}).length > 0;
            assert.equal(Object.hasOwn(inputs, "prometheusAccess"), some);
        }
    });
});

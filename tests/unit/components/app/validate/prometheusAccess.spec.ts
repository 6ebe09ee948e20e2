import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import type { CanaryAppArgs, PrometheusAccessArgs } from "../../../../../components/src/app";
import { args, errorsOf, itIsRejected } from "../canaryAppArgs";

const key = { name: "prometheus", key: "token" };
const secret = "hunter-2";
const url = "https://prometheus.example.org";

/** Changed args with an access, which may have any type, and a URL that any header reaches. */
const withAccess = (access: unknown, prometheusUrl = url): Partial<CanaryAppArgs> => ({
    analysis: { ...args.analysis, prometheusAccess: access as PrometheusAccessArgs },
    gate: { ...args.gate, prometheusUrl },
});
const at = "analysis.prometheusAccess";
const once = `${at} must have at most one of bearerToken, basicAuth, oauth2, sigv4 and a header Authorization`;
const aSecretKey = "must be a key of a Secret, { name, key }";
const aHeader = "must be the name of a header that neither the HTTP client nor the API server sets itself";
const oauth2 = { tokenUrl: "https://idp/token", clientId: "gate", clientSecret: key };
const inSecret = (name: string) =>
    `must be absent, because ${name} holds credentials: put them into a Secret, and set secret { name, key }`;

/** Changed args with a reader of Secrets, which may have any type. */
const withReader = (secretReader: unknown) => ({
    analysis: { ...args.analysis, secretReader } as CanaryAppArgs["analysis"],
});

describe("an access to Prometheus is rejected", () => {
    itIsRejected([
        [
            "a string",
            withAccess(secret),
            [`${at} must be an object such as { headers, bearerToken }, got another string`],
        ],
        [
            "an unknown field",
            withAccess({ password: secret }),
            [`${at}.password is unknown, must be one of headers, bearerToken, basicAuth, oauth2, sigv4, ca, insecure`],
        ],
        [
            "a token in plain text",
            withAccess({ bearerToken: secret }),
            [`${at}.bearerToken ${aSecretKey}, got another string`],
        ],
        [
            "no key of the Secret",
            withAccess({ basicAuth: { name: "A" } }),
            [
                `${at}.basicAuth.name must be the name of a Secret, got another string`,
                `${at}.basicAuth.key must be a key of the Secret, got nothing`,
            ],
        ],
        ...[
            "Authorization",
            "Cookie",
            "X-Api-Key",
            "PRIVATE-TOKEN",
            "X-AuthToken",
            "x-amz-signature",
            "X_Password",
        ].map((name): [string, Partial<CanaryAppArgs>, string[]] => [
            `${name} in plain text`,
            withAccess({ headers: [{ name, value: secret }] }),
            [`${at}.headers[0].value ${inSecret(name)}`],
        ]),
        ...["Host", "Content-Type", "Impersonate-User", "X-Remote-User", "a b", ""].map(
            (name): [string, Partial<CanaryAppArgs>, string[]] => [
                `the header "${name}"`,
                withAccess({ headers: [{ name, value: "a" }] }),
                [`${at}.headers[0].name ${aHeader}, got ${name === "" ? "nothing" : "another string"}`],
            ],
        ),
        [
            "headers that are no list",
            withAccess({ headers: { "X-Scope-OrgID": "a" } }),
            [`${at}.headers must be a list of headers, got an object`],
        ],
        [
            "a header of both kinds, of none, and with a prefix of a plain value",
            withAccess({
                headers: [
                    { name: "A", value: "a", secret: key },
                    { name: "B" },
                    { name: "C", value: "c", prefix: "p" },
                    "D",
                ],
            }),
            [
                `${at}.headers[0] must have either value or secret, got both`,
                `${at}.headers[1].secret ${aSecretKey}, got nothing`,
                `${at}.headers[2].prefix is unknown, must be one of name, value`,
                `${at}.headers[3] must be a header, { name, value } or { name, secret, prefix }, got another string`,
            ],
        ],
        [
            "values that Argo Rollouts or HTTP would change",
            withAccess({
                headers: [
                    { name: "A", value: "{{args.service-name}}" },
                    { name: "B", value: "a\nb" },
                    { name: "C", secret: key, prefix: "" },
                ],
            }),
            [
                `${at}.headers[0].value must be printable ASCII without {{, got another string`,
                `${at}.headers[1].value must be printable ASCII without {{, got another string`,
                `${at}.headers[2].prefix must be printable ASCII without {{, got nothing`,
            ],
        ],
        [
            "a header twice",
            withAccess({
                headers: [
                    { name: "X-Scope-OrgID", value: "a" },
                    { name: "x-scope-orgid", value: "b" },
                ],
            }),
            [`${at}.headers[1].name must differ from that of another header`],
        ],
        [
            "two credentials",
            withAccess({ bearerToken: key, basicAuth: key }),
            [`${once}, got bearerToken and basicAuth`],
        ],
        [
            "OAuth2 next to a header",
            withAccess({ oauth2, headers: [{ name: "authorization", secret: key }] }),
            [`${once}, got oauth2 and a header Authorization`],
        ],
        [
            "OAuth2 with everything wrong",
            withAccess({
                oauth2: { tokenUrl: `https://me:${secret}@idp`, clientId: "", clientSecret: secret, scopes: "a" },
            }),
            [
                `${at}.oauth2.tokenUrl must be an http or https URL without credentials, got another string`,
                `${at}.oauth2.clientId must be a string that is not empty, got nothing`,
                `${at}.oauth2.clientSecret ${aSecretKey}, got another string`,
                `${at}.oauth2.scopes must be a list of scopes, got another string`,
            ],
        ],
        [
            "SigV4 without a region",
            withAccess({ sigv4: { region: "", roleArn: 7 } }),
            [
                `${at}.sigv4.region must be a string that is not empty, got nothing`,
                `${at}.sigv4.roleArn must be a string that is not empty, got another number`,
            ],
        ],
        [
            "SigV4 at another server than Amazon's",
            withAccess({ sigv4: { region: "eu-west-1" } }),
            [
                "analysis.prometheusAddress must contain aps-workspaces with sigv4, because Argo Rollouts signs no other " +
                    `requests, got ${JSON.stringify(args.analysis.prometheusAddress)}`,
            ],
        ],
        [
            "a CA that is not verified",
            withAccess({ ca: key, insecure: true }),
            [`${at}.insecure must be false with ca, which would verify nothing`],
        ],
        ["no flag", withAccess({ insecure: "yes" }), [`${at}.insecure must be true or false, got another string`]],
        [
            "credentials that the API server's proxy drops",
            withAccess({ bearerToken: key }, ""),
            [
                "gate.prometheusUrl must be set with prometheusAccess, because the API server's proxy drops the header Authorization",
            ],
        ],
        [
            "a CA that the API server's proxy does not verify",
            withAccess({ ca: key }, ""),
            [
                "gate.prometheusUrl must be set with prometheusAccess, because the API server's proxy does not verify certificates",
            ],
        ],
        [
            "a reader of another type",
            withReader("argo-rollouts"),
            ["analysis.secretReader must be the ServiceAccount { namespace, serviceAccount }"],
        ],
        [
            "a reader with other fields",
            withReader({ namespace: "a.b", name: "argo-rollouts" }),
            [
                'analysis.secretReader.namespace must be the name of a namespace, got "a.b"',
                "analysis.secretReader.serviceAccount must be the name of a ServiceAccount, got nothing",
                "analysis.secretReader.name is unknown, must be one of namespace, serviceAccount",
            ],
        ],
    ]);

    it("without a word of a secret in a wrong place", () => {
        for (const wrong of [
            secret,
            [secret],
            { headers: secret },
            { headers: [secret, { name: secret }, { name: "Cookie", value: secret }] },
            { bearerToken: { name: `${secret} `, key: `/${secret}` }, insecure: secret, ca: [secret] },
            { oauth2: secret, sigv4: secret },
        ]) {
            const errors = errorsOf(withAccess(wrong));
            assert.ok(errors.length > 0);
            assert.doesNotMatch(errors.join("\n"), new RegExp(secret));
        }
    });
});

describe("an access to Prometheus is accepted", () => {
    for (const [what, access, prometheusUrl] of [
        ["none", undefined, ""],
        ["an empty one", {}, ""],
        ["a tenant through the API server's proxy", { headers: [{ name: "X-Scope-OrgID", value: "team-a" }] }, ""],
        ["an unverified certificate through the proxy", { insecure: true }, ""],
        ["a token with a URL", { bearerToken: key, ca: key }, url],
        ["OAuth2", { oauth2: { ...oauth2, scopes: ["metrics"] } }, url],
        ["a Secret of another resource", { bearerToken: { name: pulumi.output("x"), key: "token" } }, url],
        ["a URL of another resource", { bearerToken: key }, pulumi.output("")],
    ] as const) {
        it(what, () => {
            assert.deepEqual(errorsOf(withAccess(access, prometheusUrl as string)), []);
        });
    }

    it("SigV4 at Amazon's servers", () => {
        const prometheusAddress = "https://aps-workspaces.eu-west-1.amazonaws.com/workspaces/ws-1";
        const prometheusAccess = { sigv4: { region: "eu-west-1", roleArn: "arn:aws:iam::1:role/x" } };
        assert.deepEqual(errorsOf({ analysis: { ...args.analysis, prometheusAddress, prometheusAccess } }), []);
    });
});

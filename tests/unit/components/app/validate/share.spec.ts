import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import type { CanaryAppArgs } from "../../../../../components/src/app";
import { args, errorsOf, itIsRejected } from "../canaryAppArgs";

const rules = [{ host: "demo.local" }];
const annotated = (annotations: Record<string, string>): Partial<CanaryAppArgs> => ({
    ingresses: [{ ingressClass: "nginx", rules, annotations }],
});
const affinity = { "nginx.ingress.kubernetes.io/affinity": "cookie" };
const byHeader = { additionalIngressAnnotations: { "canary-by-header": "X-Canary" } };

const waysOut =
    "leave those requests out by requestsSelector, or set onWrongShare to note, or requestsMetric to an empty string";
const session =
    "must not have nginx.ingress.kubernetes.io/affinity: cookie while each version's share of the requests is verified: " +
    `the requests of a session stay with its version, whatever the weight; ${waysOut}`;
const chosen = (by: string) =>
    `must be absent while each version's share of the requests is verified: requests with that ${by} go to a version ` +
    `whatever the weight; ${waysOut}`;

describe("traffic that does not follow the weight is rejected", () => {
    itIsRejected([
        ["the sessions of a cookie", annotated(affinity), [`ingresses[0].annotations ${session}`]],
        [
            "the sessions of a cookie at one of several Ingresses",
            {
                ingresses: [
                    { name: "a", ingressClass: "nginx", rules },
                    { name: "b", ingressClass: "internal", rules, annotations: affinity },
                ],
            },
            [`ingresses[1].annotations ${session}`],
        ],
        [
            // nginx still keeps the sessions of the stable version there.
            "the sessions of a cookie that the canary does not set (affinity-canary-behavior legacy)",
            { ...annotated(affinity), additionalIngressAnnotations: { "affinity-canary-behavior": "legacy" } },
            [`ingresses[0].annotations ${session}`],
        ],
        [
            "a header, with the requests that it matches",
            { additionalIngressAnnotations: { "canary-by-header": "X-Canary", "canary-by-header-value": "yes" } },
            [`additionalIngressAnnotations.canary-by-header ${chosen("header")}, got "X-Canary"`],
        ],
        [
            "a header and a cookie",
            { additionalIngressAnnotations: { "canary-by-cookie": "canary", "canary-by-header": "X-Canary" } },
            [
                `additionalIngressAnnotations.canary-by-header ${chosen("header")}, got "X-Canary"`,
                `additionalIngressAnnotations.canary-by-cookie ${chosen("cookie")}, got "canary"`,
            ],
        ],
        [
            "a header, if the selector is empty and the metric is that of the analysis",
            {
                ...byHeader,
                analysis: { ...args.analysis, requestsMetric: "grpc_requests_total" },
                gate: { ...args.gate, requestsSelector: [], onWrongShare: "abort" },
            },
            [`additionalIngressAnnotations.canary-by-header ${chosen("header")}, got "X-Canary"`],
        ],
    ]);
});

describe("traffic that does not follow the weight is taken", () => {
    const requestsSelector = [{ label: "handler", operator: "!=", value: "/preview" }] as const;
    const gates: [what: string, gate: Partial<CanaryAppArgs["gate"]>][] = [
        ["where a selector leaves it out", { requestsSelector }],
        ["where a wrong share is only noted", { onWrongShare: "note" }],
        ["where no share is verified", { requestsMetric: "" }],
        ["where the metric is not known yet", { requestsMetric: pulumi.output("requests_total") }],
        ["where the selector is not known yet", { requestsSelector: pulumi.output(requestsSelector) }],
        ["where the policy is not known yet", { onWrongShare: pulumi.output("abort" as const) }],
    ];
    for (const [what, gate] of gates) {
        it(what, () => {
            const changed = { ...annotated(affinity), ...byHeader, gate: { ...args.gate, ...gate } };
            assert.deepEqual(errorsOf(changed), []);
        });
    }

    it("only by what is right by itself", () => {
        const gate = { ...args.gate, requestsMetric: "a b" };
        assert.deepEqual(errorsOf({ ...byHeader, gate }), [
            'gate.requestsMetric must be the name of a Prometheus counter, or empty, got "a b"',
        ]);
    });
});

describe("traffic that follows the weight is taken", () => {
    const followed: [what: string, changed: Partial<CanaryAppArgs>][] = [
        // The weight chooses the version, and the hash one of its pods.
        ["with a hash of the request", annotated({ "nginx.ingress.kubernetes.io/upstream-hash-by": "$request_uri" })],
        ["with an affinity that ingress-nginx has not", annotated({ "nginx.ingress.kubernetes.io/affinity": "none" })],
        // ingress-nginx reads the affinity of the stable Ingress alone.
        ["with an affinity of the canary's Ingress", { additionalIngressAnnotations: { affinity: "cookie" } }],
        [
            "with other annotations of the canary's Ingress",
            { additionalIngressAnnotations: { "load-balance": "ewma" } },
        ],
    ];
    for (const [what, changed] of followed) {
        it(what, () => {
            assert.deepEqual(errorsOf(changed), []);
        });
    }
});

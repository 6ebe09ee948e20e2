import * as pulumi from "@pulumi/pulumi";
import type { CanaryAppArgs, CanaryIngress } from "../../../../../components/src/app";
import { itIsRejected, type RejectedCase } from "../canaryAppArgs";

const output = pulumi.output("demo.local");
const rules = [{ host: "demo.local" }];
const ingress = (changed: Partial<CanaryIngress>): Partial<CanaryAppArgs> => ({
    ingresses: [{ ingressClass: "nginx", rules, ...changed }],
});

describe("the Ingresses of a CanaryApp are rejected", () => {
    const cases: RejectedCase[] = [
        [
            "Services without traffic routing",
            { ingresses: [] },
            [
                "ingresses must have at least one: without traffic routing every request goes to the stable Service, " +
                    "whatever the weight, while its pods get fewer",
            ],
        ],
        [
            "an Ingress whose name is none",
            ingress({ name: "Web_1" }),
            ['ingresses[0].name must be a DNS name of lower-case letters, digits, dashes and dots, got "Web_1"'],
        ],
        [
            "an Ingress whose copy has too long a name",
            ingress({ name: `${"a".repeat(63)}.${"b".repeat(63)}.${"c".repeat(63)}.${"d".repeat(40)}` }),
            [
                "ingresses[0].name must leave the canary's Ingress, ops-hardening-demo-NAME-canary, at most 253 characters, " +
                    "got 258",
            ],
        ],
        [
            "two Ingresses of one name",
            {
                ingresses: [
                    { ingressClass: "nginx", rules },
                    { ingressClass: "internal", rules },
                ],
            },
            ['ingresses[1].name must differ from that of ingresses[0], got "ops-hardening-demo"'],
        ],
        [
            "an Ingress in the place of another one's copy",
            {
                ingresses: [
                    { name: "web", ingressClass: "nginx", rules },
                    { name: "ops-hardening-demo-web-canary", ingressClass: "internal", rules },
                ],
            },
            [
                "ingresses[1].name must differ from the name of the canary's Ingress of ingresses[0], got " +
                    '"ops-hardening-demo-web-canary"',
            ],
        ],
        [
            "two rules for the requests of one Output",
            ingress({ rules: [{ host: output }, { host: output }, { host: pulumi.output("other.local") }] }),
            [
                "ingresses[0].rules[1] must have other paths than ingresses[0].rules[0], both have the same Output as host, /",
            ],
        ],
        [
            "two rules for the same requests of a class",
            {
                ingresses: [
                    { name: "a", ingressClass: "nginx", rules: [{ host: "demo.local", paths: ["/", "/api"] }] },
                    { name: "b", ingressClass: "nginx", rules: [{ host: "demo.local", paths: ["/api/"] }] },
                ],
            },
            ["ingresses[1].rules[0] must have other paths than ingresses[0].rules[0], both have demo.local/api/"],
        ],
        [
            "a path type that is none, and two rules of one exact path",
            ingress({
                rules: [
                    { pathType: "Regex" as never },
                    { paths: ["/a"], pathType: "Exact" },
                    { paths: ["/a/"], pathType: "Exact" },
                    { paths: ["/a", "/"], pathType: "Exact" },
                ],
            }),
            [
                'ingresses[0].rules[0].pathType must be one of Prefix, Exact, ImplementationSpecific, got "Regex"',
                "ingresses[0].rules[3] must have other paths than ingresses[0].rules[1], both have /a (Exact)",
            ],
        ],
        [
            "rules that are none",
            ingress({
                rules: [
                    { host: "Demo" },
                    { host: "*.demo.local", paths: ["api", "/a b"] },
                    { host: "b.local", paths: [] },
                ],
            }),
            [
                'ingresses[0].rules[0].host must be a DNS name, got "Demo"',
                'ingresses[0].rules[1].paths must begin with one slash and hold no spaces, quotes or braces, got "api"',
                'ingresses[0].rules[1].paths must begin with one slash and hold no spaces, quotes or braces, got "/a b"',
                "ingresses[0].rules[2].paths must have at least one, or be absent for all of the host",
            ],
        ],
        ["an Ingress without rules", ingress({ rules: [] }), ["ingresses[0].rules must have at least one"]],
        [
            "certificates that are none",
            ingress({ tls: [{ hosts: [], secretName: "" }] }),
            [
                "ingresses[0].tls[0].hosts must be DNS names, at least one, got []",
                "ingresses[0].tls[0].secretName must be the name of a Secret, got nothing",
            ],
        ],
        [
            "annotations that make the stable Ingress another's",
            ingress({
                annotations: { "kubernetes.io/ingress.class": "nginx", "nginx.ingress.kubernetes.io/canary": "true" },
            }),
            [
                "ingresses[0].annotations must not have kubernetes.io/ingress.class: the API server takes either it or " +
                    "ingressClass",
                "ingresses[0].annotations must not have nginx.ingress.kubernetes.io/canary: the stable version would get a " +
                    "canary's share; what the canary needs goes into additionalIngressAnnotations",
            ],
        ],
        [
            "annotations of the controller's",
            { additionalIngressAnnotations: { "canary-weight": "5" } },
            [
                "additionalIngressAnnotations.canary-weight must be an annotation name of ingress-nginx without the " +
                    "prefix, and not canary, canary-weight, canary-weight-total",
            ],
        ],
        [
            "a header's value without the header",
            { additionalIngressAnnotations: { "canary-by-header-value": "yes", "canary-by-header-pattern": "y.*" } },
            [
                "additionalIngressAnnotations.canary-by-header-value must come with canary-by-header, or ingress-nginx ignores it",
                "additionalIngressAnnotations.canary-by-header-pattern must come with canary-by-header, or ingress-nginx " +
                    "ignores it",
                "additionalIngressAnnotations must have either canary-by-header-value or canary-by-header-pattern: " +
                    "ingress-nginx uses only the first",
            ],
        ],
    ];
    itIsRejected(cases);
});

import assert from "node:assert/strict";
import {
    canaryIngressNames,
    canaryIngressOwner,
    foreignCanaries,
    ingressWeight,
    lastWriter,
} from "../../../components/rolloutGate/routing";
import type { IngressObject, Metadata, RolloutObject } from "../../../components/rolloutGate/shapes";

type Nginx = { stableIngress?: string; stableIngresses?: string[]; annotationPrefix?: string };

/** A rollout "web" behind the Ingress "web", unless told otherwise. */
function rolloutOf(nginx: Nginx = { stableIngress: "web" }): RolloutObject {
    const canary = { stableService: "web-stable", canaryService: "web-canary", trafficRouting: { nginx } };
    return { metadata: { name: "web", uid: "uid-1" }, spec: { strategy: { canary } } };
}

type Rule = [host: string | undefined, path?: string, pathType?: string, service?: string];

/** An Ingress of these rules; a rule without a path has none at all. */
function ingress(name: string, rules: Rule[], metadata: Partial<Metadata> = {}): IngressObject {
    return {
        metadata: { name, ...metadata },
        spec: {
            rules: rules.map(([host, path, pathType = "Prefix", service = "web-stable"]) => ({
                ...(host === undefined ? {} : { host }),
                ...(path === undefined
                    ? {}
                    : { http: { paths: [{ path, pathType, backend: { service: { name: service } } }] } }),
            })),
        },
    };
}

const annotated = (value: string, prefix = "nginx.ingress.kubernetes.io") => ({
    annotations: { [`${prefix}/canary`]: value },
});

describe("foreign canary Ingresses", () => {
    const stranger = (rule: Rule, metadata: Partial<Metadata> = annotated("true")) =>
        ingress("stranger", [[rule[0], rule[1], rule[2], "stranger"]], metadata);
    const web = ingress("web", [["a.example", "/"]]);
    const own = ingress("web-web-canary", [["a.example", "/"]], annotated("true"));

    const rows: [name: string, ingresses: IngressObject[], expected: string[], nginx?: Nginx][] = [
        ["its own canary is none", [web, own], []],
        ["one of the same host and path is one", [web, own, stranger(["a.example", "/"])], ["stranger"]],
        ["also where its own is not there yet", [web, stranger(["a.example", "/"])], ["stranger"]],
        ["one of another host is none", [web, stranger(["b.example", "/"])], []],
        ["one of another path is none", [web, stranger(["a.example", "/api"])], []],
        ["nor of another kind of path", [web, stranger(["a.example", "/", "Exact"])], []],
        ["where it does not say its paths, the host decides", [web, stranger(["a.example"])], ["stranger"]],
        [
            "where the stable Ingress does not, too",
            [ingress("web", [["a.example"]]), stranger(["a.example", "/x"])],
            ["stranger"],
        ],
        ["no host is a host", [ingress("web", [[undefined, "/"]]), stranger([undefined, "/"])], ["stranger"]],
        ["and not every host", [web, stranger([undefined, "/"])], []],
        ["one that is not switched on is none", [web, stranger(["a.example", "/"], annotated("false"))], []],
        ["an Ingress without annotations is none", [web, stranger(["a.example", "/"], {})], []],
        ["nginx also takes 1 for true", [web, stranger(["a.example", "/"], annotated("1"))], ["stranger"]],
        [
            "another path of a shared stable Ingress is not this rollout's",
            [
                ingress("web", [
                    ["a.example", "/", "Prefix", "web-stable"],
                    ["a.example", "/api", "Prefix", "api-stable"],
                ]),
                stranger(["a.example", "/api"]),
            ],
            [],
        ],
        [
            "with a prefix of one's own, others' annotations do not count",
            [web, stranger(["a.example", "/"]), ingress("b", [["a.example", "/"]], annotated("true", "internal"))],
            ["b"],
            { stableIngress: "web", annotationPrefix: "internal" },
        ],
        [
            "any of several stable Ingresses, in the order of their names",
            [
                ingress("web", [["a.example", "/"]]),
                ingress("web2", [["b.example", "/"]]),
                ingress("web-web2-canary", [["b.example", "/"]], annotated("true")),
                ingress("z", [["a.example", "/"]], annotated("true")),
                ingress("y", [["b.example", "/"]], annotated("true")),
            ],
            ["y", "z"],
            { stableIngresses: ["web", "web2"] },
        ],
        ["without nginx there are none", [web, stranger(["a.example", "/"])], [], {}],
    ];
    for (const [name, ingresses, expected, nginx] of rows) {
        it(name, () => {
            assert.deepEqual(foreignCanaries(rolloutOf(nginx), ingresses), expected);
        });
    }

    it("a default backend is everything that no host takes", () => {
        const fallback = { metadata: { name: "web" }, spec: { defaultBackend: { service: { name: "web-stable" } } } };
        assert.deepEqual(foreignCanaries(rolloutOf(), [fallback, stranger([undefined, "/x"])]), ["stranger"]);
        assert.deepEqual(foreignCanaries(rolloutOf(), [fallback, stranger(["a.example", "/"])]), []);
    });
});

describe("the canary Ingress's owner", () => {
    const canary = (...owners: NonNullable<Metadata["ownerReferences"]>) =>
        ingress("web-web-canary", [["a.example", "/"]], { ownerReferences: owners });
    const rollout = { kind: "Rollout", name: "web", uid: "uid-1", controller: true };
    const deployment = { kind: "Deployment", name: "shop", uid: "uid-2", controller: true };

    const rows: [name: string, ingresses: IngressObject[], expected: string, nginx?: Nginx][] = [
        ["this rollout", [canary(rollout)], "ours"],
        [
            "this rollout beside an owner that does not control it",
            [canary({ ...deployment, controller: false }, rollout)],
            "ours",
        ],
        ["not there yet", [ingress("web", [["a.example", "/"]])], "absent"],
        ["made by hand", [ingress("web-web-canary", [["a.example", "/"]])], "nobody"],
        ["this rollout, but not as its controller", [canary({ ...rollout, controller: false })], "nobody"],
        ["another object", [canary(deployment)], "Deployment shop"],
        [
            "a rollout of the same name that was deleted",
            [canary({ ...rollout, uid: "uid-0" })],
            "an earlier Rollout web",
        ],
        ["without nginx", [canary(deployment)], "absent", {}],
        [
            "the first of several that is not ours",
            [canary(rollout), { metadata: { name: "web-web2-canary" } }],
            "nobody",
            { stableIngresses: ["web3", "web", "web2"] },
        ],
        ["one of several is not there yet", [canary(rollout)], "absent", { stableIngresses: ["web", "web2"] }],
    ];
    for (const [name, ingresses, expected, nginx] of rows) {
        it(`${name}: ${expected}`, () => {
            assert.equal(canaryIngressOwner(rolloutOf(nginx), ingresses), expected);
        });
    }
});

describe("the last writer of an object", () => {
    const entry = (manager: string, second: number, subresource?: string) => ({
        manager,
        operation: "Update",
        time: `2026-03-01T06:00:0${String(second)}Z`,
        ...(subresource === undefined ? {} : { subresource }),
    });
    const fields = [
        entry("kubectl-edit", 3),
        entry("rollouts-controller", 1),
        entry("canary-delivery", 4),
        entry("nginx-ingress-controller", 5, "status"),
        entry("canary-delivery", 6, "status"),
    ];
    const rows: [name: string, managedFields: typeof fields | undefined, subresource: string, expected?: string][] = [
        ["the latest, wherever it stands, without us and the status", fields, "", "kubectl-edit"],
        ["of the status", fields, "status", "nginx-ingress-controller"],
        ["of several in one second, the last", [entry("a", 1), entry("b", 1)], "", "b"],
        ["nobody but us", [entry("canary-delivery", 1)], "", undefined],
        ["managedFields were taken away", undefined, "", undefined],
    ];
    for (const [name, managedFields, subresource, expected] of rows) {
        it(`${name}: ${String(expected)}`, () => {
            const metadata = { name: "web", ...(managedFields === undefined ? {} : { managedFields }) };
            assert.equal(lastWriter({ metadata }, subresource), expected);
        });
    }
});

describe("the canary Ingress", () => {
    it("has the controller's name for it, cut as the controller cuts it", () => {
        assert.deepEqual(canaryIngressNames(rolloutOf()), ["web-web-canary"]);
        const [long] = canaryIngressNames(rolloutOf({ stableIngress: "x".repeat(253) }));
        assert.equal(long?.length, 253);
        assert.match(long, /^web-x+-canary$/);
    });

    it("has a weight of its total, or none", () => {
        const weigh = (annotations: Record<string, string>) =>
            ingressWeight(rolloutOf(), [{ metadata: { name: "web-web-canary", annotations } }]);
        const prefix = "nginx.ingress.kubernetes.io";
        assert.equal(weigh({ [`${prefix}/canary`]: "true", [`${prefix}/canary-weight`]: "25" }), 25);
        const ofTotal = {
            [`${prefix}/canary`]: "true",
            [`${prefix}/canary-weight`]: "25",
            [`${prefix}/canary-weight-total`]: "1000",
        };
        assert.equal(weigh(ofTotal), 2.5);
        assert.equal(weigh({ [`${prefix}/canary-weight`]: "25" }), 0);
        assert.equal(ingressWeight(rolloutOf(), []), 0);
        assert.equal(ingressWeight(rolloutOf({}), []), undefined);
    });
});

import assert from "node:assert/strict";
import {
    canaryIngressesOf,
    canaryIngressNames,
    canaryIngressOwners,
    foreignCanaries,
    type IngressOwner,
    olderIngresses,
} from "../../../../../components/src/routers/nginx/canaryIngresses";
import { percent } from "../../../../../components/src/routers/model/percent";
import type { RouteMetadata as Metadata } from "../../../../../components/src/routers/model/objects";
import type { RoutedRollout as RolloutObject } from "../../../../../components/src/routers/model/rollout";
import type { IngressObject } from "../../../../../components/src/routers/nginx/ingress";

type Nginx = { stableIngress?: string; stableIngresses?: string[]; annotationPrefix?: string };

/** A rollout "web", by default behind the Ingress "web". */
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

const namesOf = (named: readonly { name: string }[]) => named.map(({ name }) => name);

describe("foreign canary Ingresses", () => {
    const foreign = (rule: Rule, metadata: Partial<Metadata> = annotated("true")) =>
        ingress("foreign", [[rule[0], rule[1], rule[2], "foreign"]], metadata);
    const web = ingress("web", [["a.example", "/"]]);
    const own = ingress("web-web-canary", [["a.example", "/"]], annotated("true"));

    const rows: [name: string, ingresses: IngressObject[], expected: string[], nginx?: Nginx][] = [
        ["not its own canary", [web, own], []],
        ["one of the same host and path", [web, own, foreign(["a.example", "/"])], ["foreign"]],
        ["also if its own does not exist yet", [web, foreign(["a.example", "/"])], ["foreign"]],
        ["not one of another host", [web, foreign(["b.example", "/"])], []],
        ["not one of another path", [web, foreign(["a.example", "/api"])], []],
        ["not one of another path type", [web, foreign(["a.example", "/", "Exact"])], []],
        ["without a path, the host decides", [web, foreign(["a.example"])], ["foreign"]],
        [
            "also if the stable Ingress has no path",
            [ingress("web", [["a.example"]]), foreign(["a.example", "/x"])],
            ["foreign"],
        ],
        [
            "one without a host, like the stable Ingress",
            [ingress("web", [[undefined, "/"]]), foreign([undefined, "/"])],
            ["foreign"],
        ],
        ["not one without a host if the stable Ingress has one", [web, foreign([undefined, "/"])], []],
        [
            "not one of another class, which another controller reads",
            [
                { ...web, spec: { ...web.spec, ingressClassName: "nginx" } },
                ingress("foreign", [["a.example", "/"]], {
                    annotations: { ...annotated("true").annotations, "kubernetes.io/ingress.class": "traefik" },
                }),
                ingress("unclassed", [["a.example", "/"]], annotated("true")),
            ],
            ["unclassed"],
        ],
        ["not one whose canary annotation is false", [web, foreign(["a.example", "/"], annotated("false"))], []],
        ["not an Ingress without annotations", [web, foreign(["a.example", "/"], {})], []],
        [
            "also with the annotation 1, which nginx takes for true",
            [web, foreign(["a.example", "/"], annotated("1"))],
            ["foreign"],
        ],
        [
            "not one of another service's path of a shared stable Ingress",
            [
                ingress("web", [
                    ["a.example", "/", "Prefix", "web-stable"],
                    ["a.example", "/api", "Prefix", "api-stable"],
                ]),
                foreign(["a.example", "/api"]),
            ],
            [],
        ],
        [
            "only those with the rollout's annotation prefix",
            [web, foreign(["a.example", "/"]), ingress("b", [["a.example", "/"]], annotated("true", "internal"))],
            ["b"],
            { stableIngress: "web", annotationPrefix: "internal" },
        ],
        [
            "those of several stable Ingresses, in the order of their names",
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
        ["none without nginx", [web, foreign(["a.example", "/"])], [], {}],
    ];
    for (const [name, ingresses, expected, nginx] of rows) {
        it(name, () => {
            assert.deepEqual(namesOf(foreignCanaries(rolloutOf(nginx), ingresses)), expected);
        });
    }

    it("with a default backend, those without a host", () => {
        const fallback = { metadata: { name: "web" }, spec: { defaultBackend: { service: { name: "web-stable" } } } };
        const met = (rule: Rule) => namesOf(foreignCanaries(rolloutOf(), [fallback, foreign(rule)]));
        assert.deepEqual(met([undefined, "/x"]), ["foreign"]);
        assert.deepEqual(met(["a.example", "/"]), []);
    });

    it("are named with this rollout's canary Ingress of the same host", () => {
        const second = ingress("web2", [["b.example", "/"]]);
        const found = foreignCanaries(rolloutOf({ stableIngresses: ["web", "web2"] }), [
            web,
            second,
            foreign(["b.example", "/"]),
        ]);
        assert.deepEqual(found, [{ name: "foreign", canary: "web-web2-canary" }]);
    });
});

describe("Ingresses with the canary Service", () => {
    const at = (second: number) => ({ creationTimestamp: `2026-01-01T00:00:0${second}Z` });
    const web = ingress("web", [["a.example", "/"]], at(1));
    const canary = ingress("web-web-canary", [["a.example", "/", "Prefix", "web-canary"]], at(5));
    const other = (name: string, second: number, service = "web-canary") =>
        ingress(name, [["b.example", "/", "Prefix", service]], at(second));
    const older = (...ingresses: IngressObject[]) => olderIngresses(rolloutOf(), [web, canary, ...ingresses]);

    it("take precedence where they are older than the rollout's own, or as old and sorted before it by nginx", () => {
        assert.deepEqual(older(other("z", 4), other("a", 3), other("b", 6), other("c", 4, "web-stable")), ["a", "z"]);
        assert.deepEqual(older(other("a", 5), other("x", 5)), ["x"]);
        assert.deepEqual(older(ingress("undated", [["b.example", "/", "Prefix", "web-canary"]])), []);
    });

    it("take precedence only with the same port, and in the same class", () => {
        const onPort = (name: string, port: number, second: number): IngressObject => ({
            metadata: { name, ...at(second) },
            spec: {
                rules: [
                    { http: { paths: [{ backend: { service: { name: "web-canary", port: { number: port } } } }] } },
                ],
            },
        });
        const ingresses = [web, onPort("web-web-canary", 80, 5), onPort("a", 81, 1), onPort("b", 80, 1)];
        assert.deepEqual(olderIngresses(rolloutOf(), ingresses), ["b"]);
        const classed = (one: IngressObject, ingressClassName: string) => ({
            ...one,
            spec: { ...one.spec, ingressClassName },
        });
        const inClass = (own: IngressObject, one: IngressObject) => olderIngresses(rolloutOf(), [web, own, one]);
        assert.deepEqual(inClass(classed(canary, "nginx"), classed(other("a", 1), "internal")), []);
        assert.deepEqual(inClass(classed(canary, "nginx"), other("a", 1)), ["a"]);
    });

    it("take precedence over each of several canary Ingresses", () => {
        const second = ingress("web-web2-canary", [["c.example", "/", "Prefix", "web-canary"]], at(8));
        const rollout = rolloutOf({ stableIngresses: ["web", "web2"] });
        assert.deepEqual(olderIngresses(rollout, [web, canary, second, other("a", 6)]), ["a"]);
    });
});

describe("the canary Ingress's owner", () => {
    const nameOf = (owner: IngressOwner) =>
        typeof owner === "string" ? owner : `${owner.earlier ? "an earlier " : ""}${owner.kind} ${owner.name}`;
    const canary = (...owners: NonNullable<Metadata["ownerReferences"]>) =>
        ingress("web-web-canary", [["a.example", "/"]], { ownerReferences: owners });
    const rollout = { kind: "Rollout", name: "web", uid: "uid-1", controller: true };
    const deployment = { kind: "Deployment", name: "shop", uid: "uid-2", controller: true };

    const rows: [name: string, ingresses: IngressObject[], expected: string, nginx?: Nginx][] = [
        ["this rollout", [canary(rollout)], "ours"],
        [
            "this rollout next to an owner that does not control it",
            [canary({ ...deployment, controller: false }, rollout)],
            "ours",
        ],
        ["not there yet", [ingress("web", [["a.example", "/"]])], "absent"],
        ["made by hand", [ingress("web-web-canary", [["a.example", "/"]])], "none"],
        ["this rollout, but not as its controller", [canary({ ...rollout, controller: false })], "none"],
        ["another object", [canary(deployment)], "Deployment shop"],
        [
            "a rollout of the same name that was deleted",
            [canary({ ...rollout, uid: "uid-0" })],
            "an earlier Rollout web",
        ],
        ["without nginx there is none", [canary(deployment)], "", {}],
        [
            "each of several has its own",
            [canary(rollout), { metadata: { name: "web-web2-canary" } }],
            "absent, ours, none",
            { stableIngresses: ["web3", "web", "web2"] },
        ],
    ];
    for (const [name, ingresses, expected, nginx] of rows) {
        it(`${name}: ${expected}`, () => {
            const owners = canaryIngressOwners(rolloutOf(nginx), ingresses);
            assert.equal(owners.map(({ owner }) => nameOf(owner)).join(", "), expected);
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
            canaryIngressesOf(rolloutOf(), [{ metadata: { name: "web-web-canary", annotations } }])[0]?.weight;
        const prefix = "nginx.ingress.kubernetes.io";
        assert.equal(weigh({ [`${prefix}/canary`]: "true", [`${prefix}/canary-weight`]: "25" }), 25);
        const ofTotal = {
            [`${prefix}/canary`]: "true",
            [`${prefix}/canary-weight`]: "25",
            [`${prefix}/canary-weight-total`]: "1000",
        };
        assert.equal(weigh(ofTotal), 2.5);
        assert.equal(weigh({ [`${prefix}/canary-weight`]: "25" }), 0);
        assert.deepEqual(canaryIngressesOf(rolloutOf(), []), [{ kind: "Ingress", name: "web-web-canary", weight: 0 }]);
        assert.deepEqual(canaryIngressesOf(rolloutOf({}), []), []);
    });

    it("has weight 0 of 100 if the annotation is not a number, as nginx does", () => {
        const weigh = (weight: string, total: string) => {
            const prefix = "nginx.ingress.kubernetes.io";
            const annotations = {
                [`${prefix}/canary`]: "true",
                [`${prefix}/canary-weight`]: weight,
                [`${prefix}/canary-weight-total`]: total,
            };
            return canaryIngressesOf(rolloutOf(), [{ metadata: { name: "web-web-canary", annotations } }])[0]?.weight;
        };
        assert.equal(weigh("many", "1000"), 0);
        assert.equal(weigh("", "1000"), 0);
        assert.equal(weigh("25", "all"), 25);
    });

    it("has its own weight if there are several", () => {
        const weighed = (name: string, weight: string) => ({
            metadata: {
                name,
                annotations: {
                    "nginx.ingress.kubernetes.io/canary": "true",
                    "nginx.ingress.kubernetes.io/canary-weight": weight,
                },
            },
        });
        const found = canaryIngressesOf(rolloutOf({ stableIngresses: ["web", "web2", "web3"] }), [
            weighed("web-web2-canary", "25"),
            weighed("web-web-canary", "10"),
        ]);
        assert.deepEqual(
            found.map(({ weight }) => weight),
            [10, 25, 0],
        );
    });

    it("has a weight in percent that is never rounded to 0", () => {
        assert.equal(percent(1, 3), 33.3333);
        assert.equal(percent(125, 1000), 12.5);
        assert.equal(percent(50, 50), 100);
        assert.equal(percent(1, 1_000_000), 0.0001);
        assert.notEqual(percent(123_456, 1_000_000), percent(123_457, 1_000_000));
    });
});

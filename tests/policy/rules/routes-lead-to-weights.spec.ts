import type { Body, Change } from "../baseline";
import { type Broken, describeRule, type Fine } from "../ruleSpec";

const canary = "spec.strategy.canary";
const gatewayApi = "argoproj-labs/gatewayAPI";
const object = (apiVersion: string, kind: string, name: string, spec: Body, annotations: Body = {}): Body => ({
    apiVersion,
    kind,
    metadata: { name, namespace: "demo", annotations },
    spec,
});
/** The Rollout behind another router. */
const behind = (trafficRouting: Body, add: readonly Body[]): Change => ({
    set: { "Rollout shop": { [`${canary}.trafficRouting`]: trafficRouting }, "Ingress shop": undefined },
    add,
});

const weights = { stable: { name: "shop-stable", weight: 100 }, canary: { name: "shop-canary", weight: 0 } };
const both = [weights.stable, weights.canary];
const withoutWeights = [{ name: "shop-stable" }, { name: "shop-canary" }];
const forced = { "pulumi.com/patchForce": "true" };

const httpRoute = (rules: readonly Body[], annotations?: Body, name = "shop", hostnames = ["shop.example.com"]) =>
    object("gateway.networking.k8s.io/v1", "HTTPRoute", name, { hostnames, rules }, annotations);
const gateway = (...add: Body[]) => behind({ plugins: { [gatewayApi]: { httpRoute: "shop" } } }, add);

const traefikService = (services: readonly Body[], annotations?: Body) =>
    object("traefik.io/v1alpha1", "TraefikService", "shop", { weighted: { services } }, annotations);
const ingressRoute = (
    services: readonly Body[],
    name = "shop",
    match = "Host(`shop.example.com`) && PathPrefix(`/`)",
) => object("traefik.io/v1alpha1", "IngressRoute", name, { routes: [{ kind: "Rule", match, services }] });
const traefik = (...add: Body[]) => behind({ traefik: { weightedTraefikServiceName: "shop" } }, add);
const toWeighted = ingressRoute([{ name: "shop", kind: "TraefikService" }]);

const virtualService = (http: readonly Body[]) =>
    object("networking.istio.io/v1", "VirtualService", "shop", { hosts: ["shop.example.com"], http });
const byHost = (name: string, hosts = ["shop-stable", "shop-canary.demo.svc.cluster.local"]) => ({
    name,
    route: hosts.map((host) => ({ destination: { host } })),
});
const istio = (routes: readonly string[], ...add: Body[]) =>
    behind({ istio: { virtualService: { name: "shop", routes } } }, add);
const subsets = (http: readonly Body[]) =>
    behind(
        {
            istio: {
                virtualService: { name: "shop" },
                destinationRule: { name: "shop", stableSubsetName: "stable", canarySubsetName: "new" },
            },
        },
        [virtualService(http)],
    );
const bySubset = (...names: string[]) => ({
    route: names.map((subset) => ({ destination: { host: "shop", subset }, weight: 50 })),
});

const apisixRoute = (services: readonly string[]) =>
    object("apisix.apache.org/v2", "ApisixRoute", "shop", {
        http: [
            {
                name: "main",
                match: { hosts: ["shop.example.com"] },
                backends: services.map((serviceName) => ({ serviceName })),
            },
        ],
    });
const apisix = (...add: Body[]) => behind({ apisix: { route: { name: "shop", rules: ["main"] } } }, add);

const ingress = (name: string, service: string, host: string | undefined = "shop.example.com") =>
    object("networking.k8s.io/v1", "Ingress", name, {
        rules: [{ host, http: { paths: [{ path: "/", backend: { service: { name: service } } }] } }],
    });
const past = (subject: string, place: string, weighted: string) =>
    `${subject} leads in ${place} to shop-stable past ${weighted}, which has the canary's weights, must lead to it`;
const undeclared = (what: string) =>
    `Rollout demo/shop: has the ${what} in trafficRouting, which must be declared and is not`;
const services = "the Services shop-stable and shop-canary";

/** Another app of the same host, whose subsets have the same names. */
const neighbour = object("networking.istio.io/v1", "VirtualService", "other", {
    hosts: ["shop.example.com"],
    http: [
        {
            route: ["stable", "new"].map((subset) => ({ destination: { host: "other", subset }, weight: 50 })),
        },
    ],
});

describeRule("routes-lead-to-weights", {
    broken: [
        [
            "the Gateway API's plugin without a route",
            behind({ plugins: { [gatewayApi]: { namespace: "demo" } } }, []),
            [
                `Rollout demo/shop: names no object in trafficRouting.${gatewayApi}, whose weights would have no effect, must name one`,
            ],
        ],
        ...["nginx", "istio"].map((name): Broken => [
            `${name} without an object`,
            behind({ [name]: {} }, []),
            [
                `Rollout demo/shop: names no object in trafficRouting.${name}, whose weights would have no effect, must name one`,
            ],
        ]),
        [
            "a second Ingress of the host that the Rollout does not name",
            { add: [ingress("shop-api", "shop-stable")] },
            [past("Ingress demo/shop-api:", "rules[0]", "Ingress shop")],
        ],
        [
            "an Ingress of all hosts",
            { add: [ingress("all", "shop-stable", "*")] },
            [past("Ingress demo/all:", "rules[0]", "Ingress shop")],
        ],
        [
            "another router's route next to the Ingress",
            { add: [httpRoute([{ backendRefs: [weights.stable] }])] },
            [past("HTTPRoute demo/shop:", "rules[0]", "Ingress shop")],
        ],
        ["an undeclared Ingress of an ALB", behind({ alb: { ingress: "shop" } }, []), [undeclared("Ingress shop")]],
        [
            "an Ingress of an ALB without a path to the root Service",
            behind({ alb: { ingress: "shop", rootService: "shop-root" } }, [ingress("shop", "shop-canary")]),
            ["Ingress demo/shop: has no path to Service shop-root, must have one"],
        ],
        ["an undeclared HTTPRoute", gateway(), [undeclared("HTTPRoute shop")]],
        [
            "an HTTPRoute of a list that is not declared",
            behind({ plugins: { [gatewayApi]: { httpRoutes: [{ name: "shop" }, { name: "more" }] } } }, [
                httpRoute([{ backendRefs: both }]),
            ]),
            [undeclared("HTTPRoute more")],
        ],
        [
            "an HTTPRoute without the new version",
            gateway(httpRoute([{ backendRefs: [weights.stable] }])),
            [`HTTPRoute demo/shop: has no route with ${services}, must have one`],
        ],
        [
            "a rule of an HTTPRoute without the new version",
            gateway(httpRoute([{ backendRefs: both }, { backendRefs: [weights.stable] }])),
            [`HTTPRoute demo/shop: has the stable version alone in rules[1], must have ${services}`],
        ],
        [
            "a second HTTPRoute of the host",
            gateway(
                httpRoute([{ backendRefs: both }]),
                httpRoute([{ backendRefs: [weights.stable] }], {}, "api", ["*.example.com"]),
            ),
            [past("HTTPRoute demo/api:", "rules[0]", "HTTPRoute shop")],
        ],
        ...[forced, { "argocd.argoproj.io/sync-options": "Validate=false,Force=true" }].map((annotations): Broken => [
            `an HTTPRoute without weights with ${JSON.stringify(annotations)}`,
            gateway(httpRoute([{ backendRefs: withoutWeights }], annotations)),
            [
                "HTTPRoute demo/shop: is applied by force without weights, which means half of the requests each, must be left to the controller",
            ],
        ]),
        ["an undeclared TraefikService", traefik(), [undeclared("TraefikService shop")]],
        [
            "a TraefikService without the new version",
            traefik(traefikService([weights.stable]), toWeighted),
            [`TraefikService demo/shop: has no route with ${services}, must have one`],
        ],
        [
            "a TraefikService without weights that is applied by force",
            traefik(traefikService(withoutWeights, forced), toWeighted),
            [
                "TraefikService demo/shop: is applied by force without weights, which means half of the requests each, must be left to the controller",
            ],
        ],
        [
            "an IngressRoute that leads to the stable Service instead",
            traefik(traefikService(both), ingressRoute([{ name: "shop-stable" }])),
            [past("IngressRoute demo/shop:", "routes[0]", "TraefikService shop")],
        ],
        [
            "a second IngressRoute of the host",
            traefik(traefikService(both), toWeighted, ingressRoute([{ name: "shop-stable" }], "api")),
            [past("IngressRoute demo/api:", "routes[0]", "TraefikService shop")],
        ],
        ["an undeclared VirtualService", istio(["primary"]), [undeclared("VirtualService shop")]],
        [
            "a route of a VirtualService that does not exist",
            istio(["primary"], virtualService([byHost("other")])),
            ["VirtualService demo/shop: has no route primary, which trafficRouting names, must have it"],
        ],
        [
            "a route of a VirtualService without the new version",
            istio([], virtualService([byHost("primary"), byHost("api", ["shop-stable"])])),
            [`VirtualService demo/shop: has the stable version alone in route api, must have ${services}`],
        ],
        [
            "a VirtualService without the new version's subset",
            subsets([bySubset("stable", "canary")]),
            ["VirtualService demo/shop: has no route with the subsets stable and new, must have one"],
        ],
        ["an undeclared ApisixRoute", apisix(), [undeclared("ApisixRoute shop")]],
        [
            "an ApisixRoute without the new version",
            apisix(apisixRoute(["shop-stable"])),
            [`ApisixRoute demo/shop: has no route with ${services}, must have one`],
        ],
        ["an undeclared Mapping", behind({ ambassador: { mappings: ["shop"] } }, []), [undeclared("Mapping shop")]],
    ],
    fine: [
        [
            "subsets of another app on the same host",
            { ...subsets([bySubset("stable", "new")]), add: [virtualService([bySubset("stable", "new")]), neighbour] },
        ],
        [
            "a second Ingress that the Rollout names",
            {
                set: {
                    "Rollout shop": { [`${canary}.trafficRouting.nginx`]: { stableIngresses: ["shop", "shop-api"] } },
                },
                add: [ingress("shop-api", "shop-stable")],
            },
        ],
        ["an Ingress of another host", { add: [ingress("admin", "shop-stable", "admin.example.com")] }],
        ["an Ingress of the host to another Service", { add: [ingress("files", "files")] }],
        ["an HTTPRoute with weights", gateway(httpRoute([{ backendRefs: both }]))],
        [
            "an HTTPRoute without weights that is not applied by force",
            gateway(httpRoute([{ backendRefs: withoutWeights }])),
        ],
        ["an HTTPRoute with weights that is applied by force", gateway(httpRoute([{ backendRefs: both }], forced))],
        [
            "a rule for testers, and one to another Service",
            gateway(
                httpRoute([
                    { backendRefs: both },
                    { backendRefs: [weights.canary] },
                    { backendRefs: [{ name: "files" }] },
                ]),
            ),
        ],
        [
            "a second HTTPRoute of another host",
            gateway(
                httpRoute([{ backendRefs: both }]),
                httpRoute([{ backendRefs: [weights.stable] }], {}, "api", ["api.example.com"]),
            ),
        ],
        ["a TraefikService with an IngressRoute", traefik(traefikService(both), toWeighted)],
        [
            "an IngressRoute of another host to the stable Service",
            traefik(
                traefikService(both),
                toWeighted,
                ingressRoute([{ name: "shop-stable" }], "admin", "Host(`admin.example.com`)"),
            ),
        ],
        ["a VirtualService by host", istio(["primary"], virtualService([byHost("primary")]))],
        ["a VirtualService by subset", subsets([bySubset("stable", "new")])],
        ["an ApisixRoute", apisix(apisixRoute(["shop-stable", "shop-canary"]))],
        [
            "a Mapping",
            behind({ ambassador: { mappings: ["shop"] } }, [
                object("getambassador.io/v3alpha1", "Mapping", "shop", {
                    hostname: "shop.example.com",
                    service: "shop-stable:80",
                }),
            ]),
        ],
        [
            "an Ingress of an ALB",
            behind({ alb: { ingress: "shop", rootService: "shop-root" } }, [ingress("shop", "shop-root")]),
        ],
        [
            "a VirtualService of another namespace",
            behind({ istio: { virtualService: { name: "shop.mesh" } } }, [
                { ...virtualService([byHost("primary")]), metadata: { name: "shop", namespace: "mesh" } },
            ]),
        ],
        ...["appMesh", "smi"].map((router): Fine => [
            `${router}, whose objects the rule does not read`,
            behind({ [router]: {} }, []),
        ]),
    ],
});

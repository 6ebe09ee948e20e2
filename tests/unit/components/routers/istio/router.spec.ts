import assert from "node:assert/strict";
import type { IstioReceiver, IstioRoute } from "../../../../../components/src/routers/istio/objects";
import type { RouteObjects } from "../../../../../components/src/routers/model/objects";
import { watchedRoutes } from "../../../../../components/src/routers/routing";
import { faultsOf, routingOfWeb, webRollout, weightsOf } from "../routedRollout";

const hosts = (stable?: number, canary?: number, suffix = ""): IstioReceiver[] => [
    { destination: { host: `web-stable${suffix}` }, ...(stable !== undefined && { weight: stable }) },
    { destination: { host: `web-canary${suffix}` }, ...(canary !== undefined && { weight: canary }) },
];
const serviceOf = (http: IstioRoute[], name = "web", more: object = {}) => ({
    metadata: { name },
    spec: { http, ...more },
});

const read = (virtualService: object, objects: RouteObjects["VirtualService"]) =>
    routingOfWeb(webRollout({ istio: { virtualService } }), { VirtualService: objects });

describe("the Istio router, by hosts", () => {
    it("reads the named routes, by the short and the long host", () => {
        const http = [
            { name: "primary", route: hosts(90, 10) },
            { name: "api", route: hosts(75, 25, ".demo.svc.cluster.local") },
        ];
        const routing = read({ name: "web", routes: ["primary", "api"] }, [serviceOf(http)]);
        assert.deepEqual([weightsOf(routing), faultsOf(routing)], [[10, 25], []]);
        assert.deepEqual([routing.source, routing.split], ["object", "random"]);
    });

    it("reads the only route, or the first without a name", () => {
        assert.deepEqual(weightsOf(read({ name: "web" }, [serviceOf([{ name: "any", route: hosts(90, 10) }])])), [10]);
        const several = [{ name: "a", match: [{}], route: hosts(1, 99) }, { route: hosts(80, 20) }];
        assert.deepEqual(weightsOf(read({ name: "web" }, [serviceOf(several)])), [20]);
    });

    it("finds that there is no route to weight, which the controller passes over", () => {
        const http = [
            { name: "a", route: hosts(90, 10) },
            { name: "b", route: hosts(90, 10) },
        ];
        assert.deepEqual(faultsOf(read({ name: "web" }, [serviceOf(http)])), ["web: noPair http"]);
        assert.deepEqual(faultsOf(read({ name: "web", routes: ["c"] }, [serviceOf(http)])), ["web: noPair route c"]);
        assert.deepEqual(faultsOf(read({ name: "web" }, [])), ["web: absent"]);
    });

    it("finds a route without the pair, and a third receiver; an absent weight is none", () => {
        const of = (route: IstioReceiver[]) => read({ name: "web" }, [serviceOf([{ route }])]);
        assert.deepEqual(faultsOf(of([{ destination: { host: "web-stable" } }])), ["web: noPair http"]);
        const third = { destination: { host: "cart" }, weight: 50 };
        assert.deepEqual(faultsOf(of([...hosts(40, 10), third])), ["web: otherReceiver http"]);
        assert.deepEqual([weightsOf(of(hosts(100))), faultsOf(of(hosts(100)))], [[0], []]);
    });

    it("finds a rule before the weighted one that takes every request", () => {
        const weighted = { name: "primary", route: hosts(90, 10) };
        const found = (before: IstioRoute) =>
            faultsOf(read({ name: "web", routes: ["primary"] }, [serviceOf([before, weighted])]));
        assert.deepEqual(found({ name: "all", route: hosts(100, 0) }), ["web: foreignRoute route all web"]);
        assert.deepEqual(found({ name: "some", match: [{}], route: hosts(100, 0) }), []);
    });

    it("reads several VirtualServices, each in its namespace, and routes of other protocols", () => {
        const virtualServices = [{ name: "public.edge" }, { name: "internal", tcpRoutes: [{ port: 5432 }] }];
        const rollout = webRollout({ istio: { virtualServices } });
        assert.deepEqual(watchedRoutes(rollout), [
            { kind: "VirtualService", namespace: "edge" },
            { kind: "VirtualService" },
        ]);
        const tcp = [{ match: [{ port: 5432 }], route: hosts(70, 30) }];
        const routing = routingOfWeb(rollout, {
            VirtualService: [serviceOf([{ route: hosts(90, 10) }], "public"), serviceOf([], "internal", { tcp })],
        });
        assert.deepEqual([weightsOf(routing), faultsOf(routing)], [[10, 30], []]);
    });

    it("distinguishes VirtualServices of the same name by their namespaces", () => {
        const rollout = webRollout({ istio: { virtualServices: [{ name: "web.edge" }, { name: "web" }] } });
        const of = (namespace: string, weight: number) => ({
            metadata: { name: "web", namespace },
            spec: { http: [{ route: hosts(100 - weight, weight) }] },
        });
        const inDemo = { ...rollout, metadata: { ...rollout.metadata, namespace: "demo" } };
        const routing = routingOfWeb(inDemo, { VirtualService: [of("demo", 10), of("edge", 25)] });
        assert.deepEqual(weightsOf(routing), [25, 10]);
    });
});

describe("the Istio router, by TLS and TCP routes", () => {
    const tlsRule = (port: number | undefined, sniHosts: string[], weight: number): IstioRoute => ({
        match: [{ ...(port !== undefined && { port }), sniHosts }],
        route: hosts(100 - weight, weight),
    });
    const tls = [tlsRule(443, ["a.example"], 10), tlsRule(443, ["b.example"], 20), tlsRule(8443, ["a.example"], 30)];
    const found = (reference: object, spec: { http?: IstioRoute[]; tls?: IstioRoute[]; tcp?: IstioRoute[] }) => {
        const routing = read({ name: "web", ...reference }, [{ metadata: { name: "web" }, spec }]);
        return [weightsOf(routing), faultsOf(routing)];
    };

    it("reads the rule with the port and the SNI hosts", () => {
        const by = (port: number, ...sniHosts: string[]) => found({ tlsRoutes: [{ port, sniHosts }] }, { tls });
        assert.deepEqual(by(443, "b.example"), [[20], []]);
        assert.deepEqual(by(8443, "a.example"), [[30], []]);
        assert.deepEqual(by(8443, "b.example"), [[0], ["web: noPair tls port 8443 (b.example)"]]);
    });

    it("reads the first rule, as the controller does, if none is named", () => {
        assert.deepEqual(found({}, { tls }), [[10], []]);
        assert.deepEqual(found({}, { tcp: [{ route: hosts(60, 40) }] }), [[40], []]);
        const http = [{ name: "primary", route: hosts(90, 10) }];
        assert.deepEqual(found({ routes: ["primary"] }, { http, tcp: [{ route: hosts(60, 40) }] }), [[10, 40], []]);
        assert.deepEqual(found({}, {}), [[0], ["web: noPair http"]]);
    });

    it("reads every rule of a port, and none whose matches have several", () => {
        const tcp = [
            { match: [{ port: 1 }, { port: 2 }], route: hosts(1, 99) },
            { match: [{ port: 1 }], route: hosts(90, 10) },
            { match: [{ port: 1 }, { port: 1 }], route: hosts(80, 20) },
        ];
        assert.deepEqual(found({ tcpRoutes: [{ port: 1 }] }, { tcp }), [[10, 20], []]);
        assert.deepEqual(found({ tcpRoutes: [{ port: 2 }] }, { tcp }), [[0], ["web: noPair tcp port 2"]]);
        assert.deepEqual(found({ tcpRoutes: [{}] }, { tcp: [{ route: hosts(70, 30) }] }), [[30], []]);
    });
});

describe("the Istio router, by subsets", () => {
    const destinationRule = { name: "web", canarySubsetName: "canary", stableSubsetName: "stable" };
    const rollout = webRollout({ istio: { virtualService: { name: "web" }, destinationRule } });
    const subset = (name: string, weight: number) => ({ destination: { host: "web", subset: name }, weight });

    function found(weight: number, stable: string, canary: string): string[] {
        const label = (hash: string) => ({ "rollouts-pod-template-hash": hash });
        const subsets = [
            { name: "stable", labels: label(stable) },
            { name: "canary", labels: label(canary) },
        ];
        const routing = routingOfWeb(rollout, {
            VirtualService: [serviceOf([{ route: [subset("stable", 100 - weight), subset("canary", weight)] }])],
            DestinationRule: [{ metadata: { name: "web" }, spec: { subsets } }],
        });
        assert.deepEqual(weightsOf(routing), [weight]);
        return routing.misroutings.map((one) =>
            one.kind === "routeFault" && one.fault.kind === "subset" ? one.fault.subset : one.kind,
        );
    }

    it("reads the weights of the subsets, and the versions that they select", () => {
        assert.deepEqual(found(10, "hash1", "hash2"), []);
        assert.deepEqual(found(10, "hash2", "hash2"), ["stable"]);
        assert.deepEqual(found(10, "hash1", "hash1"), ["canary"]);
        assert.deepEqual(found(0, "hash1", "hash1"), []);
        assert.deepEqual(found(0, "hash1", ""), ["canary"]);
    });

    it("finds that the DestinationRule does not exist", () => {
        const VirtualService = [serviceOf([{ route: [subset("stable", 90), subset("canary", 10)] }])];
        assert.deepEqual(faultsOf(routingOfWeb(rollout, { VirtualService })), ["web: absent"]);
    });
});

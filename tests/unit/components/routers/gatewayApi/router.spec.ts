import assert from "node:assert/strict";
import type { BackendRef, HTTPRoute, HTTPRouteRule } from "../../../../../components/src/routers/gatewayApi/objects";
import { watchedRoutes } from "../../../../../components/src/routers/routing";
import { faultsOf, routingOfWeb, webRollout, weightsOf } from "../routedRollout";

const plugin = "argoproj-labs/gatewayAPI";
const rolloutOf = (configuration: object, managed: string[] = []) =>
    webRollout({
        plugins: { [plugin]: configuration },
        managedRoutes: managed.map((name) => ({ name })),
    });
const rollout = rolloutOf({ httpRoute: "web" });

const pair = (stable?: number, canary?: number): BackendRef[] => [
    { name: "web-stable", ...(stable !== undefined && { weight: stable }) },
    { name: "web-canary", ...(canary !== undefined && { weight: canary }) },
];
const routeOf = (name: string, rules: HTTPRouteRule[], more: Partial<HTTPRoute> = {}): HTTPRoute => ({
    metadata: { name, generation: 7 },
    spec: { parentRefs: [{ name: "edge" }], hostnames: ["a.example"], rules },
    ...more,
});
const read = (rules: HTTPRouteRule[], others: HTTPRoute[] = [], more: Partial<HTTPRoute> = {}) =>
    routingOfWeb(rollout, { HTTPRoute: [routeOf("web", rules, more), ...others] });

const header = { matches: [{ headers: [{ name: "x-test", value: "1" }] }] };
const path = (value: string) => ({ matches: [{ path: { type: "PathPrefix", value } }] });

describe("the Gateway API router", () => {
    it("reads the weight of every rule that splits", () => {
        const routing = read([{ backendRefs: pair(90, 10) }, { ...path("/api"), backendRefs: pair(75, 25) }]);
        assert.deepEqual(routing.weights, [
            { kind: "HTTPRoute", name: "web", weight: 10 },
            { kind: "HTTPRoute", name: "web", weight: 25 },
        ]);
        assert.deepEqual(faultsOf(routing), []);
    });

    it("reads unset weights as half, which is a fault", () => {
        const routing = read([{ backendRefs: pair() }]);
        assert.deepEqual(weightsOf(routing), [50]);
        assert.deepEqual(faultsOf(routing), ["web: unsetWeight rules[0]", "web: unsetWeight rules[0]"]);
    });

    it("finds a rule with one of the Services only, or with a third receiver", () => {
        const rules = [{ backendRefs: pair(90, 10) }, { ...path("/a"), backendRefs: [{ name: "web-stable" }] }];
        assert.deepEqual(faultsOf(read(rules)), ["web: noPair rules[1]"]);
        assert.deepEqual(faultsOf(read([{ backendRefs: [...pair(90, 10), { name: "cart" }] }])), [
            "web: otherReceiver rules[0]",
        ]);
        assert.deepEqual(faultsOf(read([{ backendRefs: [{ name: "cart" }] }])), ["web: noPair spec.rules"]);
        assert.deepEqual(faultsOf(routingOfWeb(rollout, {})), ["web: absent"]);
    });

    it("leaves alone the rules of headers, those of the plugin, and those of other apps", () => {
        const canary = [{ name: "web-canary" }];
        const rules = [
            { ...header, backendRefs: canary },
            { ...path("/cart"), backendRefs: [{ name: "cart" }] },
            { backendRefs: pair(90, 10) },
        ];
        assert.deepEqual(faultsOf(read(rules)), []);
        const managed = [
            { name: "qa", ...header, backendRefs: canary },
            { name: "qa-1", backendRefs: canary },
            { backendRefs: pair(90, 10) },
        ];
        const routes = { HTTPRoute: [routeOf("web", managed)] };
        const routing = routingOfWeb(rolloutOf({ httpRoute: "web" }, ["qa"]), routes);
        assert.deepEqual([weightsOf(routing), faultsOf(routing)], [[10], []]);
    });

    it("finds a rejection of the current generation only", () => {
        const conditions = (status: string, observedGeneration: number) => ({
            parents: [
                {
                    parentRef: { name: "edge" },
                    conditions: [{ type: "Accepted", status, observedGeneration, message: "no listener" }],
                },
            ],
        });
        const found = (status: string, generation: number) =>
            faultsOf(read([{ backendRefs: pair(90, 10) }], [], { status: conditions(status, generation) }));
        assert.deepEqual(found("False", 7), ["web: notAccepted"]);
        assert.deepEqual([found("False", 6), found("True", 7)], [[], []]);
    });

    it("finds unresolved receivers only where all are the rollout's", () => {
        const condition = { type: "ResolvedRefs", status: "False", observedGeneration: 7, message: "not found" };
        const status = { parents: [{ parentRef: { name: "edge" }, conditions: [condition] }] };
        const own = { backendRefs: pair(90, 10) };
        const cart = { ...path("/cart"), backendRefs: [{ name: "cart" }] };
        assert.deepEqual(faultsOf(read([own], [], { status })), ["web: notAccepted"]);
        assert.deepEqual(faultsOf(read([own, cart], [], { status })), []);
    });

    it("takes the split of the controllers that accepted the route", () => {
        const by = (...names: string[]) => {
            const status = { parents: names.map((controllerName) => ({ controllerName })) };
            return read([{ backendRefs: pair(90, 10) }], [], { status }).split;
        };
        const traefik = "traefik.io/gateway-controller";
        assert.deepEqual([by(traefik), by(), by(traefik, "example.com/gateway")], ["regular", "random", "random"]);
    });

    it("finds routes of the host that take the same requests", () => {
        const other = (rule: HTTPRouteRule, hostnames = ["a.example"]) =>
            faultsOf(
                read(
                    [{ backendRefs: pair(90, 10) }],
                    [routeOf("other", [rule], { spec: { parentRefs: [{ name: "edge" }], hostnames, rules: [rule] } })],
                ),
            );
        const found = ["web: foreignRoute rules[0] other"];
        const cart = [{ name: "cart" }];
        const rows: [rule: HTTPRouteRule, expected: string[], hosts?: string[]][] = [
            [{ backendRefs: cart }, found],
            [{ ...path("/"), backendRefs: cart }, found],
            [{ ...path("/api"), backendRefs: [{ name: "web-stable" }] }, found],
            [{ ...path("/cart"), backendRefs: cart }, []],
            [{ ...header, backendRefs: [{ name: "web-canary" }] }, []],
            [{ backendRefs: [{ name: "web-canary" }] }, [], ["test.example"]],
        ];
        for (const [rule, expected, hosts] of rows) {
            assert.deepEqual(other(rule, hosts), expected, JSON.stringify(rule));
        }
    });

    it("leaves alone redirects, and routes of other listeners and Gateways", () => {
        const parent = { name: "edge", sectionName: "https" };
        const found = (rule: HTTPRouteRule, other: object) => {
            const of = (name: string, parentRef: object, rules: HTTPRouteRule[]): HTTPRoute => ({
                metadata: { name, namespace: "demo" },
                spec: { parentRefs: [parentRef], hostnames: ["a.example"], rules },
            });
            const HTTPRoute = [of("web", parent, [{ backendRefs: pair(90, 10) }]), of("other", other, [rule])];
            return faultsOf(routingOfWeb(rollout, { HTTPRoute }));
        };
        const cart = { backendRefs: [{ name: "cart" }] };
        assert.deepEqual(found({ filters: [{ type: "RequestRedirect" }] }, parent), []);
        assert.deepEqual(found(cart, { ...parent, sectionName: "http" }), []);
        assert.deepEqual(found(cart, { ...parent, namespace: "gateways" }), []);
        assert.deepEqual(found(cart, { ...parent, kind: "Service" }), []);
        for (const [rule, other] of [
            [{ filters: [] }, parent],
            [cart, parent],
            [cart, { name: "edge" }],
            [cart, { ...parent, kind: "Gateway", namespace: "demo" }],
        ] as const) {
            assert.deepEqual(found(rule, other), ["web: foreignRoute rules[0] other"], JSON.stringify([rule, other]));
        }
    });

    it("names the route that keeps sessions at one version", () => {
        const { sticky } = read([{ backendRefs: pair(90, 10), sessionPersistence: { type: "Cookie" } }]);
        assert.deepEqual(sticky, { kind: "HTTPRoute", name: "web" });
        const cart = { ...path("/cart"), backendRefs: [{ name: "cart" }], sessionPersistence: { type: "Cookie" } };
        assert.equal(read([{ backendRefs: pair(90, 10) }, cart]).sticky, undefined);
    });

    it("reads several routes, in the plugin's namespace", () => {
        const both = rolloutOf({ httpRoutes: [{ name: "web" }, { name: "api" }], namespace: "edge" });
        assert.deepEqual(watchedRoutes(both), [{ kind: "HTTPRoute", namespace: "edge" }]);
        const HTTPRoute = [
            routeOf("web", [{ backendRefs: pair(90, 10) }]),
            routeOf("api", [{ ...path("/api"), backendRefs: pair(95, 5) }]),
        ];
        const routing = routingOfWeb(both, { HTTPRoute });
        assert.deepEqual([weightsOf(routing), faultsOf(routing)], [[10, 5], []]);
    });

    it("is a router that is not read if the plugin writes routes of other kinds, or by labels", () => {
        for (const configuration of [{ grpcRoute: "web" }, { httpRouteSelector: { matchLabels: {} } }, {}]) {
            const { source, routers } = routingOfWeb(rolloutOf(configuration), {});
            assert.deepEqual([source, routers], ["status", [`plugin ${plugin}`]]);
        }
        const HTTPRoute = [routeOf("web", [{ backendRefs: pair(90, 10) }])];
        const mixed = routingOfWeb(rolloutOf({ httpRoute: "web", tcpRoute: "web" }), { HTTPRoute });
        assert.deepEqual([mixed.source, weightsOf(mixed)], ["status", [10]]);
    });
});

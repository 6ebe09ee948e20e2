import assert from "node:assert/strict";
import type { TraefikReceiver } from "../../../../../components/src/routers/traefik/objects";
import { faultsOf, routingOfWeb, webRollout, weightsOf } from "../routedRollout";

const rollout = webRollout({ traefik: { weightedTraefikServiceName: "web" } });
const pair = (stable?: number, canary?: number): TraefikReceiver[] => [
    { name: "web-stable", ...(stable !== undefined && { weight: stable }) },
    { name: "web-canary", ...(canary !== undefined && { weight: canary }) },
];
const leading: TraefikReceiver[] = [{ kind: "TraefikService", name: "web" }];

const route = (name: string, match: string, services: TraefikReceiver[], entryPoints?: string[]) => ({
    metadata: { name },
    spec: { routes: [{ match, services }], ...(entryPoints && { entryPoints }) },
});
const own = route("web", "Host(`a.example`)", leading);

function read(services: TraefikReceiver[], others: ReturnType<typeof route>[] = [], more: object = {}) {
    const TraefikService = [{ metadata: { name: "web" }, spec: { weighted: { services, ...more } } }];
    return routingOfWeb(rollout, { TraefikService, IngressRoute: [own, ...others] });
}

describe("the Traefik router", () => {
    it("reads the canary's share of the weights", () => {
        const routing = read(pair(90, 10));
        assert.deepEqual(routing.weights, [{ kind: "TraefikService", name: "web", weight: 10 }]);
        assert.deepEqual(faultsOf(routing), []);
        assert.deepEqual([routing.source, routing.split, routing.sticky], ["object", "regular", undefined]);
        assert.deepEqual(weightsOf(read(pair(100, 0))), [0]);
    });

    it("reads a list without weights as half, which is a fault", () => {
        const routing = read(pair());
        assert.deepEqual(weightsOf(routing), [50]);
        assert.deepEqual(faultsOf(routing), ["web: unsetWeight spec.weighted", "web: unsetWeight spec.weighted"]);
    });

    it("counts the weight of a third receiver, which is a fault", () => {
        const routing = read([...pair(45, 5), { name: "cart", weight: 50 }]);
        assert.deepEqual(weightsOf(routing), [5]);
        assert.deepEqual(faultsOf(routing), ["web: otherReceiver spec.weighted"]);
    });

    it("finds an object without the pair, and one that does not exist", () => {
        assert.deepEqual(faultsOf(read([{ name: "web-stable", weight: 100 }])), ["web: noPair spec.weighted"]);
        assert.deepEqual(
            faultsOf(read([...pair(90, 10).slice(0, 1), { kind: "TraefikService", name: "web-canary" }])),
            ["web: noPair spec.weighted"],
        );
        assert.deepEqual(faultsOf(routingOfWeb(rollout, { IngressRoute: [own] })), ["web: absent"]);
    });

    it("names the object that keeps sessions at one version", () => {
        assert.deepEqual(read(pair(90, 10), [], { sticky: { cookie: {} } }).sticky, {
            kind: "TraefikService",
            name: "web",
        });
        assert.equal(read(pair(90, 10), [], { sticky: {} }).sticky, undefined);
    });

    const rows: [name: string, match: string, to: TraefikReceiver[], fault: boolean][] = [
        ["a rule of the same host to another app", "Host(`a.example`)", [{ name: "cart" }], true],
        ["one with a header", "Host(`a.example`) && Headers(`x-test`, `1`)", [{ name: "web-canary" }], true],
        ["one of several hosts", "Host(`b.example`, `a.example`)", [{ name: "cart" }], true],
        [
            "a rule of another path to another app",
            "Host(`a.example`) && PathPrefix(`/cart`)",
            [{ name: "cart" }],
            false,
        ],
        ["one to a Service of the rollout", "Host(`a.example`) && Path(`/x`)", [{ name: "web-stable" }], true],
        ["a rule of another host", "Host(`test.example`)", [{ name: "web-canary" }], false],
        ["a rule that leads to the object too", "Host(`a.example`) && PathPrefix(`/api`)", leading, false],
        ["a redirect", "Host(`a.example`)", [{ kind: "TraefikService", name: "noop@internal" }], false],
        ["a rule without a receiver", "Host(`a.example`)", [], false],
        ["one with a header to another app", "Host(`a.example`) && Header(`x-test`, `(1)`)", [{ name: "cart" }], false],
        [
            "one of several headers to another app",
            "(Host(`a.example`) || Host(`b.example`)) && (Header(`x`, `1`) || Query(`x`, `1`))",
            [{ name: "cart" }],
            false,
        ],
        ["one without a header", "Host(`a.example`) && !Header(`x-test`, `1`)", [{ name: "cart" }], true],
        ["one with a header, or without", "Host(`a.example`) || Method(`GET`)", [{ name: "cart" }], true],
        ["one of every path", "Host(`a.example`) && PathPrefix(`/`)", [{ name: "cart" }], true],
        ["one of the first page only", "Host(`a.example`) && Path(`/`)", [{ name: "cart" }], false],
        ["one of every host but this", "!Host(`a.example`)", [{ name: "cart" }], false],
        [
            "one to an object of the same name in another namespace",
            "Host(`a.example`)",
            [{ ...leading[0], namespace: "other" }],
            true,
        ],
        [
            "one to a Service of the same name there",
            "Host(`b.example`)",
            [{ name: "web-canary", namespace: "x" }],
            false,
        ],
    ];
    for (const [name, match, to, fault] of rows) {
        it(`${fault ? "finds" : "accepts"} ${name}`, () => {
            const expected = fault ? ["web: foreignRoute routes[0] other"] : [];
            assert.deepEqual(faultsOf(read(pair(90, 10), [route("other", match, to)])), expected);
        });
    }

    it("leaves alone what other entry points take", () => {
        const TraefikService = [{ metadata: { name: "web" }, spec: { weighted: { services: pair(90, 10) } } }];
        const found = (own?: string[], other?: string[]) =>
            faultsOf(
                routingOfWeb(rollout, {
                    TraefikService,
                    IngressRoute: [
                        route("web", "Host(`a.example`)", leading, own),
                        route("other", "Host(`a.example`)", [{ name: "cart" }], other),
                    ],
                }),
            );
        assert.deepEqual(found(["websecure"], ["web"]), []);
        for (const [own, other] of [[["web"], ["web"]], [["web"]], [undefined, ["web"]]] as const) {
            assert.deepEqual(found(own?.slice(), other?.slice()), ["web: foreignRoute routes[0] other"]);
        }
    });

    it("compares patterns of hosts, so that another app's are not its own", () => {
        const TraefikService = [{ metadata: { name: "web" }, spec: { weighted: { services: pair(90, 10) } } }];
        const found = (pattern: string) =>
            faultsOf(
                routingOfWeb(rollout, {
                    TraefikService,
                    IngressRoute: [
                        route("web", "HostRegexp(`^[^.]+\\.a\\.(example|test)$`)", leading),
                        route("other", `HostRegexp(\`${pattern}\`)`, [{ name: "cart" }]),
                    ],
                }),
            );
        assert.deepEqual(found("^[^.]+\\.b\\.example$"), []);
        assert.deepEqual(found("^[^.]+\\.a\\.(example|test)$"), ["web: foreignRoute routes[0] other"]);
    });

    it("is uncertain of its weights where no rule leads to the object, as one of another namespace may", () => {
        const TraefikService = [{ metadata: { name: "web" }, spec: { weighted: { services: pair(90, 10) } } }];
        const routing = routingOfWeb(rollout, { TraefikService });
        assert.deepEqual(faultsOf(routing), []);
        assert.deepEqual(routing.unrouted, { kind: "TraefikService", name: "web" });
        assert.equal(read(pair(90, 10)).unrouted, undefined);
    });
});

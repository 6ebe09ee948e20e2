import assert from "node:assert/strict";
import { routingOf, watchedRoutes } from "../../../../../components/src/routers/routing";
import { routingOfWeb, webRollout } from "../routedRollout";

const weights = (canary: string, stable: string, weight = 10) => ({
    canary: {
        weights: { canary: { weight, podTemplateHash: canary }, stable: { weight: 90, podTemplateHash: stable } },
    },
});

describe("a router whose objects are not read", () => {
    it("has the weights that the controller asked for", () => {
        const routing = routingOfWeb(webRollout({ smi: {} }, weights("hash2", "hash1")), {});
        assert.deepEqual([routing.routers, routing.source, routing.weights], [["smi"], "status", []]);
        assert.deepEqual(routing.misroutings, []);
        assert.deepEqual(watchedRoutes(webRollout({ smi: {} })), []);
    });

    it("may have been asked for another version", () => {
        const found = (...status: Parameters<typeof weights>) =>
            routingOfWeb(webRollout({ plugins: { "example/mesh": {} } }, weights(...status)), {}).misroutings;
        assert.deepEqual(found("hash0", "hash1"), [
            { kind: "statusVersion", role: "canary", actual: "hash0", expected: "hash2" },
        ]);
        assert.deepEqual(found("hash2", "hash0"), [
            { kind: "statusVersion", role: "stable", actual: "hash0", expected: "hash1" },
        ]);
        assert.deepEqual(found("hash1", "hash1", 0), []);
    });

    it("makes the weights of another router next to it no more certain", () => {
        const { routers, source } = routingOfWeb(webRollout({ nginx: { stableIngress: "web" }, smi: {} }), {});
        assert.deepEqual([routers, source], [["nginx", "smi"], "status"]);
    });

    it("is none without traffic routing, or with its options only", () => {
        assert.equal(routingOf(webRollout({ maxTrafficWeight: 1000, managedRoutes: [] }), {}), undefined);
    });
});

import assert from "node:assert/strict";
import type { ClusterSnapshot } from "../../../../../components/src/gate/cluster/snapshot";
import { writesTo } from "../../../../../components/src/gate/observation/writers";

const at = "2026-03-01T06:00:00Z";
const time = Date.parse(at);
const write = (manager: string, more: { subresource?: string } = {}) => ({ manager, time: at, ...more });

const empty: ClusterSnapshot = {
    ...{ rollout: undefined, replicaSets: [], analysisRuns: [], services: [], routes: {}, pods: [], events: [] },
};
const rollout = {
    metadata: {
        ...{ name: "shop", uid: "1", managedFields: [write("pulumi"), write("controller", { subresource: "status" })] },
    },
    spec: {
        strategy: {
            canary: {
                ...{ stableService: "shop-stable", canaryService: "shop-canary" },
                trafficRouting: { nginx: { stableIngress: "shop" } },
            },
        },
    },
};

describe("the writes to a rollout's objects", () => {
    it("are none without a Rollout", () => {
        const services = [{ metadata: { name: "shop-canary", managedFields: [write("pulumi")] } }];
        assert.deepEqual(writesTo({ ...empty, services }), []);
    });

    it("name the client, the object and the subresource, and have a time", () => {
        assert.deepEqual(writesTo({ ...empty, rollout }), [
            { by: "pulumi", object: "Rollout", at: time },
            { by: "controller", object: "Rollout/status", at: time },
        ]);
    });

    it("include the Services, and the objects with weights, but no other Ingress", () => {
        const services = [{ metadata: { name: "shop-canary", managedFields: [write("kubectl")] } }];
        const ingress = (name: string) => ({ metadata: { name, namespace: "shop", managedFields: [write("helm")] } });
        const routes = { Ingress: [ingress("shop-shop-canary"), ingress("another")] };
        assert.deepEqual(writesTo({ ...empty, rollout, services, routes }).slice(2), [
            { by: "kubectl", object: "Service shop-canary", at: time },
            { by: "helm", object: "Ingress shop-shop-canary", at: time },
        ]);
    });

    it("are those with a time; a client without a name is unknown", () => {
        const managedFields = [{ manager: "pulumi" }, { time: at }];
        const other = { ...rollout, metadata: { ...rollout.metadata, managedFields } };
        assert.deepEqual(writesTo({ ...empty, rollout: other }), [{ by: "unknown", object: "Rollout", at: time }]);
        const unmanaged = { ...rollout, metadata: { name: "shop", uid: "1" } };
        assert.deepEqual(writesTo({ ...empty, rollout: unmanaged }), []);
    });
});

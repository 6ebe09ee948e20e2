import assert from "node:assert/strict";
import { pathOf } from "../../../../components/src/ownership/objectReference";

describe("the path of an object", () => {
    for (const [apiVersion, kind, path] of [
        ["v1", "Service", "/api/v1/namespaces/edge/services/shop"],
        ["networking.k8s.io/v1", "Ingress", "/apis/networking.k8s.io/v1/namespaces/edge/ingresses/shop"],
        ["networking.k8s.io/v1", "NetworkPolicy", "/apis/networking.k8s.io/v1/namespaces/edge/networkpolicies/shop"],
        ["gateway.networking.k8s.io/v1", "Gateway", "/apis/gateway.networking.k8s.io/v1/namespaces/edge/gateways/shop"],
        [
            ...["gateway.envoyproxy.io/v1alpha1", "EnvoyProxy"],
            "/apis/gateway.envoyproxy.io/v1alpha1/namespaces/edge/envoyproxies/shop",
        ],
    ] as const) {
        it(`has the plural of a ${kind}`, () => {
            assert.equal(pathOf({ apiVersion, kind, name: "shop", namespace: "edge" }), path);
        });
    }

    it("has no namespace where the kind has none", () => {
        const reference = { apiVersion: "gateway.networking.k8s.io/v1", kind: "GatewayClass", name: "envoy" };
        assert.equal(pathOf(reference), "/apis/gateway.networking.k8s.io/v1/gatewayclasses/envoy");
    });
});

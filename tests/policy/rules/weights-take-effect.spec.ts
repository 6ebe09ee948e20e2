import { unknownValue } from "../../../policies/src/model/value";
import { otherAutoscalerBody } from "../autoscalerBody";
import type { Body } from "../baseline";
import { type Broken, describeRule } from "../ruleSpec";

const canary = "spec.strategy.canary";
const rollout = "Rollout demo/shop:";
const byPods = { [`${canary}.trafficRouting`]: undefined };
/** A canary by numbers of pods, whose requests go to a Service of both versions. */
const pods = (fields: Body = {}, add: Body[] = []) => ({
    set: {
        "Rollout shop": { ...byPods, ...fields },
        "Ingress shop": { "spec.rules.0.http.paths.0.backend.service.name": "shop" },
    },
    add,
});
const few = (weight: number, count: number, share: number, enough: number) =>
    `${rollout} has no trafficRouting, so that setWeight ${weight} with ${count} pods is ${share} % of them, must have trafficRouting or at least ${enough} pods`;
const unreached = (route: string) =>
    `${rollout} has no trafficRouting, and ${route} leads to its stableService shop-stable, so that no request reaches the new version, must have trafficRouting`;
const routes: readonly Body[] = [
    {
        apiVersion: "gateway.networking.k8s.io/v1",
        kind: "HTTPRoute",
        metadata: { name: "shop", namespace: "demo" },
        spec: { rules: [{ backendRefs: [{ name: "shop-stable", port: 80 }] }] },
    },
    {
        apiVersion: "traefik.io/v1alpha1",
        kind: "IngressRoute",
        metadata: { name: "shop", namespace: "demo" },
        spec: { routes: [{ match: "Host(`shop.example.com`)", services: [{ name: "shop-stable", port: 80 }] }] },
    },
    {
        apiVersion: "networking.istio.io/v1",
        kind: "VirtualService",
        metadata: { name: "shop", namespace: "demo" },
        spec: { hosts: ["shop"], http: [{ route: [{ destination: { host: "shop-stable.demo.svc.cluster.local" } }] }] },
    },
    {
        apiVersion: "apisix.apache.org/v2",
        kind: "ApisixRoute",
        metadata: { name: "shop", namespace: "demo" },
        spec: { http: [{ name: "shop", backends: [{ serviceName: "shop-stable", servicePort: 80 }] }] },
    },
    {
        apiVersion: "getambassador.io/v3alpha1",
        kind: "Mapping",
        metadata: { name: "shop", namespace: "demo" },
        spec: { hostname: "shop.example.com", prefix: "/", service: "http://shop-stable.demo:80" },
    },
    {
        apiVersion: "route.openshift.io/v1",
        kind: "Route",
        metadata: { name: "shop", namespace: "demo" },
        spec: { host: "shop.example.com", to: { kind: "Service", name: "shop-stable" } },
    },
];

describeRule("weights-take-effect", {
    broken: [
        [
            "a canary without trafficRouting whose Ingress leads to its stable Service",
            { set: { "Rollout shop": byPods } },
            [unreached("Ingress shop"), few(10, 3, 25, 6)],
        ],
        ["weights that three pods cannot have", pods(), [few(10, 3, 25, 6)]],
        ["weights without surge", pods({ [`${canary}.maxSurge`]: 0 }), [few(10, 3, 33, 8)]],
        [
            "a weight that only many pods have",
            pods({ "spec.replicas": 20, [`${canary}.steps.0.setWeight`]: 1 }),
            [few(1, 20, 5, 99)],
            { tolerancePercent: 0 },
        ],
        [
            "weights that an autoscaler's least number of pods cannot have",
            pods({ "spec.replicas": undefined }, [
                otherAutoscalerBody("keda.sh/v1alpha1", "ScaledObject", { minReplicaCount: 2 }),
            ]),
            [few(10, 2, 33, 6)],
        ],
        ["an empty trafficRouting", pods({ [`${canary}.trafficRouting`]: {} }), [few(10, 3, 25, 6)]],
        ...routes.map((route): Broken => [
            `a canary without trafficRouting whose ${String(route["kind"])} leads to its stable Service`,
            pods({ "spec.replicas": 10 }, [route]),
            [unreached(`${String(route["kind"])} shop`)],
        ]),
    ],
    fine: [
        [
            "a number of pods that no API server accepts",
            {
                set: {
                    "Rollout shop": { "spec.replicas": -20_000_000, "spec.strategy.canary.trafficRouting": undefined },
                    "Ingress shop": undefined,
                },
            },
        ],
        ["weights that the pods have, behind a Service of both versions", pods({ "spec.replicas": 10 })],
        ["a weight within the tolerance", pods(), { tolerancePercent: 15 }],
        ["a number of pods that is not known yet", pods({ "spec.replicas": unknownValue })],
        ["steps without weights", pods({ [`${canary}.steps`]: [{ pause: {} }] })],
        [
            "a route to the stable Service of another app",
            pods({ "spec.replicas": 10 }, [{ ...routes[0], metadata: { name: "other", namespace: "other" } }]),
        ],
    ],
});

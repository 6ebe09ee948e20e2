import { CanaryApp, SyntheticTraffic, withOwnershipCheck } from "@canary-delivery/components";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

const config = new pulumi.Config();
const cluster = { kubeconfig: config.require("kubeconfig"), kubeContext: config.require("kubeContext") };
const provider = new k8s.Provider("cluster", { kubeconfig: cluster.kubeconfig, context: cluster.kubeContext });
const created = withOwnershipCheck("namespace", { provider }, cluster);
const namespace = new k8s.core.v1.Namespace("shop", { metadata: { name: "shop" } }, created).metadata.name;
const shop = new CanaryApp(
    "shop",
    {
        name: "shop",
        namespace,
        image: config.require("image"),
        pod: { env: config.getObject<Record<string, string>>("env") ?? {} },
        ingresses: [{ ingressClass: "nginx", rules: [{ host: "shop.local" }] }],
        steps: [
            ...[{ setWeight: 20 }, { pause: { duration: "20s" } }],
            ...[{ setWeight: 50 }, { pause: { duration: "20s" } }, { setWeight: 100 }],
        ],
        analysis: {
            ...{ p99LatencyMilliseconds: 500, successRatePercent: 95, window: "20s" },
            ...{ initialDelay: "8s", interval: "6s", failureLimit: 1, consecutiveErrorLimit: 2 },
            prometheusAddress: "http://prometheus-kube-prometheus-prometheus.monitoring:9090",
        },
        scrapeInterval: "2s",
        gate: { ...cluster, timeoutSeconds: 600 },
    },
    { provider },
);
const ingress = { url: "http://ingress-nginx-controller.ingress-nginx.svc", host: "shop.local" };
const requestsPerSecond = config.requireNumber("requestsPerSecond");
if (requestsPerSecond > 0) {
    new SyntheticTraffic(
        "shop-traffic",
        { cluster, namespace, ...ingress, requestsPerSecond },
        { provider, dependsOn: [...shop.ingresses] },
    );
}
export const outcome = shop.gate.outcome;

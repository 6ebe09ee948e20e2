import { CanaryApp } from "@canary-delivery/components";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

const config = new pulumi.Config();
const cluster = { kubeconfig: config.require("kubeconfig"), kubeContext: config.require("kubeContext") };
const provider = new k8s.Provider("cluster", { kubeconfig: cluster.kubeconfig, context: cluster.kubeContext });

const shop = new CanaryApp(
    "shop",
    {
        ...{ name: "shop", namespace: config.require("namespace"), image: config.require("image") },
        ingresses: [{ name: config.get("ingress"), ingressClass: "nginx", rules: [{ host: config.require("host") }] }],
        steps: [{ setWeight: 50 }, { pause: { duration: "30s" } }, { setWeight: 100 }],
        analysis: {
            ...{ p99LatencyMilliseconds: 500, successRatePercent: 95, window: "20s" },
            ...{ initialDelay: "8s", interval: "6s", failureLimit: 1, consecutiveErrorLimit: 2 },
            prometheusAddress: "http://prometheus-kube-prometheus-prometheus.monitoring:9090",
        },
        scrapeInterval: "2s",
        gate: { ...cluster, timeoutSeconds: 300 },
    },
    { providers: { kubernetes: provider } },
);
export const outcome = shop.gate.outcome;

import { CanaryApp, withOwnershipCheck } from "@canary-delivery/components";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

const config = new pulumi.Config();
const cluster = { kubeconfig: config.require("kubeconfig"), kubeContext: config.require("kubeContext") };
const provider = new k8s.Provider("cluster", { kubeconfig: cluster.kubeconfig, context: cluster.kubeContext });
const name = config.require("namespace");
const created = withOwnershipCheck("namespace", { provider }, cluster);
const namespace = new k8s.core.v1.Namespace(name, { metadata: { name } }, created).metadata.name;
const parent = config.get("parent");
const alias = config.get("alias");
const formerParent = config.get("formerParent");
const parentAliases = formerParent === undefined ? [] : [{ name: formerParent }];

new CanaryApp(
    config.require("component"),
    {
        name: "web",
        namespace,
        image: config.require("image"),
        ingresses: [{ ingressClass: "nginx", rules: [{ host: "renamed.local" }] }],
        steps: [{ setWeight: 50 }, { pause: { duration: "30s" } }, { setWeight: 100 }],
        analysis: {
            ...{ p99LatencyMilliseconds: 500, successRatePercent: 95, window: "20s" },
            ...{ initialDelay: "8s", interval: "6s", failureLimit: 1, consecutiveErrorLimit: 2 },
            prometheusAddress: "http://prometheus-kube-prometheus-prometheus.monitoring:9090",
        },
        scrapeInterval: "2s",
        resourceNames: config.getBoolean("componentNames") === true ? "component" : "object",
        gate: { ...cluster, timeoutSeconds: 300 },
    },
    {
        providers: { kubernetes: provider },
        ...(parent !== undefined && {
            parent: new pulumi.ComponentResource("test:index:Team", parent, {}, { aliases: parentAliases }),
        }),
        aliases: alias === undefined ? [] : [{ name: alias, parent: pulumi.rootStackResource }],
    },
);

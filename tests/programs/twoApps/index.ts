import { CanaryApp, type CanaryIngress } from "@canary-delivery/components";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { prometheusOf } from "./prometheus";

const config = new pulumi.Config();
const cluster = { kubeconfig: config.require("kubeconfig"), kubeContext: config.require("kubeContext") };
const provider = new k8s.Provider("cluster", { kubeconfig: cluster.kubeconfig, context: cluster.kubeContext });
const prometheusImage = config.require("prometheusImage");
const faults = config.getObject<Record<string, Record<string, string>>>("faults") ?? {};
const ingressClass = "nginx";
const nginx = "nginx.ingress.kubernetes.io";

/** The limits of all environments, as another resource has them. */
const limits = new k8s.core.v1.ConfigMap(
    "limits",
    {
        metadata: { name: "two-apps-limits", namespace: "default" },
        data: { p99: "400", successRate: "95", host: "two-apps.local" },
    },
    { provider },
).data;
const limit = (name: string) => limits.apply((known) => Number(known[name]));

/** Ingresses of the app in each environment: by a host of another resource, or by a path of every host. */
const environments: Readonly<Record<string, readonly CanaryIngress[]>> = {
    eu: [
        { ingressClass, rules: [{ host: limits.apply(({ host = "" }) => host) }] },
        {
            name: "paths",
            ingressClass,
            rules: [{ paths: ["/two-apps/eu(/|$)(.*)"], pathType: "ImplementationSpecific" }],
            annotations: { [`${nginx}/use-regex`]: "true", [`${nginx}/rewrite-target`]: "/$2" },
        },
    ],
    us: [
        {
            ingressClass,
            rules: [{ paths: ["/two-apps/us"], pathType: "Exact" }],
            annotations: { [`${nginx}/rewrite-target`]: "/" },
        },
    ],
};

for (const [environment, ingresses] of Object.entries(environments)) {
    const name = `e2e-two-apps-${environment}`;
    const namespace = new k8s.core.v1.Namespace(name, { metadata: { name } }, { provider }).metadata.name;
    new CanaryApp(
        environment,
        {
            ...{ name: "shop", namespace, image: config.require("image"), scale: { replicas: 1 } },
            resourceNames: "component",
            ingresses,
            steps: [{ setWeight: 50 }, { pause: { duration: "30s" } }, { setWeight: 100 }],
            monitor: { kind: "annotations" },
            analysis: {
                ...{ p99LatencyMilliseconds: limit("p99"), successRatePercent: limit("successRate"), window: "20s" },
                ...{ initialDelay: "8s", interval: "5s", failureLimit: 1, consecutiveErrorLimit: 2 },
                prometheusAddress: prometheusOf(environment, namespace, prometheusImage, provider),
            },
            pod: { env: faults[environment] ?? {} },
            scrapeInterval: "2s",
            gate: { ...cluster, timeoutSeconds: 300 },
        },
        { providers: { kubernetes: provider } },
    );
}

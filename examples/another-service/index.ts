import { CanaryApp, program, readOutputs, SyntheticTraffic, withOwnershipCheck } from "@canary-delivery/components";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

/** Facts of the service that do not depend on the cluster; `service/` has its code. */
const name = "catalog";
const host = "shop.local";
const path = "/catalog";

// A function, because the platform's outputs are read first. Pulumi awaits it and uses its result as outputs.
export = program(async () => {
    const config = new pulumi.Config();
    // All facts about the platform come from here, so that it can change without a change of this program.
    const platform = await readOutputs(new pulumi.StackReference(config.require("platformStack")));
    const cluster = {
        kubeconfig: config.require("kubeconfig"),
        kubeContext: config.require("kubeContext"),
    };
    const provider = new k8s.Provider("cluster", { kubeconfig: cluster.kubeconfig, context: cluster.kubeContext });
    const namespace = new k8s.core.v1.Namespace(
        name,
        { metadata: { name, labels: { "pod-security.kubernetes.io/enforce": "restricted" } } },
        withOwnershipCheck("namespace", { provider }, cluster),
    );
    const baseline = config.get("baseline") ?? "";
    const app = new CanaryApp(
        name,
        {
            name,
            namespace: namespace.metadata.name,
            image: config.require("image"),
            ...(baseline !== "" && { baseline }),
            ingresses: [{ ingressClass: platform.ingressClass, rules: [{ host, paths: [path] }] }],
            clients: {
                ingressNamespace: platform.ingressNamespace,
                monitoringNamespace: platform.monitoringNamespace,
            },
            pod: {
                port: 3000,
                metricsPort: 3001,
                metricsPath: "/internal/metrics",
                readinessPath: "/ready",
                livenessPath: "/live",
                env: config.getObject<Record<string, string>>("env") ?? {},
            },
            steps: [
                { setWeight: 20 },
                { pause: { duration: "15s" } },
                { setWeight: 50 },
                { pause: { duration: "15s" } },
                { setWeight: 100 },
            ],
            analysis: {
                latencyMetric: "catalog_request_duration_ms",
                requestsMetric: "catalog_requests_total",
                statusLabel: "code",
                p99LatencyMilliseconds: 300,
                successRatePercent: 99,
                initialDelay: "8s",
                interval: "6s",
                failureLimit: 1,
                consecutiveErrorLimit: 2,
                window: "20s",
                prometheusAddress: platform.prometheusUrl,
            },
            scrapeInterval: "2s",
            gate: { ...cluster, timeoutSeconds: 600 },
        },
        { provider },
    );
    const requestsPerSecond = config.requireNumber("requestsPerSecond");
    if (requestsPerSecond > 0) {
        new SyntheticTraffic(
            `${name}-traffic`,
            {
                cluster,
                namespace: namespace.metadata.name,
                url: new URL(path, platform.ingressUrl).href,
                host,
                requestsPerSecond,
            },
            // Not on the Rollout, whose baseline and canary wait for its requests.
            { provider, dependsOn: [...app.ingresses] },
        );
    }
    return {
        url: urlNextTo(platform.url),
        outcome: app.gate.outcome,
        revision: app.gate.revision,
    };
});

/** Returns the service's URL for users. The ingress has the same scheme and port as for the platform stack's app. */
function urlNextTo(other: string): string {
    const url = new URL(path, other);
    url.hostname = host;
    return url.href;
}

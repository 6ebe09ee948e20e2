import { CanaryApp, SyntheticTraffic, type Traefik } from "@canary-delivery/components";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

const app = { name: "e2e-traefik-own", host: "traefik-own.local" };

/** Declares an app whose requests a TraefikService splits, with a stream of requests. */
export function declareApp(
    config: pulumi.Config,
    traefik: Traefik,
    cluster: { readonly kubeconfig: string; readonly kubeContext: string },
    opts: pulumi.CustomResourceOptions,
) {
    const { name, host } = app;
    const { metadata } = new k8s.core.v1.Namespace(name, { metadata: { name } }, opts);
    const declared = new CanaryApp(
        name,
        {
            name,
            namespace: metadata.name,
            image: config.require("image"),
            router: { kind: "traefik", routes: [{ host }], entryPoints: ["web"] },
            pod: { port: 8080, metricsPort: 9464, env: config.getObject<Record<string, string>>("env") ?? {} },
            steps: [
                { setWeight: 10 },
                { pause: { duration: "20s" } },
                { setWeight: 50 },
                { pause: { duration: "20s" } },
                { setWeight: 100 },
            ],
            analysis: {
                p99LatencyMilliseconds: 500,
                successRatePercent: 95,
                initialDelay: "8s",
                interval: "10s",
                failureLimit: 1,
                consecutiveErrorLimit: 2,
                window: "30s",
                prometheusAddress: "http://prometheus-kube-prometheus-prometheus.monitoring:9090",
            },
            scrapeInterval: "2s",
            clients: { ingressNamespace: traefik.namespace, monitoringNamespace: "monitoring" },
            gate: cluster,
        },
        { ...opts, dependsOn: [...traefik.ready, permission(opts)] },
    );
    new SyntheticTraffic(
        `${name}-traffic`,
        { cluster, namespace: metadata.name, url: traefik.url, host, requestsPerSecond: 40 },
        { ...opts, dependsOn: [...traefik.ready] },
    );
    return declared.gate;
}

/** Permission of the controller for the router: the shared platform has only that for Ingresses. */
function permission(opts: pulumi.CustomResourceOptions): pulumi.Resource {
    const metadata = { name: app.name };
    const rules = [{ apiGroups: ["traefik.io"], resources: ["traefikservices"], verbs: ["get", "update"] }];
    const role = new k8s.rbac.v1.ClusterRole(app.name, { metadata, rules }, opts);
    return new k8s.rbac.v1.ClusterRoleBinding(
        app.name,
        {
            metadata,
            roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: role.metadata.name },
            subjects: [{ kind: "ServiceAccount", name: "argo-rollouts", namespace: "argo-rollouts" }],
        },
        opts,
    );
}

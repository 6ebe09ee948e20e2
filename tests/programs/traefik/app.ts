import {
    CanaryApp,
    type CanaryRouter,
    type CanaryStep,
    SyntheticTraffic,
    type Traefik,
} from "@canary-delivery/components";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

/** The apps, by the router that the settings choose. */
const apps = {
    traefik: { name: "e2e-traefik-own", host: "traefik-own.local" },
    gatewayApi: { name: "e2e-gateway", host: "gateway.local" },
};

const steps: readonly CanaryStep[] = [
    { setWeight: 10 },
    { pause: { duration: "20s" } },
    { setWeight: 50 },
    { pause: { duration: "20s" } },
    { setWeight: 100 },
];

/** Declares an app whose requests a TraefikService or an HTTPRoute splits, with a stream of requests. */
export function declareApp(
    config: pulumi.Config,
    traefik: Traefik,
    cluster: { readonly kubeconfig: string; readonly kubeContext: string },
    opts: pulumi.CustomResourceOptions,
) {
    const kind = routerKind(config);
    const { name, host } = apps[kind];
    const { metadata } = new k8s.core.v1.Namespace(name, { metadata: { name } }, opts);
    const declared = new CanaryApp(
        name,
        {
            name,
            namespace: metadata.name,
            image: config.require("image"),
            router: routerOf(kind, host, traefik),
            pod: { port: 8080, metricsPort: 9464, env: config.getObject<Record<string, string>>("env") ?? {} },
            steps: config.getObject<CanaryStep[]>("steps") ?? steps,
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
            gate: { ...cluster, onPause: config.get<"promote" | "fail">("onPause") ?? "promote" },
        },
        {
            ...opts,
            dependsOn: [...traefik.ready, permission(name, opts)],
            transforms: [withLabel(config.get("label"))],
        },
    );
    new SyntheticTraffic(
        `${name}-traffic`,
        { cluster, namespace: metadata.name, url: traefik.url, host, requestsPerSecond: 40 },
        { ...opts, dependsOn: [...traefik.ready] },
    );
    return declared.gate;
}

/** The router of the app that the settings choose. */
export function routerKind(config: pulumi.Config): keyof typeof apps {
    return config.get<keyof typeof apps>("router") ?? "traefik";
}

function routerOf(kind: keyof typeof apps, host: string, { namespace }: Traefik): CanaryRouter {
    const routes = [{ host }];
    return kind === "traefik"
        ? { kind, routes, entryPoints: ["web"] }
        : { kind, routes, gateway: { name: "traefik", namespace } };
}

/** Adds a label to the object with the weights. */
function withLabel(label: string | undefined): pulumi.ResourceTransform {
    return ({ type, props, opts }) => {
        const { metadata } = props as { readonly metadata: { readonly labels: object } };
        return label !== undefined && /:(HTTPRoute|TraefikService)$/.test(type)
            ? { props: { ...props, metadata: { ...metadata, labels: { ...metadata.labels, label } } }, opts }
            : undefined;
    };
}

/** Permission of the controller for the routers: the shared platform has only that for Ingresses. */
function permission(name: string, opts: pulumi.CustomResourceOptions): pulumi.Resource {
    const metadata = { name };
    const rules = [
        { apiGroups: ["traefik.io"], resources: ["traefikservices"], verbs: ["get", "update"] },
        { apiGroups: ["gateway.networking.k8s.io"], resources: ["httproutes"], verbs: ["get", "list", "update"] },
    ];
    const role = new k8s.rbac.v1.ClusterRole(name, { metadata, rules }, opts);
    return new k8s.rbac.v1.ClusterRoleBinding(
        name,
        {
            metadata,
            roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: role.metadata.name },
            subjects: [{ kind: "ServiceAccount", name: "argo-rollouts", namespace: "argo-rollouts" }],
        },
        opts,
    );
}

import { poll } from "../../../scripts/local/poll";
import { Traffic } from "../../../scripts/local/traffic";
import { environment } from "./environment";

const namespace = "monitoring";
const name = "e2e-prometheus";
const shared = "prometheus";

interface Prometheus {
    readonly spec: object;
    readonly status?: { availableReplicas?: number; replicas?: number };
}

/** Settings of an app that this Prometheus measures. */
export const measuredByIt = {
    platform: "existing",
    platformStack: "",
    prometheusAddress: `http://${name}.${namespace}.svc:9090`,
};

/** Runs a Prometheus like the shared one, for one namespace. Its replicas are scaled without an effect on other specs. */
export async function startPrometheus(ofNamespace: string): Promise<void> {
    const { target } = await environment();
    const { spec } = await get(shared);
    // Two replicas must fit on the node, next to the apps of other specs.
    const resources = { requests: { cpu: "10m", memory: "128Mi" } };
    const text = JSON.stringify({ ...spec, resources, serviceMonitorNamespaceSelector: inNamespace(ofNamespace) });
    // The arguments of its reloader name a folder of this Prometheus.
    const ofThis = JSON.parse(text.replaceAll(`/prometheus-${shared}-`, `/prometheus-${name}-`)) as object;
    const metadata = { name, namespace };
    const selector = { "app.kubernetes.io/name": "prometheus", "operator.prometheus.io/name": name };
    const ports = [{ port: 9090, targetPort: "web" }];
    await target.kubectl.apply([
        {
            apiVersion: "monitoring.coreos.com/v1",
            kind: "Prometheus",
            metadata,
            spec: ofThis,
        },
        { apiVersion: "v1", kind: "Service", metadata, spec: { selector, ports } },
        {
            apiVersion: "networking.k8s.io/v1",
            kind: "NetworkPolicy",
            metadata,
            spec: {
                podSelector: { matchLabels: selector },
                policyTypes: ["Ingress"],
                ingress: [{ ports: [{ port: 9090 }] }],
            },
        },
    ]);
    await available(1);
}

/** Removes what {@link startPrometheus} made. */
export async function removePrometheus(): Promise<void> {
    const { target } = await environment();
    const kinds = ["prometheuses", "services", "networkpolicies"];
    await target.kubectl.run(["delete", kinds.join(), name, `--namespace=${namespace}`, "--ignore-not-found"]);
}

/** Sets its replicas, and waits until they are Ready. */
export async function scalePrometheus(replicas: number): Promise<void> {
    const { target } = await environment();
    const patch = JSON.stringify({ spec: { replicas } });
    await target.kubectl.run([
        ...["patch", "prometheus", name, `--namespace=${namespace}`, "--type=merge", `--patch=${patch}`],
    ]);
    await available(replicas);
}

/** Counts of an app, by this Prometheus. */
export async function trafficOf(app: { readonly namespace: string; readonly name: string }): Promise<Traffic> {
    return new Traffic((await environment()).target.kubectl, app.namespace, app.name, name);
}

function inNamespace(namespaceName: string): object {
    return { matchLabels: { "kubernetes.io/metadata.name": namespaceName } };
}

async function available(replicas: number): Promise<void> {
    await poll(`${String(replicas)} replicas of Prometheus`, 180, async () => {
        const { status } = await get(name);
        return (status?.availableReplicas === replicas && status.replicas === replicas) || undefined;
    });
}

async function get(prometheus: string): Promise<Prometheus> {
    const { target } = await environment();
    return (await target.kubectl.json([
        ...["get", "prometheus", prometheus, `--namespace=${namespace}`, "--output=json"],
    ])) as Prometheus;
}

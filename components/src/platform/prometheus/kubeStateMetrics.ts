import { namespace } from "./operator";
import { grantedEverywhere } from "../permissions/bindings";
import type { PolicyRule } from "../permissions/rules";
import { restrictedContainer, restrictedPod } from "../release/podSecurity";
import type { KubernetesObject } from "../release/readManifest";
import { images } from "../versions";
import type { MonitoredPods } from "./prometheusStackArgs";

const name = "kube-state-metrics";
const labels = { "app.kubernetes.io/name": name };

/** Ports of the container: the metrics of the cluster's objects, and its own. */
const ports = { metrics: 8080, telemetry: 8081 } as const;

/** The kinds of objects whose metrics this package reads: alerts about endpoints, and restarts of containers. */
const resources = ["endpoints", "pods"] as const;

/** Permissions of kube-state-metrics; docs/security.md explains them. */
export const kubeStateMetricsRules: readonly PolicyRule[] = [
    { apiGroups: [""], resources: [...resources], verbs: ["list", "watch"] },
];

/** The pods for a PodMonitor. Their metrics are about other pods, whose namespace and name they keep. */
export const kubeStateMetricsPods: MonitoredPods = { name, namespace, labels, port: "metrics", honorLabels: true };

/** The traffic that a NetworkPolicy allows: Prometheus' scrapes. */
export const kubeStateMetricsIngress = { name, pods: labels, ports: [ports.metrics], from: [{ namespace }] };

/** Returns the objects of kube-state-metrics, in the namespace of Prometheus. */
export function kubeStateMetricsObjects(): KubernetesObject[] {
    const account = { apiVersion: "v1", kind: "ServiceAccount", metadata: { name, namespace, labels } };
    const probe = (path: string, port: keyof typeof ports) => ({ httpGet: { path, port }, periodSeconds: 5 });
    return [
        { ...account, automountServiceAccountToken: false },
        ...grantedEverywhere({ name, namespace, labels }, kubeStateMetricsRules),
        {
            apiVersion: "apps/v1",
            kind: "Deployment",
            metadata: { name, namespace, labels },
            spec: {
                replicas: 1,
                // Two at once would count every object twice.
                strategy: { type: "Recreate" },
                selector: { matchLabels: labels },
                template: {
                    metadata: { labels },
                    spec: {
                        serviceAccountName: name,
                        automountServiceAccountToken: true,
                        securityContext: restrictedPod(65534),
                        containers: [
                            {
                                name,
                                image: images.kubeStateMetrics,
                                imagePullPolicy: "IfNotPresent",
                                args: [
                                    `--port=${ports.metrics}`,
                                    `--telemetry-port=${ports.telemetry}`,
                                    `--resources=${resources.join(",")}`,
                                ],
                                ports: Object.entries(ports).map(([port, containerPort]) => ({
                                    name: port,
                                    containerPort,
                                    protocol: "TCP",
                                })),
                                livenessProbe: probe("/livez", "metrics"),
                                readinessProbe: probe("/readyz", "telemetry"),
                                resources: { requests: { cpu: "10m", memory: "64Mi" }, limits: { memory: "256Mi" } },
                                securityContext: restrictedContainer,
                            },
                        ],
                    },
                },
            },
        },
    ];
}

import * as k8s from "@pulumi/kubernetes";
import type { CanaryClients } from "./args/app";
import type { podPorts } from "./pod";
import type { Declaration } from "./services";

/**
 * Admits the ingress controller and Prometheus only. Clusters without a network plugin that enforces policies accept it
 * without effect. An ingress controller on the host network is in no namespace, so the policy blocks it.
 */
export function networkPolicy(
    name: string,
    clients: CanaryClients,
    ports: ReturnType<typeof podPorts>,
    app: Declaration,
): k8s.networking.v1.NetworkPolicy {
    const from = (namespace: string, port: string): k8s.types.input.networking.v1.NetworkPolicyIngressRule => ({
        from: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } } }],
        ports: [{ port, protocol: "TCP" }],
    });
    return new k8s.networking.v1.NetworkPolicy(
        name,
        {
            metadata: app.metadata(name),
            spec: {
                podSelector: { matchLabels: app.selector },
                policyTypes: ["Ingress"],
                ingress: [
                    from(clients.ingressNamespace, ports.http.name),
                    from(clients.monitoringNamespace, ports.metrics.name),
                ],
            },
        },
        app.child(),
    );
}

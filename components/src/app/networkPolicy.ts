import * as k8s from "@pulumi/kubernetes";
import type { podPorts } from "./args/pod";
import type { CanaryClients } from "./args/app";
import { type CanarySmokeTest, smokeTestDefaults } from "./args/smokeTest";
import type { Declaration } from "./services";
import { smokeTestLabels } from "./smokeTest";

/**
 * Admits the ingress controller, Prometheus and the smoke test only. Clusters without a network plugin that enforces policies accept it
 * without effect. An ingress controller on the host network is in no namespace, so the policy blocks it.
 */
export function networkPolicy(
    name: string,
    clients: CanaryClients,
    ports: ReturnType<typeof podPorts>,
    smokeTest: CanarySmokeTest | undefined,
    app: Declaration,
): k8s.networking.v1.NetworkPolicy {
    type Peer = k8s.types.input.networking.v1.NetworkPolicyPeer;
    const rule = (peer: Peer, port: string): k8s.types.input.networking.v1.NetworkPolicyIngressRule => ({
        from: [peer],
        ports: [{ port, protocol: "TCP" }],
    });
    const from = (namespace: string, port: string) =>
        rule({ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } } }, port);
    const byController = smokeTest?.requests === undefined ? undefined : smokeTestDefaults.controllerNamespace;
    const controller = clients.controllerNamespace ?? byController;
    return new k8s.networking.v1.NetworkPolicy(
        app.resourceName(name),
        {
            metadata: app.metadata(name),
            spec: {
                podSelector: { matchLabels: app.selector },
                policyTypes: ["Ingress"],
                ingress: [
                    from(clients.ingressNamespace, ports.http.name),
                    from(clients.monitoringNamespace, ports.metrics.name),
                    ...(controller === undefined ? [] : [from(controller, ports.http.name)]),
                    ...(smokeTest?.image === undefined
                        ? []
                        : [rule({ podSelector: { matchLabels: smokeTestLabels(name) } }, ports.http.name)]),
                ],
            },
        },
        app.child(),
    );
}

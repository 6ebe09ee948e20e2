import type { KubernetesObject } from "./readManifest";

/** Ingress traffic that a NetworkPolicy allows. */
export interface AllowedIngress {
    /** The name of the NetworkPolicy. */
    readonly name: string;
    /** The pods, by their labels. */
    readonly pods: Readonly<Record<string, string>>;
    /** Ports of the pods, not of their Service. */
    readonly ports: readonly number[];
    /** @default - anyone */
    readonly from?: readonly NetworkPeer[];
}

/** The pods of a namespace, or addresses. */
export type NetworkPeer = { readonly namespace: string } | { readonly cidr: string };

const policyKind = { apiVersion: "networking.k8s.io/v1", kind: "NetworkPolicy" };

/**
 * Creates NetworkPolicies that deny all ingress of a namespace except the listed. A kubelet's probes need no entry: a
 * pod's own node always reaches it.
 */
export function networkPolicies(namespace: string, allowed: readonly AllowedIngress[]): KubernetesObject[] {
    return [
        {
            ...policyKind,
            metadata: { name: `${namespace}-deny-ingress`, namespace },
            spec: { podSelector: {}, policyTypes: ["Ingress"] },
        },
        ...allowed.map((one) => allowIngress(namespace, one)),
    ];
}

function allowIngress(namespace: string, { name, pods, ports, from }: AllowedIngress): KubernetesObject {
    return {
        ...policyKind,
        metadata: { name, namespace },
        spec: {
            podSelector: { matchLabels: pods },
            policyTypes: ["Ingress"],
            ingress: [
                {
                    ports: ports.map((port) => ({ port, protocol: "TCP" })),
                    ...(from && { from: from.map(peer) }),
                },
            ],
        },
    };
}

function peer(one: NetworkPeer): object {
    return "cidr" in one
        ? { ipBlock: { cidr: one.cidr } }
        : // The label that the API server itself sets on every namespace.
          { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": one.namespace } } };
}

import type { Permissions } from "./rules";

const read = ["get", "list", "watch"];

/** The ingress-nginx controller, for the Ingresses of every namespace. */
export const ingressNginxPermissions: Permissions = {
    account: "ingress-nginx",
    namespace: "ingress-nginx",
    everywhere: [
        { apiGroups: [""], resources: ["configmaps", "secrets"], verbs: ["list", "watch"] },
        { apiGroups: [""], resources: ["nodes"], verbs: ["get"] },
        { apiGroups: [""], resources: ["services"], verbs: read },
        { apiGroups: [""], resources: ["events"], verbs: ["create", "patch"] },
        { apiGroups: ["networking.k8s.io"], resources: ["ingresses", "ingressclasses"], verbs: read },
        { apiGroups: ["networking.k8s.io"], resources: ["ingresses/status"], verbs: ["update"] },
        { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: read },
    ],
    own: [
        { apiGroups: [""], resources: ["configmaps"], verbs: ["get"] },
        { apiGroups: [""], resources: ["pods"], verbs: ["get", "list"] },
        {
            apiGroups: ["coordination.k8s.io"],
            resourceNames: ["ingress-nginx-leader"],
            resources: ["leases"],
            verbs: ["get", "update"],
        },
        { apiGroups: ["coordination.k8s.io"], resources: ["leases"], verbs: ["create"] },
    ],
    denied: [
        { apiGroups: [""], resources: ["secrets"], verbs: ["get"] },
        { apiGroups: [""], resources: ["pods"], verbs: ["watch"] },
        { apiGroups: [""], resources: ["nodes"], verbs: ["list", "watch"] },
        { apiGroups: [""], resources: ["endpoints", "namespaces"], verbs: ["*"] },
        { apiGroups: ["coordination.k8s.io"], resources: ["leases"], verbs: ["list", "watch"] },
    ],
};

import type { Permissions, PolicyRule } from "./rules";

const cached = ["list", "watch"];

/** Traefik's kinds, all of which its provider watches. */
export const traefikKinds = [
    "ingressroutes",
    "ingressroutetcps",
    "ingressrouteudps",
    "middlewares",
    "middlewaretcps",
    "serverstransports",
    "serverstransporttcps",
    "tlsoptions",
    "tlsstores",
    "traefikservices",
] as const;

/** Permission for objects of its kinds. */
export const traefikKindsRule: PolicyRule = { apiGroups: ["traefik.io"], resources: traefikKinds, verbs: cached };

const gatewayGroup = ["gateway.networking.k8s.io"];
/** Kinds of the Gateway API's standard channel into whose status Traefik writes. */
const gatewayKinds = ["gatewayclasses", "gateways", "httproutes", "grpcroutes", "tlsroutes", "backendtlspolicies"];

/** Permissions for the Gateway API, all of whose kinds its provider watches. */
export const traefikGatewayRules: readonly PolicyRule[] = [
    { apiGroups: [""], resources: ["namespaces"], verbs: cached },
    { apiGroups: gatewayGroup, resources: [...gatewayKinds, "referencegrants"], verbs: cached },
    { apiGroups: gatewayGroup, resources: gatewayKinds.map((kind) => `${kind}/status`), verbs: ["update"] },
];

/** Traefik, for the Ingresses of every namespace; without a manifest, `denied` lists upstream's example. */
export const traefikPermissions: Permissions = {
    account: "traefik",
    namespace: "traefik",
    everywhere: [
        { apiGroups: [""], resources: ["configmaps", "secrets"], verbs: cached },
        { apiGroups: [""], resources: ["services"], verbs: cached },
        { apiGroups: ["networking.k8s.io"], resources: ["ingresses", "ingressclasses"], verbs: cached },
        { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: cached },
    ],
    own: [],
    denied: [
        { apiGroups: [""], resources: ["namespaces"], verbs: ["list", "watch"] },
        { apiGroups: [""], resources: ["pods"], verbs: ["get"] },
        { apiGroups: ["networking.k8s.io"], resources: ["ingresses/status"], verbs: ["update"] },
    ],
};

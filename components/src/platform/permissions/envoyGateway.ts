import type { Permissions, PolicyRule } from "./rules";

const cached = ["get", "list", "watch"];
const group = "gateway.envoyproxy.io";
const routes = "gateway.networking.k8s.io";

/** Envoy Gateway's kinds. */
export const envoyGatewayKinds = [
    "backends",
    "backendtrafficpolicies",
    "clienttrafficpolicies",
    "envoyextensionpolicies",
    "envoypatchpolicies",
    "envoyproxies",
    "httproutefilters",
    "securitypolicies",
] as const;

const kindsWithStatus = envoyGatewayKinds.filter((kind) => kind !== "httproutefilters");

/** Kinds of the Gateway API's standard channel into whose status it writes. */
const routeKinds = [
    "gateways",
    "listenersets",
    "httproutes",
    "grpcroutes",
    "tcproutes",
    "tlsroutes",
    "udproutes",
    "backendtlspolicies",
];

/** Verbs for what it creates for each Gateway in its namespace. */
const managed = ["create", "get", "list", "watch", "patch", "delete", "deletecollection"];

/** The Deployment of Envoy for each Gateway, and what belongs to it. */
const infrastructure: readonly PolicyRule[] = [
    { apiGroups: [""], resources: ["serviceaccounts", "services", "configmaps"], verbs: managed },
    { apiGroups: ["apps"], resources: ["deployments", "daemonsets"], verbs: managed },
    { apiGroups: ["autoscaling"], resources: ["horizontalpodautoscalers"], verbs: managed },
    { apiGroups: ["policy"], resources: ["poddisruptionbudgets"], verbs: managed },
];

/**
 * Envoy Gateway, for the routes of every namespace; without a manifest, `denied` lists what upstream's chart grants in
 * addition. It watches every kind that the cluster has, whether a route needs it or not, and is not ready before.
 */
export const envoyGatewayPermissions: Permissions = {
    account: "envoy-gateway",
    namespace: "envoy-gateway-system",
    everywhere: [
        { apiGroups: [""], resources: ["configmaps", "secrets"], verbs: ["list", "watch"] },
        { apiGroups: [""], resources: ["namespaces", "nodes", "services"], verbs: cached },
        { apiGroups: ["certificates.k8s.io"], resources: ["clustertrustbundles"], verbs: cached },
        { apiGroups: ["multicluster.x-k8s.io"], resources: ["serviceimports"], verbs: cached },
        { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: cached },
        { apiGroups: [group], resources: envoyGatewayKinds, verbs: cached },
        { apiGroups: [group], resources: kindsWithStatus.map((kind) => `${kind}/status`), verbs: ["update"] },
        { apiGroups: [routes], resources: [...routeKinds, "gatewayclasses", "referencegrants"], verbs: cached },
        // Its finalizer, while a Gateway is of the class.
        { apiGroups: [routes], resources: ["gatewayclasses"], verbs: ["patch"] },
        {
            apiGroups: [routes],
            resources: [...routeKinds, "gatewayclasses"].map((kind) => `${kind}/status`),
            verbs: ["update"],
        },
    ],
    own: [
        ...infrastructure,
        { apiGroups: [""], resources: ["secrets"], verbs: ["get"] },
        { apiGroups: ["coordination.k8s.io"], resources: ["leases"], verbs: ["create", "get", "update"] },
        { apiGroups: [""], resources: ["events"], verbs: ["create", "patch"] },
    ],
    denied: [
        { apiGroups: [""], resources: ["configmaps", "secrets"], verbs: ["get"] },
        { apiGroups: ["apps"], resources: ["deployments", "daemonsets"], verbs: cached },
        { apiGroups: [""], resources: ["pods", "pods/binding"], verbs: ["get", "list", "patch", "update", "watch"] },
        { apiGroups: ["authentication.k8s.io"], resources: ["tokenreviews"], verbs: ["create"] },
        { apiGroups: [routes], resources: ["gatewayclasses"], verbs: ["update"] },
        { apiGroups: [""], resources: ["configmaps"], verbs: ["update"] },
        { apiGroups: ["coordination.k8s.io"], resources: ["leases"], verbs: ["list", "watch", "patch", "delete"] },
    ],
};

/** The Job that makes the certificates between the controller and Envoy, in its namespace. */
export const certificatesRules: readonly PolicyRule[] = [
    { apiGroups: [""], resources: ["secrets"], verbs: ["get", "create"] },
];

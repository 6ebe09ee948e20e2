import type { DeploymentObject } from "../../../../components/src/platform/release/manifestObjects";
import type { KubernetesObject } from "../../../../components/src/platform/release/readManifest";

const rbac = "rbac.authorization.k8s.io/v1";

/** Shortened manifests of the releases. */
export const argoRolloutsRelease: readonly KubernetesObject[] = [
    {
        apiVersion: "apiextensions.k8s.io/v1",
        kind: "CustomResourceDefinition",
        metadata: { name: "rollouts.argoproj.io" },
    },
    { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "argo-rollouts" } },
    {
        apiVersion: rbac,
        kind: "ClusterRole",
        metadata: { name: "argo-rollouts", labels: { "app.kubernetes.io/name": "argo-rollouts" } },
        rules: [
            { apiGroups: ["argoproj.io"], resources: ["rollouts"], verbs: ["get", "list", "watch", "update", "patch"] },
            { apiGroups: [""], resources: ["secrets", "configmaps"], verbs: ["get", "list", "watch"] },
            { apiGroups: ["coordination.k8s.io"], resources: ["leases"], verbs: ["create", "get", "update"] },
            {
                apiGroups: ["traefik.containo.us", "traefik.io"],
                resources: ["traefikservices"],
                verbs: ["watch", "get"],
            },
        ],
    },
    {
        apiVersion: rbac,
        kind: "ClusterRole",
        metadata: {
            name: "argo-rollouts-aggregate-to-view",
            labels: { "rbac.authorization.k8s.io/aggregate-to-view": "true" },
        },
        rules: [{ apiGroups: ["argoproj.io"], resources: ["rollouts"], verbs: ["get", "list", "watch"] }],
    },
    {
        apiVersion: rbac,
        kind: "ClusterRoleBinding",
        metadata: { name: "argo-rollouts" },
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "argo-rollouts" },
        subjects: [{ kind: "ServiceAccount", name: "argo-rollouts", namespace: "argo-rollouts" }],
    },
    {
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata: { name: "argo-rollouts" },
        spec: {
            replicas: 1,
            selector: { matchLabels: { "app.kubernetes.io/name": "argo-rollouts" } },
            template: {
                metadata: { labels: { "app.kubernetes.io/name": "argo-rollouts" } },
                spec: {
                    containers: [
                        {
                            name: "argo-rollouts",
                            image: "quay.io/argoproj/argo-rollouts:latest",
                            imagePullPolicy: "Always",
                            ports: [{ containerPort: 8090, name: "metrics" }],
                            resources: { limits: { "ephemeral-storage": "1Gi" } },
                            securityContext: {
                                allowPrivilegeEscalation: false,
                                capabilities: { drop: ["ALL"] },
                                readOnlyRootFilesystem: true,
                                seccompProfile: { type: "RuntimeDefault" },
                            },
                        },
                    ],
                    securityContext: { runAsNonRoot: true },
                    serviceAccountName: "argo-rollouts",
                },
            },
        },
    },
];

export const prometheusOperatorRelease: readonly KubernetesObject[] = [
    {
        apiVersion: rbac,
        kind: "ClusterRoleBinding",
        metadata: { name: "prometheus-operator" },
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "prometheus-operator" },
        subjects: [{ kind: "ServiceAccount", name: "prometheus-operator", namespace: "default" }],
    },
    {
        apiVersion: rbac,
        kind: "ClusterRole",
        metadata: { name: "prometheus-operator" },
        rules: [
            { apiGroups: ["monitoring.coreos.com"], resources: ["prometheuses", "servicemonitors"], verbs: ["*"] },
            { apiGroups: [""], resources: ["configmaps", "secrets"], verbs: ["*"] },
            { apiGroups: [""], resources: ["nodes"], verbs: ["list", "watch"] },
        ],
    },
    {
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata: { name: "prometheus-operator", namespace: "default" },
        spec: {
            selector: { matchLabels: { "app.kubernetes.io/name": "prometheus-operator" } },
            template: {
                spec: {
                    containers: [
                        {
                            name: "prometheus-operator",
                            image: "quay.io/prometheus-operator/prometheus-operator:v0.85.0",
                            args: [
                                "--kubelet-service=kube-system/kubelet",
                                "--prometheus-config-reloader=quay.io/prometheus-operator/prometheus-config-reloader:v0.1.0",
                                "--kubelet-endpoints=true",
                                "--log-level=info",
                            ],
                            resources: {
                                limits: { cpu: "200m", memory: "200Mi" },
                                requests: { cpu: "100m", memory: "100Mi" },
                            },
                            securityContext: {
                                allowPrivilegeEscalation: false,
                                capabilities: { drop: ["ALL"] },
                                readOnlyRootFilesystem: true,
                            },
                        },
                    ],
                    securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
                },
            },
        },
    },
];

export const ingressImage = `registry.k8s.io/ingress-nginx/controller:v1.11.0`;
export const ingressDigest = `@sha256:${"a".repeat(64)}`;
const admission = { "app.kubernetes.io/component": "admission-webhook" };
const selector = { "app.kubernetes.io/component": "controller", "app.kubernetes.io/name": "ingress-nginx" };

export const ingressNginxRelease: readonly KubernetesObject[] = [
    {
        apiVersion: "v1",
        kind: "Namespace",
        metadata: { name: "ingress-nginx", labels: { "app.kubernetes.io/name": "ingress-nginx" } },
    },
    {
        apiVersion: "v1",
        kind: "ServiceAccount",
        metadata: { name: "ingress-nginx-admission", namespace: "ingress-nginx", labels: admission },
    },
    {
        apiVersion: rbac,
        kind: "Role",
        metadata: { name: "ingress-nginx", namespace: "ingress-nginx" },
        rules: [
            { apiGroups: [""], resources: ["namespaces"], verbs: ["get"] },
            { apiGroups: [""], resources: ["configmaps", "pods", "secrets"], verbs: ["get", "list", "watch"] },
        ],
    },
    {
        apiVersion: rbac,
        kind: "ClusterRole",
        metadata: { name: "ingress-nginx" },
        rules: [
            { apiGroups: [""], resources: ["endpoints", "nodes", "pods", "secrets"], verbs: ["list", "watch"] },
            { apiGroups: [""], resources: ["nodes"], verbs: ["get"] },
        ],
    },
    {
        apiVersion: rbac,
        kind: "ClusterRole",
        metadata: { name: "ingress-nginx-admission", labels: admission },
        rules: [
            {
                apiGroups: ["admissionregistration.k8s.io"],
                resources: ["validatingwebhookconfigurations"],
                verbs: ["get", "update"],
            },
        ],
    },
    {
        apiVersion: rbac,
        kind: "RoleBinding",
        metadata: { name: "ingress-nginx", namespace: "ingress-nginx" },
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "ingress-nginx" },
        subjects: [{ kind: "ServiceAccount", name: "ingress-nginx", namespace: "ingress-nginx" }],
    },
    {
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name: "ingress-nginx-controller", namespace: "ingress-nginx" },
        data: { "allow-snippet-annotations": "true", "keep-alive": "75" },
    },
    {
        apiVersion: "v1",
        kind: "Service",
        metadata: { name: "ingress-nginx-controller", namespace: "ingress-nginx" },
        spec: {
            type: "NodePort",
            ports: [
                { name: "http", port: 80, targetPort: "http" },
                { name: "https", port: 443, targetPort: "https" },
            ],
        },
    },
    {
        apiVersion: "v1",
        kind: "Service",
        metadata: { name: "ingress-nginx-controller-admission", namespace: "ingress-nginx" },
        spec: { type: "ClusterIP" },
    },
    {
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata: { name: "ingress-nginx-controller", namespace: "ingress-nginx" },
        spec: {
            selector: { matchLabels: selector },
            strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 1 } },
            template: {
                metadata: { labels: selector },
                spec: {
                    containers: [
                        {
                            name: "controller",
                            image: `${ingressImage}${ingressDigest}`,
                            imagePullPolicy: "IfNotPresent",
                            args: [
                                "/nginx-ingress-controller",
                                "--ingress-class=nginx",
                                "--validating-webhook=:8443",
                                "--validating-webhook-certificate=/usr/local/certificates/cert",
                                "--validating-webhook-key=/usr/local/certificates/key",
                                "--enable-metrics=false",
                            ],
                            ports: [
                                { containerPort: 80, name: "http", protocol: "TCP" },
                                { containerPort: 8443, name: "webhook", protocol: "TCP" },
                            ],
                            resources: { requests: { cpu: "100m", memory: "90Mi" } },
                            securityContext: {
                                allowPrivilegeEscalation: false,
                                capabilities: { add: ["NET_BIND_SERVICE"], drop: ["ALL"] },
                                readOnlyRootFilesystem: false,
                                runAsNonRoot: true,
                                runAsUser: 101,
                                seccompProfile: { type: "RuntimeDefault" },
                            },
                            volumeMounts: [
                                { mountPath: "/usr/local/certificates/", name: "webhook-cert", readOnly: true },
                                { mountPath: "/modules", name: "modules" },
                            ],
                        },
                    ],
                    serviceAccountName: "ingress-nginx",
                    volumes: [
                        { name: "webhook-cert", secret: { secretName: "ingress-nginx-admission" } },
                        { name: "modules", emptyDir: {} },
                    ],
                },
            },
        },
    },
    { apiVersion: "batch/v1", kind: "Job", metadata: { name: "ingress-nginx-admission-create", labels: admission } },
    { apiVersion: "batch/v1", kind: "Job", metadata: { name: "ingress-nginx-admission-patch", labels: admission } },
    { apiVersion: "networking.k8s.io/v1", kind: "IngressClass", metadata: { name: "nginx" } },
    {
        apiVersion: "admissionregistration.k8s.io/v1",
        kind: "ValidatingWebhookConfiguration",
        metadata: { name: "ingress-nginx-admission", labels: admission },
    },
];

/** The one object of a kind and a name. */
export function find(objects: readonly KubernetesObject[], kind: string, name?: string): KubernetesObject {
    const found = objects.filter((one) => one.kind === kind && (name === undefined || one.metadata.name === name));
    if (found.length !== 1 || found[0] === undefined) {
        throw new Error(`${found.length} objects are ${kind} ${name ?? ""}`);
    }
    return found[0];
}

/** The one Deployment. */
export function findDeployment(objects: readonly KubernetesObject[]): DeploymentObject {
    return find(objects, "Deployment") as DeploymentObject;
}

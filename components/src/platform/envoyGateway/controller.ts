import { certificatesRules, envoyGatewayPermissions, type PolicyRule } from "../permissions";
import type { DeploymentObject } from "../release/manifestObjects";
import type { KubernetesObject } from "../release/readManifest";
import { images, versions } from "../versions";

const { account: name, namespace } = envoyGatewayPermissions;
const certificates = `${name}-certgen`;
const metadata = { name, namespace };
const file = "envoy-gateway.yaml";

/** Labels of the controller's pods. */
export const controllerPods = { "app.kubernetes.io/name": name };

/** Ports of the controller: Envoy reads its configuration and its WebAssembly modules there. */
export const controllerPorts = { grpc: 18000, wasm: 18002, metrics: 19001 } as const;

/** The name by which a GatewayClass selects the controller. */
export const controllerName = "gateway.envoyproxy.io/gatewayclass-controller";

const restrictedPod = {
    runAsNonRoot: true,
    runAsUser: 65532,
    runAsGroup: 65532,
    seccompProfile: { type: "RuntimeDefault" },
};

const restrictedContainer = {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ["ALL"] },
    readOnlyRootFilesystem: true,
};

const environment = [
    { name: "ENVOY_GATEWAY_NAMESPACE", valueFrom: { fieldRef: { fieldPath: "metadata.namespace" } } },
    { name: "KUBERNETES_CLUSTER_DOMAIN", value: "cluster.local" },
];

/** Returns the objects of the controller, without its Namespace and policies. */
export function controllerObjects(): KubernetesObject[] {
    return [
        ...accountWith(name, envoyGatewayPermissions.own),
        ...everywhere(envoyGatewayPermissions.everywhere),
        ...accountWith(certificates, certificatesRules),
        certificatesJob(),
        configuration(),
        service(),
        deployment(),
    ];
}

const rbac = "rbac.authorization.k8s.io";

function accountWith(account: string, rules: readonly PolicyRule[]): KubernetesObject[] {
    const of = { name: account, namespace };
    return [
        { apiVersion: "v1", kind: "ServiceAccount", metadata: of },
        { apiVersion: `${rbac}/v1`, kind: "Role", metadata: of, rules },
        {
            ...{ apiVersion: `${rbac}/v1`, kind: "RoleBinding", metadata: of },
            roleRef: { apiGroup: rbac, kind: "Role", name: account },
            subjects: [{ kind: "ServiceAccount", ...of }],
        },
    ];
}

function everywhere(rules: readonly PolicyRule[]): KubernetesObject[] {
    return [
        { apiVersion: `${rbac}/v1`, kind: "ClusterRole", metadata: { name }, rules },
        {
            ...{ apiVersion: `${rbac}/v1`, kind: "ClusterRoleBinding", metadata: { name } },
            roleRef: { apiGroup: rbac, kind: "ClusterRole", name },
            subjects: [{ kind: "ServiceAccount", ...metadata }],
        },
    ];
}

/** Returns the Job that makes the certificates between the controller and Envoy; existing ones stay. */
function certificatesJob(): KubernetesObject {
    return {
        apiVersion: "batch/v1",
        kind: "Job",
        // With the version, because the pod template of a Job cannot change.
        metadata: { name: `${certificates}-${versions.envoyGateway}`, namespace },
        spec: {
            template: {
                spec: {
                    restartPolicy: "OnFailure",
                    serviceAccountName: certificates,
                    securityContext: restrictedPod,
                    containers: [
                        {
                            name: "certgen",
                            image: images.envoyGateway,
                            imagePullPolicy: "IfNotPresent",
                            args: ["certgen", "--disable-topology-injector"],
                            env: environment,
                            resources: { requests: { cpu: "10m", memory: "32Mi" } },
                            securityContext: restrictedContainer,
                        },
                    ],
                },
            },
        },
    };
}

function configuration(): KubernetesObject {
    const content = {
        apiVersion: "gateway.envoyproxy.io/v1alpha1",
        kind: "EnvoyGateway",
        gateway: { controllerName },
        provider: {
            type: "Kubernetes",
            kubernetes: { shutdownManager: { image: images.envoyGateway }, proxyTopologyInjector: { disabled: true } },
        },
    };
    // JSON is YAML.
    return { apiVersion: "v1", kind: "ConfigMap", metadata, data: { [file]: JSON.stringify(content) } };
}

function service(): KubernetesObject {
    const { grpc, wasm } = controllerPorts;
    return {
        apiVersion: "v1",
        kind: "Service",
        metadata,
        spec: {
            selector: controllerPods,
            ports: Object.entries({ grpc, wasm }).map(([port, number]) => ({ name: port, port: number })),
        },
    };
}

function deployment(): DeploymentObject {
    return {
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata,
        spec: {
            selector: { matchLabels: controllerPods },
            template: {
                metadata: { labels: controllerPods },
                spec: {
                    serviceAccountName: name,
                    securityContext: restrictedPod,
                    containers: [
                        {
                            name,
                            image: images.envoyGateway,
                            imagePullPolicy: "IfNotPresent",
                            args: ["server", `--config-path=/config/${file}`],
                            env: environment,
                            ports: Object.entries(controllerPorts).map(([port, containerPort]) => ({
                                name: port,
                                containerPort,
                                protocol: "TCP",
                            })),
                            readinessProbe: { httpGet: { path: "/readyz", port: 8081 }, periodSeconds: 2 },
                            // It serves none before it has found the kinds that the cluster has.
                            startupProbe: {
                                ...{
                                    httpGet: { path: "/healthz", port: 8081 },
                                    periodSeconds: 2,
                                    failureThreshold: 60,
                                },
                            },
                            livenessProbe: { httpGet: { path: "/healthz", port: 8081 }, periodSeconds: 10 },
                            resources: { requests: { cpu: "100m", memory: "64Mi" }, limits: { memory: "512Mi" } },
                            securityContext: restrictedContainer,
                            volumeMounts: [
                                { name: "config", mountPath: "/config", readOnly: true },
                                { name: "certs", mountPath: "/certs", readOnly: true },
                                { name: "wasm", mountPath: "/var/lib/eg/wasm" },
                                { name: "tmp", mountPath: "/tmp" },
                            ],
                        },
                    ],
                    volumes: [
                        { name: "config", configMap: { name } },
                        { name: "certs", secret: { secretName: name } },
                        { name: "wasm", emptyDir: {} },
                        { name: "tmp", emptyDir: {} },
                    ],
                },
            },
        },
    };
}

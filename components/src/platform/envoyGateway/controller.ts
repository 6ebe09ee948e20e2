import { certificatesRules, envoyGatewayPermissions, grantedEverywhere, grantedInNamespace } from "../permissions";
import type { DeploymentObject } from "../release/manifestObjects";
import { restrictedContainer, restrictedPod } from "../release/podSecurity";
import type { KubernetesObject } from "../release/readManifest";
import { images, versions } from "../versions";

const { account: name, namespace } = envoyGatewayPermissions;
const metadata = { name, namespace };
/** Of the Job that makes the certificates. */
const certificates = { name: `${name}-certgen`, namespace };
const file = "envoy-gateway.yaml";

/** Labels of the controller's pods. */
export const controllerPods = { "app.kubernetes.io/name": name };

/** Ports of the controller: Envoy reads its configuration and its WebAssembly modules there. */
export const controllerPorts = { grpc: 18000, wasm: 18002, metrics: 19001 } as const;

/** The name by which a GatewayClass selects the controller. */
export const controllerName = "gateway.envoyproxy.io/gatewayclass-controller";

const podSecurity = { ...restrictedPod(65532), runAsGroup: 65532 };

const environment = [
    { name: "ENVOY_GATEWAY_NAMESPACE", valueFrom: { fieldRef: { fieldPath: "metadata.namespace" } } },
    { name: "KUBERNETES_CLUSTER_DOMAIN", value: "cluster.local" },
];

/** Returns the objects of the controller, without its Namespace and policies. */
export function controllerObjects(): KubernetesObject[] {
    return [
        { apiVersion: "v1", kind: "ServiceAccount", metadata },
        ...grantedInNamespace(metadata, envoyGatewayPermissions.own),
        ...grantedEverywhere(metadata, envoyGatewayPermissions.everywhere),
        { apiVersion: "v1", kind: "ServiceAccount", metadata: certificates },
        ...grantedInNamespace(certificates, certificatesRules),
        certificatesJob(),
        configuration(),
        service(),
        deployment(),
    ];
}

/** Returns the Job that makes the certificates between the controller and Envoy; existing ones stay. */
function certificatesJob(): KubernetesObject {
    return {
        apiVersion: "batch/v1",
        kind: "Job",
        // With the version, because the pod template of a Job cannot change.
        metadata: { name: `${certificates.name}-${versions.envoyGateway}`, namespace },
        spec: {
            template: {
                spec: {
                    restartPolicy: "OnFailure",
                    serviceAccountName: certificates.name,
                    securityContext: podSecurity,
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
                    securityContext: podSecurity,
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
                                httpGet: { path: "/healthz", port: 8081 },
                                periodSeconds: 2,
                                failureThreshold: 60,
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

import type { LocalCluster, Report } from "./cluster";
import { network } from "./cluster/network";
import { type Definition, definitionsIn, removeDefinitions } from "./definitions";
import { restrictedContainer, restrictedPod } from "./podSecurity";
import { images, versions } from "./versions";

const namespace = "envoy-gateway-system";
const name = "envoy-gateway";
const labels = { "app.kubernetes.io/name": name };
const httpNodePort = 30082;
const controllerName = "gateway.envoyproxy.io/gatewayclass-controller";

/** The program's settings for an app behind the Gateway of the local cluster's Envoy Gateway. */
export const behindEnvoy = {
    ...{ ingressController: "none", router: "gatewayApi", gateway: { name: "envoy", namespace } },
    ...{ ingressUrl: `http://envoy.${namespace}.svc`, ingressNamespace: namespace },
    ingressHttpNodePort: String(httpNodePort),
} as const;

/** The URL at which this machine reaches it. */
export const envoyUrl = `http://${network.nodeAddress}:${httpNodePort}`;

/** Adds Envoy Gateway to the local cluster, as others do on theirs: its controller, a GatewayClass and a Gateway. */
export async function addEnvoyGateway({ kubectl }: LocalCluster, report: Report): Promise<void> {
    const inNamespace = `--namespace=${namespace}`;
    await kubectl.apply(await definitions());
    await kubectl.apply([{ apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } }, ...permissions]);
    await kubectl.apply([certificates]);
    await kubectl.run([
        "wait",
        "--for=condition=Complete",
        `job/${certificates.metadata.name}`,
        inNamespace,
        "--timeout=60s",
    ]);
    await kubectl.apply(controller);
    await kubectl.run(["rollout", "status", "deployment", name, inNamespace, "--timeout=60s"]);
    await kubectl.apply(gateway);
    await kubectl.run(["wait", "--for=condition=Programmed", "gateway/envoy", inNamespace, "--timeout=120s"]);
    report("Envoy Gateway and its Gateway are there");
}

/** Removes what {@link addEnvoyGateway} added, and with the definitions every object of their kinds. */
export async function removeEnvoyGateway({ kubectl }: LocalCluster): Promise<void> {
    const missing = "--ignore-not-found";
    // While the controller runs, which takes its finalizer off the GatewayClass.
    await kubectl.run(["delete", "gateway", "--all", `--namespace=${namespace}`, missing]);
    await kubectl.run(["delete", "gatewayclass", name, missing]);
    await kubectl.run(["delete", "namespace", namespace, missing]);
    await kubectl.run(["delete", "clusterrole,clusterrolebinding", name, missing]);
    await removeDefinitions(kubectl, await definitions());
}

/** The definitions of Envoy Gateway's own kinds, from the Go module. */
function definitions(): Promise<Definition[]> {
    const folder = "charts/gateway-helm/charts/crds/crds/generated";
    return definitionsIn(name, "github.com/envoyproxy/gateway", folder, "gateway.envoyproxy.io");
}

const metadata = { name, namespace };
const account = { kind: "ServiceAccount", name, namespace };
const rbac = "rbac.authorization.k8s.io";
const readOnly = ["get", "list", "watch"];

const permissions: readonly object[] = [
    { apiVersion: "v1", kind: "ServiceAccount", metadata },
    {
        apiVersion: `${rbac}/v1`,
        kind: "ClusterRole",
        metadata: { name },
        rules: [
            {
                apiGroups: [""],
                resources: ["nodes", "namespaces", "configmaps", "secrets", "services"],
                verbs: readOnly,
            },
            { apiGroups: ["apps"], resources: ["deployments", "daemonsets"], verbs: readOnly },
            { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: readOnly },
            { apiGroups: ["gateway.envoyproxy.io"], resources: ["*"], verbs: [...readOnly, "update"] },
            { apiGroups: ["gateway.networking.k8s.io"], resources: ["*"], verbs: [...readOnly, "update", "patch"] },
        ],
    },
    {
        apiVersion: `${rbac}/v1`,
        kind: "ClusterRoleBinding",
        metadata: { name },
        roleRef: { apiGroup: rbac, kind: "ClusterRole", name },
        subjects: [account],
    },
    {
        apiVersion: `${rbac}/v1`,
        kind: "Role",
        metadata,
        rules: [
            { apiGroups: [""], resources: ["serviceaccounts", "services", "configmaps", "secrets"], verbs: ["*"] },
            { apiGroups: ["apps"], resources: ["deployments", "daemonsets"], verbs: ["*"] },
            { apiGroups: ["autoscaling"], resources: ["horizontalpodautoscalers"], verbs: ["*"] },
            { apiGroups: ["policy"], resources: ["poddisruptionbudgets"], verbs: ["*"] },
            { apiGroups: ["coordination.k8s.io"], resources: ["leases"], verbs: ["*"] },
            { apiGroups: [""], resources: ["events"], verbs: ["create", "patch"] },
        ],
    },
    {
        apiVersion: `${rbac}/v1`,
        kind: "RoleBinding",
        metadata,
        roleRef: { apiGroup: rbac, kind: "Role", name },
        subjects: [account],
    },
];

const environment = [
    { name: "ENVOY_GATEWAY_NAMESPACE", valueFrom: { fieldRef: { fieldPath: "metadata.namespace" } } },
    { name: "KUBERNETES_CLUSTER_DOMAIN", value: "cluster.local" },
];

/** Makes the certificates between the controller and Envoy. */
const certificates = {
    apiVersion: "batch/v1",
    kind: "Job",
    // With the version, because the pod template of a Job cannot change.
    metadata: { name: `${name}-certgen-${versions.envoyGateway}`, namespace },
    spec: {
        template: {
            spec: {
                restartPolicy: "OnFailure",
                serviceAccountName: name,
                securityContext: restrictedPod,
                containers: [
                    {
                        name: "certgen",
                        image: images.envoyGateway,
                        imagePullPolicy: "IfNotPresent",
                        args: ["certgen", "--disable-topology-injector"],
                        env: environment,
                        securityContext: restrictedContainer,
                    },
                ],
            },
        },
    },
};

const configuration = {
    apiVersion: "gateway.envoyproxy.io/v1alpha1",
    kind: "EnvoyGateway",
    gateway: { controllerName },
    provider: { type: "Kubernetes", kubernetes: { shutdownManager: { image: images.envoyGateway } } },
};

const controller: readonly object[] = [
    {
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata,
        // JSON is YAML.
        data: { "envoy-gateway.yaml": JSON.stringify(configuration) },
    },
    {
        apiVersion: "v1",
        kind: "Service",
        metadata,
        spec: {
            selector: labels,
            ports: Object.entries({ grpc: 18000, ratelimit: 18001, wasm: 18002, metrics: 19001 }).map(
                ([port, number]) => ({ name: port, port: number }),
            ),
        },
    },
    {
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata,
        spec: {
            selector: { matchLabels: labels },
            template: {
                metadata: { labels },
                spec: {
                    serviceAccountName: name,
                    securityContext: restrictedPod,
                    containers: [
                        {
                            name,
                            image: images.envoyGateway,
                            imagePullPolicy: "IfNotPresent",
                            args: ["server", "--config-path=/config/envoy-gateway.yaml"],
                            env: environment,
                            readinessProbe: { httpGet: { path: "/readyz", port: 8081 }, periodSeconds: 2 },
                            resources: { requests: { cpu: "20m", memory: "64Mi" } },
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
    },
];

const gateway: readonly object[] = [
    {
        apiVersion: "gateway.envoyproxy.io/v1alpha1",
        kind: "EnvoyProxy",
        metadata: { name: "local", namespace },
        spec: {
            provider: {
                type: "Kubernetes",
                kubernetes: {
                    envoyDeployment: {
                        container: { image: images.envoy, resources: { requests: { cpu: "50m", memory: "128Mi" } } },
                    },
                    envoyService: {
                        name: "envoy",
                        type: "NodePort",
                        patch: { value: { spec: { ports: [{ port: 80, nodePort: httpNodePort }] } } },
                    },
                },
            },
        },
    },
    {
        apiVersion: "gateway.networking.k8s.io/v1",
        kind: "GatewayClass",
        metadata: { name },
        spec: {
            controllerName,
            parametersRef: { group: "gateway.envoyproxy.io", kind: "EnvoyProxy", name: "local", namespace },
        },
    },
    {
        apiVersion: "gateway.networking.k8s.io/v1",
        kind: "Gateway",
        metadata: { name: "envoy", namespace },
        spec: {
            gatewayClassName: name,
            listeners: [{ name: "http", protocol: "HTTP", port: 80, allowedRoutes: { namespaces: { from: "All" } } }],
        },
    },
];

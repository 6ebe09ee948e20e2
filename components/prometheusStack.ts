import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { ReleaseArgs } from "./argoRollouts";
import { CustomResourceDefinitions } from "./customResourceDefinitions";
import {
    createManifestObjects,
    inNamespace,
    namespaceObject,
    withContainers,
    withoutCustomResourceDefinitions,
} from "./manifestObjects";
import type { KubernetesObject } from "./releaseManifest";
import { images, versions } from "./versions";

/** Pods that Prometheus reads metrics from. */
export interface MonitoredPods {
    readonly name: string;
    readonly namespace: string;
    readonly labels: Readonly<Record<string, string>>;
    /** The name of a port of the pods. */
    readonly port: string;
}

/** How the Prometheus stack is installed. */
export interface PrometheusStackArgs extends ReleaseArgs {
    /** How often metrics are read where a monitor does not say it. */
    readonly scrapeInterval: string;
    /** @default - none but those that others bring ServiceMonitors and PodMonitors for */
    readonly monitoredPods?: readonly MonitoredPods[];
}

const namespace = "monitoring";
/** The name that the Helm chart of the same name gives it, and that the article's queries go to. */
const serviceName = "prometheus-kube-prometheus-prometheus";

/**
 * The CRDs that a Prometheus needs. The operator watches all five once there is the first of them, and leaves out the
 * controllers of kinds whose CRD is not there: Alertmanager, Thanos ruler, the agent, ScrapeConfig.
 */
export const prometheusCustomResources = [
    "podmonitors.monitoring.coreos.com",
    "probes.monitoring.coreos.com",
    "prometheuses.monitoring.coreos.com",
    "prometheusrules.monitoring.coreos.com",
    "servicemonitors.monitoring.coreos.com",
];

/** The operator's manifest as this project installs it. */
export function prometheusOperatorObjects(objects: readonly KubernetesObject[]): KubernetesObject[] {
    const adjusted = withoutCustomResourceDefinitions(objects)
        .map((object) => inNamespace(object, namespace))
        .map((object) =>
            withContainers(object, (container) => ({
                ...container,
                image: images.prometheusOperator,
                imagePullPolicy: "IfNotPresent",
                args: [
                    // The manifest's --kubelet flags keep a Service in kube-system that nothing here reads.
                    ...(container.args ?? []).filter((flag) => !/^--(kubelet|prometheus-config-reloader)/.test(flag)),
                    `--prometheus-config-reloader=${images.prometheusConfigReloader}`,
                ],
            })),
        );
    return [namespaceObject(namespace), ...adjusted];
}

/**
 * The operator's own config-reloader (0.85), with its arguments and one more: the folder of its configuration.
 *
 * It watches the configuration file itself, which a mounted Secret replaces at every change, so that from the second
 * change on it sees none for up to 3 minutes, and a new app has no metrics to be judged by
 * (github.com/thanos-io/thanos/issues/8127, github.com/prometheus-operator/prometheus-operator/pull/7366).
 */
const configReloader = {
    name: "config-reloader",
    args: [
        "--listen-address=:8080",
        "--reload-url=http://localhost:9090/-/reload",
        "--config-file=/etc/prometheus/config/prometheus.yaml.gz",
        "--config-envsubst-file=/etc/prometheus/config_out/prometheus.env.yaml",
        "--watched-dir=/etc/prometheus/rules/prometheus-prometheus-rulefiles-0",
        "--watched-dir=/etc/prometheus/config",
    ],
};

/** The Prometheus operator, and one Prometheus that reads every ServiceMonitor and PodMonitor of the cluster. */
export class PrometheusStack extends pulumi.ComponentResource {
    readonly namespace: string = namespace;
    /** Where pods reach Prometheus. */
    readonly url: string = `http://${serviceName}.${namespace}:9090`;
    readonly prometheus: k8s.apiextensions.CustomResource;

    constructor(name: string, args: PrometheusStackArgs, opts?: pulumi.ComponentResourceOptions) {
        super("canary:index:PrometheusStack", name, {}, opts);
        const definitions = new CustomResourceDefinitions(
            name,
            { ...args.cluster, manifest: args.manifest, names: prometheusCustomResources },
            { parent: this },
        );
        const operator = createManifestObjects(prometheusOperatorObjects(args.objects), this, [definitions]);
        // In this order too when they go: the operator is still there to see its Prometheus leave.
        const child: pulumi.CustomResourceOptions = { parent: this, dependsOn: operator };
        const permissions = this.permissions(child);
        const labels = { "app.kubernetes.io/name": "prometheus", "app.kubernetes.io/part-of": "canary-delivery" };

        this.prometheus = new k8s.apiextensions.CustomResource(
            "prometheus",
            {
                apiVersion: "monitoring.coreos.com/v1",
                kind: "Prometheus",
                metadata: {
                    name: "prometheus",
                    namespace,
                    labels,
                    annotations: { "pulumi.com/waitFor": "condition=Available" },
                },
                spec: {
                    replicas: 1,
                    image: images.prometheus,
                    version: `v${versions.prometheus}`,
                    imagePullPolicy: "IfNotPresent",
                    serviceAccountName: serviceName,
                    scrapeInterval: args.scrapeInterval,
                    evaluationInterval: args.scrapeInterval,
                    serviceMonitorSelector: {},
                    serviceMonitorNamespaceSelector: {},
                    podMonitorSelector: {},
                    podMonitorNamespaceSelector: {},
                    ruleSelector: {},
                    ruleNamespaceSelector: {},
                    retention: "24h",
                    containers: [configReloader],
                    resources: { requests: { cpu: "100m", memory: "256Mi" }, limits: { memory: "1Gi" } },
                    securityContext: {
                        fsGroup: 2000,
                        runAsNonRoot: true,
                        runAsUser: 1000,
                        seccompProfile: { type: "RuntimeDefault" },
                    },
                },
            },
            pulumi.mergeOptions(child, { dependsOn: permissions }),
        );
        new k8s.core.v1.Service(
            serviceName,
            {
                metadata: { name: serviceName, namespace, labels },
                spec: {
                    selector: { "app.kubernetes.io/name": "prometheus", "operator.prometheus.io/name": "prometheus" },
                    ports: [{ name: "http-web", port: 9090, targetPort: "web", protocol: "TCP" }],
                },
            },
            pulumi.mergeOptions(child, { dependsOn: [this.prometheus] }),
        );
        for (const pods of args.monitoredPods ?? []) {
            new k8s.apiextensions.CustomResource(
                pods.name,
                {
                    apiVersion: "monitoring.coreos.com/v1",
                    kind: "PodMonitor",
                    metadata: { name: pods.name, namespace, labels },
                    spec: {
                        namespaceSelector: { matchNames: [pods.namespace] },
                        selector: { matchLabels: pods.labels },
                        podMetricsEndpoints: [{ port: pods.port }],
                    },
                },
                child,
            );
        }
        this.registerOutputs({ namespace, url: this.url });
    }

    /** What Prometheus itself may read: where its targets are, and their metrics. */
    private permissions(child: pulumi.CustomResourceOptions): pulumi.Resource[] {
        const metadata = { name: serviceName };
        const account = new k8s.core.v1.ServiceAccount(serviceName, { metadata: { ...metadata, namespace } }, child);
        const role = new k8s.rbac.v1.ClusterRole(
            serviceName,
            {
                metadata,
                rules: [
                    {
                        apiGroups: [""],
                        resources: ["nodes", "services", "endpoints", "pods"],
                        verbs: ["get", "list", "watch"],
                    },
                    { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: ["get", "list", "watch"] },
                    { nonResourceURLs: ["/metrics"], verbs: ["get"] },
                ],
            },
            child,
        );
        const binding = new k8s.rbac.v1.ClusterRoleBinding(
            serviceName,
            {
                metadata,
                roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: serviceName },
                subjects: [{ kind: "ServiceAccount", name: serviceName, namespace }],
            },
            child,
        );
        return [account, role, binding];
    }
}

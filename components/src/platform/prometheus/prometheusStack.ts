import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { withOwnCheck } from "../../ownership";
import { patchForce } from "../../kubernetes/patchForce";
import { CustomResourceDefinitions } from "../customResourceDefinitions";
import { PodMonitor, Prometheus } from "../../kubernetes/customResources";
import { createManifestObjects } from "../release/manifestObjects";
import { existingRelease } from "../release/releaseArgs";
import { networkPolicies, type NetworkPeer } from "../release/networkPolicies";
import type { PolicyRule } from "../permissions/rules";
import type { KubernetesObject } from "../release/readManifest";
import { kubeletRules, kubeletScrapes } from "./kubelet";
import { kubeStateMetricsIngress, kubeStateMetricsObjects, kubeStateMetricsPods } from "./kubeStateMetrics";
import { namespace, prometheusCustomResources, prometheusOperatorObjects } from "./operator";
import type { PrometheusStackArgs } from "./prometheusStackArgs";
import { RolloutMonitoring } from "../rolloutMonitoring";
import { podLabels, prometheusSpec, serviceName } from "./prometheusSpec";

/** The Prometheus operator, and one Prometheus that reads every ServiceMonitor and PodMonitor of the cluster. */
export class PrometheusStack extends pulumi.ComponentResource {
    readonly namespace: string = namespace;
    /** The URL of Prometheus inside the cluster. */
    readonly url: string = `http://${serviceName}.${namespace}:9090`;
    readonly prometheus: Prometheus;
    /**
     * The resources that need all others of it, for `dependsOn`: with the component itself every dependent would list all
     * of them in the state.
     */
    readonly ready: readonly pulumi.Resource[];

    constructor(name: string, args: PrometheusStackArgs, opts?: pulumi.ComponentResourceOptions) {
        super(
            "canary:index:PrometheusStack",
            name,
            {},
            withOwnCheck(name, opts, { ...args.cluster, alternatives: [existingRelease] }),
        );
        const { protect = false } = args;
        const kept: pulumi.CustomResourceOptions = protect ? { protect } : {};
        const definitions = new CustomResourceDefinitions(
            name,
            {
                ...args.cluster,
                manifest: args.manifest,
                names: prometheusCustomResources,
                retainOnDelete: args.retainCustomResources ?? true,
            },
            { parent: this, ...kept },
        );
        const objects = createManifestObjects(
            [
                ...prometheusOperatorObjects(args.objects),
                ...prometheusPolicies(args),
                ...(args.kubeStateMetrics === true ? kubeStateMetricsObjects() : []),
                ...(args.kubelet === undefined ? [] : [kubeletScrapes(namespace, args.kubelet)]),
            ],
            { parent: this, dependsOn: [definitions], protect },
        );
        // Also orders the removal: the operator must outlive its Prometheus.
        const child: pulumi.CustomResourceOptions = { parent: this, dependsOn: objects };
        const permissions = this.permissions(child, args.kubelet === undefined ? [] : kubeletRules);
        const labels = { "app.kubernetes.io/name": "prometheus", "app.kubernetes.io/part-of": "canary-delivery" };

        this.prometheus = new Prometheus(
            "prometheus",
            {
                metadata: {
                    name: "prometheus",
                    namespace,
                    labels,
                    annotations: { ...patchForce, "pulumi.com/waitFor": "condition=Available" },
                },
                spec: prometheusSpec(args),
            },
            pulumi.mergeOptions(child, { dependsOn: permissions, ...kept }),
        );
        const service = new k8s.core.v1.Service(
            serviceName,
            {
                metadata: { name: serviceName, namespace, labels, annotations: patchForce },
                spec: {
                    selector: podLabels,
                    ports: [{ name: "http-web", port: 9090, targetPort: "web", protocol: "TCP" }],
                },
            },
            pulumi.mergeOptions(child, { dependsOn: [this.prometheus] }),
        );
        this.ready = [service];
        const stateMetrics = args.kubeStateMetrics === true ? [kubeStateMetricsPods] : [];
        for (const pods of [...(args.monitoredPods ?? []), ...stateMetrics]) {
            new PodMonitor(
                pods.name,
                {
                    metadata: { name: pods.name, namespace, labels, annotations: patchForce },
                    spec: {
                        namespaceSelector: { matchNames: [pods.namespace] },
                        selector: { matchLabels: pods.labels },
                        podMetricsEndpoints: [
                            { port: pods.port, ...(pods.honorLabels === true && { honorLabels: true }) },
                        ],
                    },
                },
                child,
            );
        }
        if (args.monitoring !== undefined) {
            new RolloutMonitoring(
                `${name}-rollouts`,
                { ...args.monitoring, cluster: args.cluster, namespace, prometheusPods: podLabels },
                { parent: this, dependsOn: objects },
            );
        }
        this.registerOutputs({ namespace, url: this.url });
    }

    /** Permissions of Prometheus itself: to discover its targets. */
    private permissions(child: pulumi.CustomResourceOptions, more: readonly PolicyRule[]): pulumi.Resource[] {
        const metadata = { name: serviceName, annotations: patchForce };
        // The operator mounts the token where it is needed.
        const account = new k8s.core.v1.ServiceAccount(
            serviceName,
            { metadata: { ...metadata, namespace }, automountServiceAccountToken: false },
            child,
        );
        const role = new k8s.rbac.v1.ClusterRole(
            serviceName,
            {
                metadata,
                rules: [
                    {
                        apiGroups: [""],
                        resources: ["services", "endpoints", "pods"],
                        verbs: ["get", "list", "watch"],
                    },
                    { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: ["get", "list", "watch"] },
                    ...more.map(({ apiGroups, resources, verbs }) => ({
                        apiGroups: [...apiGroups],
                        resources: [...resources],
                        verbs: [...verbs],
                    })),
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

/** Allows queries of Prometheus, and no other ingress in its namespace. */
function prometheusPolicies(args: PrometheusStackArgs): KubernetesObject[] {
    const { clientNamespaces = [], apiServerCidr, kubeStateMetrics = false } = args;
    const clients = clientNamespaces.map((one): NetworkPeer => ({ namespace: one }));
    return networkPolicies(namespace, [
        {
            name: "prometheus-web",
            pods: podLabels,
            ports: [9090],
            ...(apiServerCidr !== undefined && { from: [...clients, { cidr: apiServerCidr }] }),
        },
        ...(kubeStateMetrics ? [kubeStateMetricsIngress] : []),
    ]);
}

import assert from "node:assert/strict";
import { prometheusOperatorObjects } from "../../../../components/src/platform/prometheus/operator";
import { PrometheusStack } from "../../../../components/src/platform/prometheus/prometheusStack";
import type { PrometheusStackArgs } from "../../../../components/src/platform/prometheus/prometheusStackArgs";
import { releaseManifests } from "../../../../components/src/platform/versions";
import { saturation } from "../../../../components/src/app/metrics/catalogue";
import { podSecurityProblems } from "../../../../policies/src/model/podSecurity";
import { at, ResourceRecorder } from "../../../support/pulumi/mocks";
import { protectedBy } from "../app/protection";
import { find, prometheusOperatorRelease as objects, findDeployment } from "./releases";

const prometheusName = "prometheus-kube-prometheus-prometheus";
const prometheusType = "kubernetes:monitoring.coreos.com/v1:Prometheus";
const definitionsType = "pulumi-nodejs:dynamic/canary:CustomResourceDefinitions";
const policyType = "kubernetes:networking.k8s.io/v1:NetworkPolicy";
const required: PrometheusStackArgs = {
    manifest: releaseManifests.prometheusOperator,
    objects,
    cluster: { kubeconfig: "/home/me/kubeconfig", kubeContext: "local" },
    scrapeInterval: "5s",
};

async function declared(args: Partial<PrometheusStackArgs> = {}): Promise<ResourceRecorder> {
    const recorder = await ResourceRecorder.start();
    new PrometheusStack("prometheus", { ...required, ...args });
    await recorder.settle();
    return recorder;
}

/** The fields that are tested of a scrape configuration. */
interface Scrape {
    readonly job_name: string;
    readonly metrics_path: string;
    readonly scrape_interval: string;
    readonly tls_config: object;
    readonly metric_relabel_configs: readonly { readonly regex: string }[];
}

/** The scrapes of the kubelets. */
function scrapesOf(recorder: ResourceRecorder): Scrape[] {
    const secret = recorder.get("kubernetes:core/v1:Secret", "prometheus-kubelet");
    // As Pulumi marks a secret.
    const data = at(secret, "stringData.value") as Record<string, string>;
    return JSON.parse(data["scrape-configs.yaml"] ?? "[]") as Scrape[];
}

describe("PrometheusStack", () => {
    it("moves the operator out of the default namespace, permissions included", () => {
        const installed = prometheusOperatorObjects(objects);
        assert.equal(find(installed, "Namespace").metadata.name, "monitoring");
        const binding = find(installed, "ClusterRoleBinding");
        assert.deepEqual(binding.metadata, { name: "prometheus-operator" });
        assert.deepEqual(binding["subjects"], [
            { kind: "ServiceAccount", name: "prometheus-operator", namespace: "monitoring" },
        ]);
        assert.equal(find(installed, "Deployment").metadata.namespace, "monitoring");
    });

    it("lets the operator manage no kubelet Service and no Prometheus elsewhere, and pins its reloader", () => {
        const deployment = findDeployment(prometheusOperatorObjects(objects));
        assert.deepEqual(deployment.spec.template.spec.containers[0]?.args, [
            "--log-level=info",
            "--prometheus-config-reloader=quay.io/prometheus-operator/prometheus-config-reloader:v0.85.0",
            "--prometheus-instance-namespaces=monitoring",
        ]);
    });

    it("runs one Prometheus under the article's name that reads every monitor", async () => {
        const recorder = await ResourceRecorder.start();
        const stack = new PrometheusStack("prometheus", {
            ...required,
            monitoredPods: [
                { name: "web", namespace: "web", labels: { "app.kubernetes.io/name": "web" }, port: "metrics" },
            ],
        });
        await recorder.settle();
        assert.equal(stack.url, "http://prometheus-kube-prometheus-prometheus.monitoring:9090");

        const service = recorder.get("kubernetes:core/v1:Service", "prometheus-kube-prometheus-prometheus");
        assert.equal(at(service, "metadata.namespace"), "monitoring");
        assert.deepEqual(at(service, "spec.ports"), [
            { name: "http-web", port: 9090, targetPort: "web", protocol: "TCP" },
        ]);

        const prometheus = recorder.get(prometheusType);
        assert.equal(at(prometheus, "spec.image"), "quay.io/prometheus/prometheus:v3.5.0");
        assert.equal(at(prometheus, "spec.scrapeInterval"), "5s");
        assert.deepEqual(at(prometheus, "spec.securityContext"), {
            fsGroup: 2000,
            runAsNonRoot: true,
            runAsUser: 1000,
            seccompProfile: { type: "RuntimeDefault" },
        });
        for (const selector of ["serviceMonitor", "podMonitor", "rule"]) {
            assert.deepEqual(at(prometheus, `spec.${selector}Selector`), {});
            assert.deepEqual(at(prometheus, `spec.${selector}NamespaceSelector`), {});
        }

        assert.deepEqual(at(recorder.get("kubernetes:monitoring.coreos.com/v1:PodMonitor"), "spec"), {
            namespaceSelector: { matchNames: ["web"] },
            selector: { matchLabels: { "app.kubernetes.io/name": "web" } },
            podMetricsEndpoints: [{ port: "metrics" }],
        });
    });

    it("keeps a day of metrics in the pod, or the given retention on a volume", async () => {
        const inPod = (await declared()).get(prometheusType);
        assert.equal(at(inPod, "spec.retention"), "24h");
        assert.equal(at(inPod, "spec.storage"), undefined);

        const storage = { size: "20Gi", storageClass: "ssd" };
        const onVolume = (await declared({ retention: "15d", storage })).get(prometheusType);
        assert.equal(at(onVolume, "spec.retention"), "15d");
        assert.deepEqual(at(onVolume, "spec.storage.volumeClaimTemplate.spec"), {
            accessModes: ["ReadWriteOnce"],
            storageClassName: "ssd",
            resources: { requests: { storage: "20Gi" } },
        });

        const classless = (await declared({ storage: { size: "20Gi" } })).get(prometheusType);
        assert.deepEqual(at(classless, "spec.storage.volumeClaimTemplate.spec"), {
            accessModes: ["ReadWriteOnce"],
            resources: { requests: { storage: "20Gi" } },
        });
    });

    it("leaves no volume behind, unless it protects its data", async () => {
        const storage = { size: "20Gi" };
        const policy = async (args: Partial<PrometheusStackArgs>) =>
            at((await declared(args)).get(prometheusType), "spec.persistentVolumeClaimRetentionPolicy");
        assert.deepEqual(await policy({ storage }), { whenDeleted: "Delete", whenScaled: "Retain" });
        assert.deepEqual(await policy({ storage, protect: true }), { whenDeleted: "Retain", whenScaled: "Retain" });
    });

    it("retains the CRDs unless configured otherwise", async () => {
        assert.equal(at((await declared()).get(definitionsType), "retainOnDelete"), true);
        const removed = await declared({ retainCustomResources: false });
        assert.equal(at(removed.get(definitionsType), "retainOnDelete"), false);
    });

    it("scrapes the kubelets on request, with its own account and the cluster's CA", async () => {
        const without = await declared();
        assert.equal(at(without.get(prometheusType), "spec.additionalScrapeConfigs"), undefined);
        const rolesOf = (recorder: ResourceRecorder) =>
            at(recorder.get("kubernetes:rbac.authorization.k8s.io/v1:ClusterRole", prometheusName), "rules") as {
                resources: string[];
                verbs: string[];
            }[];
        assert.equal(
            rolesOf(without).some(({ resources }) => resources.some((one) => one.startsWith("nodes"))),
            false,
        );

        const recorder = await declared({ kubelet: {} });
        const reference = at(recorder.get(prometheusType), "spec.additionalScrapeConfigs");
        assert.deepEqual(reference, { name: "prometheus-kubelet", key: "scrape-configs.yaml" });
        assert.deepEqual(
            rolesOf(recorder)
                .slice(-2)
                .map(({ resources, verbs }) => [resources, verbs]),
            [
                [["nodes"], ["get", "list", "watch"]],
                [["nodes/metrics"], ["get"]],
            ],
        );
        const configs = scrapesOf(recorder);
        assert.deepEqual(
            configs.map(({ job_name, metrics_path, scrape_interval }) => [job_name, metrics_path, scrape_interval]),
            [
                ["kubelet", "/metrics", "10s"],
                ["cadvisor", "/metrics/cadvisor", "10s"],
            ],
        );
        assert.deepEqual(configs[0]?.tls_config, { ca_file: "/var/run/secrets/kubernetes.io/serviceaccount/ca.crt" });

        const insecure = await declared({ kubelet: { insecureSkipVerify: true, scrapeInterval: "30s" } });
        assert.deepEqual(
            scrapesOf(insecure).map(({ scrape_interval, tls_config }) => [scrape_interval, tls_config]),
            [
                ["30s", { insecure_skip_verify: true }],
                ["30s", { insecure_skip_verify: true }],
            ],
        );
    });

    it("keeps the metrics of the kubelets that saturation reads", async () => {
        const [, cadvisor] = scrapesOf(await declared({ kubelet: {} }));
        const [names] = cadvisor?.metric_relabel_configs ?? [];
        const kept = new RegExp(`^(?:${names?.regex ?? ""})$`);
        const context = { rollout: "web", analysis: { window: "1m" } };
        const read = (["cpuThrottling", "memory"] as const).flatMap(
            (of) => saturation({ of, below: 1 }, context).query.match(/container_\w+/g) ?? [],
        );
        assert.equal(read.length, 4);
        assert.deepEqual(
            read.filter((name) => !kept.test(name)),
            [],
        );
    });

    it("installs kube-state-metrics on request, which may list and watch pods and endpoints", async () => {
        const recorder = await declared({ kubeStateMetrics: true });
        const role = recorder.get("kubernetes:rbac.authorization.k8s.io/v1:ClusterRole", "kube-state-metrics");
        assert.deepEqual(at(role, "rules"), [
            { apiGroups: [""], resources: ["endpoints", "pods"], verbs: ["list", "watch"] },
        ]);
        const deployment = recorder.get("kubernetes:apps/v1:Deployment", "kube-state-metrics");
        const [container] = at(deployment, "spec.template.spec.containers") as { args: string[]; image: string }[];
        assert.equal(container?.image, "registry.k8s.io/kube-state-metrics/kube-state-metrics:v2.16.0");
        assert.ok(container.args.includes("--resources=endpoints,pods"));
        assert.deepEqual(podSecurityProblems(at(deployment, "spec.template") as Record<string, unknown>, []), []);
        const policy = recorder.get(policyType, "kube-state-metrics");
        assert.deepEqual(at(policy, "spec.ingress"), [
            {
                ports: [{ port: 8080, protocol: "TCP" }],
                from: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "monitoring" } } }],
            },
        ]);
        // Its series are about other pods.
        const monitor = recorder.get("kubernetes:monitoring.coreos.com/v1:PodMonitor", "kube-state-metrics");
        assert.deepEqual(at(monitor, "spec.podMetricsEndpoints"), [{ port: "metrics", honorLabels: true }]);
    });

    it("protects resources whose deletion loses data, on request", async () => {
        const install = (protect: boolean) =>
            protectedBy((opts) => {
                new PrometheusStack("p", { ...required, protect }, opts);
            });
        assert.deepEqual(await install(false), []);
        assert.deepEqual(await install(true), [
            `${definitionsType} p`,
            "kubernetes:core/v1:Namespace monitoring",
            `${prometheusType} prometheus`,
        ]);
    });

    it("lets anyone query Prometheus on 9090 if the API server's addresses are not given", async () => {
        const recorder = await declared({ clientNamespaces: ["argo-rollouts"] });
        assert.deepEqual(at(recorder.get(policyType, "monitoring-deny-ingress"), "spec"), {
            podSelector: {},
            policyTypes: ["Ingress"],
        });
        assert.deepEqual(at(recorder.get(policyType, "prometheus-web"), "spec"), {
            podSelector: {
                matchLabels: { "app.kubernetes.io/name": "prometheus", "operator.prometheus.io/name": "prometheus" },
            },
            policyTypes: ["Ingress"],
            ingress: [{ ports: [{ port: 9090, protocol: "TCP" }] }],
        });
    });

    it("lets only its clients and the API server query it if that address is given", async () => {
        const recorder = await declared({ clientNamespaces: ["argo-rollouts"], apiServerCidr: "10.0.0.1/32" });
        const [rule] = at(recorder.get(policyType, "prometheus-web"), "spec.ingress") as { from: unknown }[];
        assert.deepEqual(rule?.from, [
            { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "argo-rollouts" } } },
            { ipBlock: { cidr: "10.0.0.1/32" } },
        ]);
    });

    it("gives Prometheus' token to no pod but its own", async () => {
        const recorder = await declared();
        const account = recorder.get("kubernetes:core/v1:ServiceAccount", "prometheus-kube-prometheus-prometheus");
        assert.equal(at(account, "automountServiceAccountToken"), false);
    });
});

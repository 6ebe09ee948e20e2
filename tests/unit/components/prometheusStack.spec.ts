import assert from "node:assert/strict";
import type { DeploymentObject } from "../../../components/manifestObjects";
import { PrometheusStack, prometheusOperatorObjects } from "../../../components/prometheusStack";
import { releaseManifests } from "../../../components/versions";
import { at, ResourceRecorder } from "../../support/mocks";

/** The shapes of the release's bundle, shortened. */
const objects = [
    {
        apiVersion: "rbac.authorization.k8s.io/v1",
        kind: "ClusterRoleBinding",
        metadata: { name: "prometheus-operator" },
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "prometheus-operator" },
        subjects: [{ kind: "ServiceAccount", name: "prometheus-operator", namespace: "default" }],
    },
    {
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata: { name: "prometheus-operator", namespace: "default" },
        spec: {
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
                        },
                    ],
                },
            },
        },
    },
];

describe("PrometheusStack", () => {
    it("moves the operator out of the default namespace, permissions included", () => {
        const [namespace, binding, deployment] = prometheusOperatorObjects(objects);
        assert.equal(namespace?.metadata.name, "monitoring");
        assert.deepEqual(binding?.metadata, { name: "prometheus-operator" });
        assert.deepEqual(binding["subjects"], [
            { kind: "ServiceAccount", name: "prometheus-operator", namespace: "monitoring" },
        ]);
        assert.equal(deployment?.metadata.namespace, "monitoring");
    });

    it("lets the operator manage no kubelet Service, and pins its reloader", () => {
        const deployment = prometheusOperatorObjects(objects)[2] as DeploymentObject;
        assert.deepEqual(deployment.spec.template.spec.containers[0]?.args, [
            "--log-level=info",
            "--prometheus-config-reloader=quay.io/prometheus-operator/prometheus-config-reloader:v0.85.0",
        ]);
    });

    it("runs one Prometheus under the article's name that reads every monitor", async () => {
        const recorder = await ResourceRecorder.start();
        const stack = new PrometheusStack("prometheus", {
            manifest: releaseManifests.prometheusOperator,
            objects,
            cluster: { kubeconfig: "/home/me/kubeconfig", kubeContext: "local" },
            scrapeInterval: "5s",
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

        const prometheus = recorder.get("kubernetes:monitoring.coreos.com/v1:Prometheus");
        assert.equal(at(prometheus, "spec.image"), "quay.io/prometheus/prometheus:v3.5.0");
        assert.equal(at(prometheus, "spec.scrapeInterval"), "5s");
        assert.equal(at(prometheus, "spec.securityContext.runAsNonRoot"), true);
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
});

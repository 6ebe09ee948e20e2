import type { PreflightFacts } from "../../../components/src/preflight/facts";
import type { PreflightInputs } from "../../../components/src/preflight/inputs";

/** Inputs of an app without a problem. */
export const preflightInputs: PreflightInputs = {
    kubeconfig: "/kubeconfig",
    kubeContext: "fake",
    namespace: "demo",
    rolloutName: "web",
    trigger: "trigger-2",
    specHash: "spec-2",
    onProblems: "fail",
    images: ["registry/web:1.4.2"],
    owner: "acme/shop/prod",
    routes: [{ kind: "Ingress" }],
    ingresses: [{ name: "web", ingressClass: "nginx", hosts: [{ host: "web.example.com", paths: ["/"] }] }],
    services: ["web-stable", "web-canary"],
    monitorLabels: { "app.kubernetes.io/name": "web" },
    uses: [],
    declares: [],
    pauses: [{ weight: 20, seconds: 60 }],
    minRequests: 100,
    job: "web",
    requestsMetric: "http_requests_total",
    requestsSelector: [],
    prometheusAddress: "http://prometheus.monitoring:9090",
    prometheusUrl: "",
    providerVersion: "1",
};

/** Facts of a cluster on which {@link preflightInputs} can be rolled out. */
export const preflightFacts: PreflightFacts = {
    liveSpecHash: "spec-1",
    denied: { value: [] },
    prometheus: { kind: "answers" },
    ingresses: [],
    prometheuses: {
        value: [
            {
                metadata: { name: "main", namespace: "monitoring" },
                spec: { serviceMonitorSelector: {}, serviceMonitorNamespaceSelector: {} },
            },
        ],
    },
    namespaceLabels: { value: { team: "shop" } },
    servesRollouts: true,
    controllers: {
        value: [
            {
                metadata: { name: "argo-rollouts", namespace: "argo-rollouts" },
                spec: {
                    replicas: 1,
                    template: { spec: { containers: [{ image: "quay.io/argoproj/argo-rollouts:v1.10.1" }] } },
                },
            },
        ],
    },
    requestsPerSecond: 50,
    forecast: [],
};

import { defaults, type RolloutGateInputs } from "../../../../components/src/gate/model/inputs";

/** Valid inputs of a gate. */
export const inputs: RolloutGateInputs = {
    ...defaults,
    kubeconfig: "/home/user/.kube/config",
    kubeContext: "canary-delivery",
    namespace: "demo",
    rolloutName: "ops-hardening-demo",
    trigger: "abc",
    timeoutSeconds: 1800,
    job: "ops-hardening-demo-metrics",
    prometheusAddress: "http://prometheus-kube-prometheus-prometheus.monitoring:9090",
    providerVersion: "5",
};

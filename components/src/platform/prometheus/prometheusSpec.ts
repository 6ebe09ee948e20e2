import type { PrometheusSpec } from "../../kubernetes/customResources";
import { images, versions } from "../versions";
import { kubeletSecret } from "./kubelet";
import type { PrometheusStackArgs } from "./prometheusStackArgs";

/** The Service's name in the Helm chart, which the article's queries use. */
export const serviceName = "prometheus-kube-prometheus-prometheus";

/** Labels that the operator sets on the pods of our Prometheus. */
export const podLabels = { "app.kubernetes.io/name": "prometheus", "operator.prometheus.io/name": "prometheus" };

/**
 * The operator's own config-reloader (0.85), with one argument more: the folder of its configuration.
 *
 * It watches the configuration file itself, which a mounted Secret replaces at every change. From the second change on
 * it notices changes up to 3 minutes late, and a new app has no metrics to evaluate
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

/** The spec of our Prometheus. */
export function prometheusSpec(args: PrometheusStackArgs): PrometheusSpec {
    return {
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
        retention: args.retention ?? "24h",
        ...storage(args),
        ...(args.kubelet !== undefined && { additionalScrapeConfigs: kubeletSecret }),
        containers: [configReloader],
        resources: { requests: { cpu: "100m", memory: "256Mi" }, limits: { memory: "1Gi" } },
        securityContext: {
            fsGroup: 2000,
            runAsNonRoot: true,
            runAsUser: 1000,
            seccompProfile: { type: "RuntimeDefault" },
        },
    };
}

function storage({
    storage: volume,
    protect = false,
}: PrometheusStackArgs): Pick<PrometheusSpec, "storage" | "persistentVolumeClaimRetentionPolicy"> {
    if (volume === undefined) {
        return {};
    }
    const { size, storageClass } = volume;
    return {
        storage: {
            volumeClaimTemplate: {
                spec: {
                    accessModes: ["ReadWriteOnce"],
                    ...(storageClass !== undefined && { storageClassName: storageClass }),
                    resources: { requests: { storage: size } },
                },
            },
        },
        persistentVolumeClaimRetentionPolicy: { whenDeleted: protect ? "Retain" : "Delete", whenScaled: "Retain" },
    };
}

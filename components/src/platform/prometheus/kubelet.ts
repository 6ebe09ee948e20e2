import type { KubernetesObject } from "../release/readManifest";
import type { PolicyRule } from "../permissions/rules";

/** Scrapes of each node's kubelet: its own metrics, and those of the containers (cAdvisor). */
export interface KubeletScrapes {
    /**
     * The time between two scrapes. cAdvisor looks at the containers about every 10 s.
     * @default "10s"
     */
    readonly scrapeInterval?: string;
    /**
     * Accepts any certificate, for kubelets whose own is not signed by the cluster's CA.
     * @default false
     */
    readonly insecureSkipVerify?: boolean;
}

/** The Secret of the scrape configuration, and its key: the Prometheus operator reads no other kind. */
export const kubeletSecret = { name: "prometheus-kubelet", key: "scrape-configs.yaml" } as const;

/** Permissions of Prometheus to discover the nodes and to read their kubelets' metrics. */
export const kubeletRules: readonly PolicyRule[] = [
    { apiGroups: [""], resources: ["nodes"], verbs: ["get", "list", "watch"] },
    { apiGroups: [""], resources: ["nodes/metrics"], verbs: ["get"] },
];

/** Metrics that are kept: hundreds more would be most of Prometheus' memory. */
const kept = {
    kubelet: "kubelet_(running_pods|running_containers|volume_stats_.+)",
    cadvisor:
        "container_(cpu_usage_seconds_total|cpu_cfs_(throttled_)?periods_total|memory_working_set_bytes|" +
        "spec_memory_limit_bytes|oom_events_total)",
};

/** Returns the Secret with the scrapes of the kubelets, which holds no credentials: Prometheus uses its own account. */
export function kubeletScrapes(
    namespace: string,
    { scrapeInterval = "10s", insecureSkipVerify = false }: KubeletScrapes,
): KubernetesObject {
    const account = "/var/run/secrets/kubernetes.io/serviceaccount";
    const scrape = (name: keyof typeof kept, path: string, drop: readonly object[] = []) => ({
        job_name: name,
        scheme: "https",
        metrics_path: path,
        scrape_interval: scrapeInterval,
        // The age of cAdvisor's own timestamps would make series stale between two of its looks.
        honor_timestamps: false,
        kubernetes_sd_configs: [{ role: "node" }],
        authorization: { credentials_file: `${account}/token` },
        tls_config: insecureSkipVerify ? { insecure_skip_verify: true } : { ca_file: `${account}/ca.crt` },
        relabel_configs: [{ source_labels: ["__meta_kubernetes_node_name"], target_label: "node" }],
        metric_relabel_configs: [{ source_labels: ["__name__"], regex: kept[name], action: "keep" }, ...drop],
    });
    const configs = [
        scrape("kubelet", "/metrics"),
        // Without a pod: the node's own services.
        scrape("cadvisor", "/metrics/cadvisor", [{ source_labels: ["pod"], regex: "", action: "drop" }]),
    ];
    return {
        apiVersion: "v1",
        kind: "Secret",
        metadata: { name: kubeletSecret.name, namespace },
        // JSON is YAML.
        stringData: { [kubeletSecret.key]: JSON.stringify(configs) },
    };
}

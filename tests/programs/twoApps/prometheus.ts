import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

const port = 9090;
const labels = { app: "prometheus" };

/** The scrape job that docs/existing-platform.md gives for pods with annotations, for one namespace. */
function scrapeJob(namespace: string): object {
    const pod = "__meta_kubernetes_pod";
    return {
        job_name: "pods",
        scrape_interval: "2s",
        kubernetes_sd_configs: [{ role: "pod", namespaces: { names: [namespace] } }],
        relabel_configs: [
            { source_labels: [`${pod}_annotation_prometheus_io_scrape`], regex: "true", action: "keep" },
            { source_labels: [`${pod}_annotation_prometheus_io_path`], target_label: "__metrics_path__" },
            {
                source_labels: [`${pod}_ip`, `${pod}_annotation_prometheus_io_port`],
                separator: ":",
                target_label: "__address__",
            },
            { source_labels: [`${pod}_label_app_kubernetes_io_name`], target_label: "job" },
            {
                source_labels: [`${pod}_label_rollouts_pod_template_hash`],
                target_label: "rollouts_pod_template_hash",
            },
            { source_labels: [`${pod}_name`], target_label: "pod" },
        ],
    };
}

/** Runs a Prometheus that knows the pods of one namespace by their annotations; resolves to its URL in the cluster. */
export function prometheusOf(
    environment: string,
    namespace: pulumi.Output<string>,
    image: string,
    provider: k8s.Provider,
): pulumi.Output<string> {
    const opts = { provider };
    const named = (suffix: string) => `${environment}-prometheus${suffix}`;
    const metadata = { name: "prometheus", namespace };
    const account = new k8s.core.v1.ServiceAccount(named(""), { metadata }, opts);
    const role = new k8s.rbac.v1.Role(
        named(""),
        { metadata, rules: [{ apiGroups: [""], resources: ["pods"], verbs: ["get", "list", "watch"] }] },
        opts,
    );
    const subjects = [{ kind: "ServiceAccount", name: account.metadata.name, namespace }];
    const roleRef = { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: role.metadata.name };
    const binding = new k8s.rbac.v1.RoleBinding(named(""), { metadata, subjects, roleRef }, opts);
    const configuration = namespace.apply((known) => JSON.stringify({ scrape_configs: [scrapeJob(known)] }));
    const config = new k8s.core.v1.ConfigMap(named(""), { metadata, data: { "prometheus.yml": configuration } }, opts);
    const container = {
        name: "prometheus",
        image,
        args: ["--config.file=/etc/prometheus/prometheus.yml", "--storage.tsdb.path=/data"],
        ports: [{ name: "web", containerPort: port }],
        readinessProbe: { httpGet: { path: "/-/ready", port: "web" }, periodSeconds: 2 },
        resources: { requests: { cpu: "10m", memory: "128Mi" } },
        volumeMounts: [
            { name: "config", mountPath: "/etc/prometheus" },
            { name: "data", mountPath: "/data" },
        ],
    };
    const pods = {
        serviceAccountName: account.metadata.name,
        containers: [container],
        volumes: [
            { name: "config", configMap: { name: config.metadata.name } },
            { name: "data", emptyDir: {} },
        ],
    };
    const deployment = new k8s.apps.v1.Deployment(
        named(""),
        { metadata, spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: pods } } },
        { ...opts, dependsOn: [binding] },
    );
    const service = new k8s.core.v1.Service(
        named(""),
        { metadata, spec: { selector: labels, ports: [{ port, targetPort: "web" }] } },
        { ...opts, dependsOn: [deployment] },
    );
    return pulumi.interpolate`http://${service.metadata.name}.${namespace}:${port}`;
}

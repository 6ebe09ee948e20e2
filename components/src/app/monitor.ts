import { PodMonitor, ServiceMonitor } from "../kubernetes/customResources";
import type { CanaryMonitor } from "./args/monitor";
import { podDefaults, type podPorts } from "./args/pod";
import { type Declaration, metricsLabels } from "./services";

/** Interval and path of Prometheus's scrapes, and the monitor that has them. */
export interface Scraping {
    readonly monitor: CanaryMonitor;
    readonly interval: string;
    readonly path?: string | undefined;
}

/** Lets a query distinguish the canary's requests from the stable version's. */
const podTargetLabels = ["rollouts-pod-template-hash"];

/** Creates the monitor of an app's metrics; none for pods with annotations. */
export function declareMonitor(
    resourceName: string,
    objectName: string,
    { monitor, interval, path = podDefaults.metricsPath }: Scraping,
    { metrics }: ReturnType<typeof podPorts>,
    app: Declaration,
): void {
    const metadata = app.metadata(objectName, { labels: { ...app.labels, ...monitor.labels } });
    // Prometheus's default path.
    const endpoint = path === "/metrics" ? { interval } : { interval, path };
    switch (monitor.kind) {
        case "ServiceMonitor": {
            const spec = {
                selector: { matchLabels: metricsLabels(app.labels) },
                endpoints: [{ port: "metrics", ...endpoint }],
                podTargetLabels,
            };
            new ServiceMonitor(resourceName, { metadata, spec }, app.child());
            break;
        }
        case "PodMonitor": {
            const spec = {
                selector: { matchLabels: app.selector },
                podMetricsEndpoints: [{ port: metrics.name, ...endpoint }],
                // The job of the queries is the app's name.
                jobLabel: "app.kubernetes.io/name",
                podTargetLabels,
            };
            new PodMonitor(resourceName, { metadata, spec }, app.child());
            break;
        }
        case "annotations":
    }
}

/** Returns the annotations of pods for a Prometheus without the operator; none with a monitor. */
export function scrapeAnnotations(
    { monitor, path = podDefaults.metricsPath }: Scraping,
    { metrics }: ReturnType<typeof podPorts>,
): Readonly<Record<string, string>> {
    return monitor.kind === "annotations"
        ? {
              "prometheus.io/scrape": "true",
              "prometheus.io/port": String(metrics.containerPort),
              "prometheus.io/path": path,
          }
        : {};
}

import type * as pulumi from "@pulumi/pulumi";

/** Alerts and dashboards, for a Prometheus of its operator and for a Grafana. */
export interface MonitoringArgs {
    /**
     * A PrometheusRule with alerts.
     * @default true
     */
    readonly alerts?: boolean;
    /**
     * A dashboard in a ConfigMap with the label `grafana_dashboard: "1"`, which the sidecar of Grafana's Helm chart loads.
     * @default true
     */
    readonly dashboard?: boolean;
    /**
     * Labels by which a Prometheus selects its rules, such as `release` of a Helm release.
     * @default - none; for a CanaryApp those of its `monitor`
     */
    readonly ruleLabels?: Readonly<Record<string, pulumi.Input<string>>>;
    /**
     * The folder or URL at which the people on call find the pages of docs/runbooks; the annotation `runbook_url` of an alert
     * is its page there.
     * @default "docs/runbooks"
     */
    readonly runbooks?: string;
}

/** Defaults of {@link MonitoringArgs}. */
export const monitoringDefaults = { alerts: true, dashboard: true, runbooks: "docs/runbooks" } as const;

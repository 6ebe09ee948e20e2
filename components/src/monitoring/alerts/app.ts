import { type Alert, alertingRule, type PlainRuleSpec } from "./alert";
import { budgetAlerts, type Objective, recordedWindows, recordingRules } from "./budget";
import { inNamespace } from "./namespaceSeries";
import { ofRollout } from "./rolloutSeries";

/** An app that alerts are about. */
export interface AlertedApp {
    /** Name of its Rollout and of its job. */
    readonly name: string;
    readonly namespace: string;
    readonly canaryService: string;
    /** Seconds after which a rollout of its steps has ended. */
    readonly scheduleSeconds: number;
    readonly objectives: readonly Objective[];
    /** True if Prometheus has the metrics of kube-state-metrics. */
    readonly kubeStateMetrics: boolean;
}

/** Returns the rules of an app. */
export function appRules(app: AlertedApp, runbooks: string): PlainRuleSpec {
    const { name, namespace, objectives } = app;
    const record = (windows: readonly string[]) => objectives.flatMap((one) => recordingRules(one, name, windows));
    const alerts = [...rolloutAlerts(app), ...objectives.flatMap((one) => budgetAlerts(one, name))];
    return {
        groups: [
            { name: `${name}.slo`, interval: "30s", rules: record(recordedWindows.short) },
            // Below the 5 minutes after which a sample is too old for an alert.
            { name: `${name}.slo-long`, interval: "2m", rules: record(recordedWindows.long) },
            {
                name: `${name}.alerts`,
                rules: alerts.map((alert) => alertingRule(alert, runbooks, { namespace, rollout: name })),
            },
        ],
    };
}

function rolloutAlerts(app: AlertedApp): Alert[] {
    const { name, namespace, canaryService, scheduleSeconds } = app;
    const rollout = `${namespace}/${name}`;
    const available = ofRollout(app, "rollout_info_replicas_available");
    return [
        {
            name: "RolloutPausedTooLong",
            severity: "warning",
            expr: `max(${ofRollout(app, "rollout_info", ',phase="Paused"')}) > 0`,
            for: `${scheduleSeconds}s`,
            summary: `Rollout ${rollout} is paused for longer than its schedule`,
            description: `Its steps take at most ${scheduleSeconds} s, and both versions still answer.`,
        },
        {
            name: "VersionNotScraped",
            severity: "warning",
            // Pods of both versions, by the controller, against those that Prometheus reads.
            expr: `max(${available}) > (count(up{job="${name}"} == 1) or vector(0))`,
            for: "2m",
            summary: `Prometheus reads fewer pods of ${rollout} than are available`,
            description: "A version without metrics cannot be proven: its rollout fails, or waits.",
        },
        ...(app.kubeStateMetrics ? [withoutEndpoints(namespace, canaryService)] : []),
    ];
}

/** The metrics of the controller and of the routers do not have a Service's endpoints. */
function withoutEndpoints(namespace: string, service: string): Alert {
    const endpoints = (metric: string, more = "") => {
        // The target of a ServiceMonitor has a label `endpoint` too: the name of its port.
        const exported = `${metric}{exported_namespace="${namespace}",exported_endpoint="${service}"${more}}`;
        return `max(${inNamespace(namespace, metric, `endpoint="${service}"${more}`)} or ${exported})`;
    };
    return {
        name: "CanaryServiceWithoutEndpoints",
        severity: "critical",
        // The object exists, and so kube-state-metrics does.
        expr: `${endpoints("kube_endpoint_info")} unless ${endpoints("kube_endpoint_address", ',ready="true"')}`,
        for: "2m",
        summary: `Service ${namespace}/${service} has no ready endpoint`,
        description: "Requests for the new version fail, at the weight that the router has.",
    };
}

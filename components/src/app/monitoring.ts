import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { LabelMatcher } from "../gate";
import { latencyUnitOf } from "../gate/model/latencyUnit";
import { matcherText } from "../gate/model/requestsSelector";
import { podHashMetricLabel } from "../gate/traffic/share";
import { PrometheusRule } from "../kubernetes/customResources";
import { appRules } from "../monitoring/alerts/app";
import { objectivesOf } from "../monitoring/alerts/objectives";
import type { AppSeries } from "../monitoring/appSeries";
import { monitoringDefaults } from "../monitoring/args";
import { dashboardContent, dashboardLabels } from "../monitoring/dashboards/dashboard";
import { rolloutDashboard } from "../monitoring/dashboards/rollout";
import { analysisDefaults, thresholdsOf } from "./args/analysis";
import type { CanaryAppArgs } from "./args/app";
import { defaultMonitor } from "./args/monitor";
import { type CanaryMonitoring, sloDefaults } from "./args/monitoring";
import type { AppNames } from "./args/names";
import { withoutUndefined } from "./args/withoutUndefined";
import type { Declaration } from "./services";

/** Creates the alerts and the dashboard of an app, whose rollouts take at most some seconds. */
export function declareMonitoring(
    monitoring: CanaryMonitoring,
    args: CanaryAppArgs,
    names: AppNames,
    scheduleSeconds: pulumi.Input<number>,
    app: Declaration,
): void {
    const { alerts = monitoringDefaults.alerts, dashboard = monitoringDefaults.dashboard } = monitoring;
    const { name, analysis, monitor = defaultMonitor } = args;
    const thresholds = thresholdsOf(analysis);
    const selector = pulumi.output(args.gate.requestsSelector ?? []);
    const measured = pulumi.all([selector, thresholds]).apply(([matchers, { p99LatencyMilliseconds }]) => {
        const series = seriesOf(args, matchers);
        const objectives = {
            ...sloDefaults,
            latencyMilliseconds: p99LatencyMilliseconds,
            ...withoutUndefined(monitoring.slo),
        };
        return { series, objectives: alerts ? objectivesOf(series, objectives) : [] };
    });
    if (alerts) {
        const { kubeStateMetrics = false, runbooks = monitoringDefaults.runbooks } = monitoring;
        const { ruleLabels = monitor.labels } = monitoring;
        const { canaryService } = names;
        const spec = pulumi.all([measured, args.namespace, scheduleSeconds]).apply(([known, namespace, seconds]) =>
            appRules(
                {
                    ...{ name, namespace, canaryService, scheduleSeconds: seconds },
                    ...{ objectives: known.objectives, kubeStateMetrics },
                },
                runbooks,
            ),
        );
        const objectName = `${name}-alerts`;
        const metadata = app.metadata(objectName, { labels: { ...app.labels, ...ruleLabels } });
        new PrometheusRule(app.resourceName(objectName), { metadata, spec }, app.child());
    }
    if (dashboard) {
        const data = pulumi
            .all([measured, args.namespace, thresholds])
            .apply(([known, namespace, limits]) =>
                dashboardContent(rolloutDashboard({ ...known, namespace, thresholds: limits })),
            );
        const objectName = `${name}-dashboard`;
        const metadata = app.metadata(objectName, { labels: { ...app.labels, ...dashboardLabels } });
        new k8s.core.v1.ConfigMap(app.resourceName(objectName), { metadata, data }, app.child());
    }
}

function seriesOf({ name, analysis }: CanaryAppArgs, selector: readonly LabelMatcher[]): AppSeries {
    const { latencyMetric, requestsMetric, statusLabel } = { ...analysisDefaults, ...withoutUndefined(analysis) };
    return {
        ...{ name, requestsMetric, statusLabel, latencyMetric, matchers: selector.map(matcherText) },
        latencyUnit: latencyUnitOf(latencyMetric, analysis.latencyUnit),
        versionLabel: podHashMetricLabel,
    };
}

import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { PodMonitor, PrometheusRule } from "../kubernetes/customResources";
import { patchForce } from "../kubernetes/patchForce";
import { platformRules } from "../monitoring/alerts/platform";
import { type MonitoringArgs, monitoringDefaults } from "../monitoring/args";
import { dashboardContent, dashboardLabels } from "../monitoring/dashboards/dashboard";
import { fleetDashboard } from "../monitoring/dashboards/fleet";
import { type OwnershipArgs, withOwnCheck } from "../ownership";

/** Arguments of {@link RolloutMonitoring}. */
export interface RolloutMonitoringArgs extends MonitoringArgs {
    /** The cluster: its objects of the same name that exist are not taken over. */
    readonly cluster: OwnershipArgs;
    /** The namespace of Prometheus. */
    readonly namespace: pulumi.Input<string>;
    /**
     * Labels of Prometheus' pods, whose own metrics an alert reads.
     * @default - none: Prometheus scrapes itself, as that of kube-prometheus-stack
     */
    readonly prometheusPods?: Readonly<Record<string, string>>;
}

/**
 * Alerts about Argo Rollouts and every Rollout of a cluster, and a dashboard of all of them. `PrometheusStack` has it as
 * its argument `monitoring`.
 */
export class RolloutMonitoring extends pulumi.ComponentResource {
    constructor(name: string, args: RolloutMonitoringArgs, opts?: pulumi.ComponentResourceOptions) {
        super("canary:index:RolloutMonitoring", name, {}, withOwnCheck(name, opts, args.cluster));
        const { namespace, prometheusPods, runbooks = monitoringDefaults.runbooks } = args;
        const { alerts = monitoringDefaults.alerts, dashboard = monitoringDefaults.dashboard } = args;
        const child: pulumi.CustomResourceOptions = { parent: this };
        const metadata = (labels: Readonly<Record<string, pulumi.Input<string>>> = {}) => ({
            ...{ name: objectName, namespace, annotations: patchForce },
            labels: { "app.kubernetes.io/name": objectName, "app.kubernetes.io/part-of": "canary-delivery", ...labels },
        });
        if (alerts) {
            new PrometheusRule(
                `${name}-alerts`,
                { metadata: metadata(args.ruleLabels), spec: platformRules(runbooks) },
                child,
            );
            if (prometheusPods !== undefined) {
                new PodMonitor(
                    `${name}-prometheus`,
                    {
                        metadata: metadata(args.ruleLabels),
                        spec: { selector: { matchLabels: prometheusPods }, podMetricsEndpoints: [{ port: "web" }] },
                    },
                    child,
                );
            }
        }
        if (dashboard) {
            new k8s.core.v1.ConfigMap(
                `${name}-dashboard`,
                { metadata: metadata(dashboardLabels), data: dashboardContent(fleetDashboard()) },
                child,
            );
        }
        this.registerOutputs({});
    }
}

/** The name of the objects. */
const objectName = "canary-delivery-rollouts";

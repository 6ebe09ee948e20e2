import { type Alert, alertingRule, type PlainRuleSpec } from "./alert";
import { degraded, ofRollouts } from "./rolloutSeries";

const rollout = "{{ $labels.namespace }}/{{ $labels.name }}";

/** Alerts about Argo Rollouts, every Rollout of the cluster, and Prometheus' own rules. */
const platformAlerts: readonly Alert[] = [
    {
        name: "ArgoRolloutsAbsent",
        severity: "critical",
        expr: "absent(argo_rollouts_controller_info)",
        for: "5m",
        summary: "Prometheus has no metrics of the Argo Rollouts controller",
        description: "Without the controller no weight changes: no version is promoted, and none is rolled back.",
    },
    {
        name: "RolloutDegraded",
        severity: "critical",
        expr: ofRollouts("rollout_info", { matchers: `phase=~"${degraded}"`, by: ["phase"] }),
        for: "5m",
        summary: `Rollout ${rollout} is Degraded: {{ $labels.phase }}`,
        description: "Argo Rollouts cannot continue with it. The weight stays as it is until the Rollout is changed.",
    },
    {
        name: "RolloutAborted",
        severity: "warning",
        expr: ofRollouts("rollout_info", { matchers: 'phase="Abort"' }),
        summary: `Rollout ${rollout} is aborted`,
        description: "The traffic is on the stable version. The declared version does not run.",
    },
    {
        name: "PrometheusRuleFailures",
        severity: "warning",
        expr: "sum by (rule_group) (increase(prometheus_rule_evaluation_failures_total[5m])) > 0",
        for: "5m",
        summary: "Prometheus cannot evaluate rules of {{ $labels.rule_group }}",
        description: "Alerts of this group do not fire, and its recorded series have no new samples.",
    },
];

/** Returns the rules for a cluster with Argo Rollouts. */
export function platformRules(runbooks: string): PlainRuleSpec {
    return {
        groups: [
            { name: "canary-delivery.platform", rules: platformAlerts.map((alert) => alertingRule(alert, runbooks)) },
        ],
    };
}

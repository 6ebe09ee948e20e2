import { appRules } from "../../../components/src/monitoring/alerts/app";
import { objectivesOf } from "../../../components/src/monitoring/alerts/objectives";
import { platformRules } from "../../../components/src/monitoring/alerts/platform";
import type { AppSeries } from "../../../components/src/monitoring/appSeries";

/** An app with the default metrics. */
export const series: AppSeries = {
    ...{ name: "shop", requestsMetric: "http_requests_total", statusLabel: "status_code", matchers: [] },
    ...{ latencyMetric: "http_request_duration_milliseconds", latencyUnit: "milliseconds" },
    versionLabel: "rollouts_pod_template_hash",
};

/** The objectives of the app. */
export const objectives = objectivesOf(series, {
    ...{ availabilityPercent: 99.9, latencyPercent: 99, latencyMilliseconds: 500 },
});

/** The rules of a cluster, and those of an app with every option. */
export const rules = {
    platform: platformRules("https://example.com/runbooks"),
    app: appRules(
        {
            ...{ name: "shop", namespace: "web", canaryService: "shop-canary", scheduleSeconds: 600 },
            ...{ objectives, kubeStateMetrics: true },
        },
        "https://example.com/runbooks",
    ),
} as const;

/** An alert that must fire. */
export interface Fired {
    readonly severity: "critical" | "warning";
    readonly labels?: Readonly<Record<string, string>>;
    readonly summary: string;
}

/** Series of Prometheus, and the alerts of one name that fire at a time. */
export interface AlertCase {
    readonly alert: string;
    readonly what: string;
    /** Samples a minute apart, in the notation of promtool. */
    readonly series: Readonly<Record<string, string>>;
    /** Such as "10m". */
    readonly at: string;
    readonly fired: readonly Fired[];
}

const info = (phase: string) =>
    `rollout_info{namespace="argo-rollouts",exported_namespace="web",name="shop",phase="${phase}",strategy="canary"}`;
const requests = (status: number) => `http_requests_total{job="shop",status_code="${status}"}`;
const histogram = (suffix: string) => `http_request_duration_milliseconds_${suffix}`;
const available = (labels: string) => `rollout_info_replicas_available{${labels},name="shop"}`;
/** The labels of a canary Service `shop-canary` of a namespace, by the way that kube-state-metrics is scraped. */
const endpoints: Readonly<Record<string, (namespace: string) => string>> = {
    "with honorLabels": (namespace) => `namespace="${namespace}",endpoint="shop-canary"`,
    "by a ServiceMonitor": (namespace) =>
        `namespace="web",endpoint="http",exported_namespace="${namespace}",exported_endpoint="shop-canary"`,
    "by an own job": (namespace) => `namespace="web",exported_namespace="${namespace}",endpoint="shop-canary"`,
};
/** A Service with one endpoint. */
const service = (labels: string, ready: boolean) => ({
    [`kube_endpoint_info{${labels}}`]: "1x5",
    [`kube_endpoint_address{${labels},ip="10.0.0.1",ready="${ready}"}`]: "1x5",
});

/** Requests of which a part is bad, in each minute of some days; in the notation of promtool. */
const availability = (good: number, bad: number, minutes: number) => ({
    [requests(200)]: `0+${good}x${minutes}`,
    [requests(500)]: `0+${bad}x${minutes}`,
});
const latency = (fast: number, all: number, minutes: number) => ({
    [`${histogram("bucket")}{job="shop",le="500.0"}`]: `0+${fast}x${minutes}`,
    [`${histogram("bucket")}{job="shop",le="+Inf"}`]: `0+${all}x${minutes}`,
    [`${histogram("count")}{job="shop"}`]: `0+${all}x${minutes}`,
});
const budget = (slo: string, severities: readonly Fired["severity"][], percent: string, bad: string): Fired[] =>
    severities.map((severity) => ({
        severity,
        labels: { job: "shop", slo },
        summary: `shop spends its ${slo} budget too fast: ${percent} of the answers are ${bad}`,
    }));
const both = ["critical", "warning"] as const;
/** Minutes of the longest of the short windows; a longer one has the same shares. */
const sixHours = 6 * 60;

/** For each alert at least one case in which it fires, and one in which it does not. */
export const cases: readonly AlertCase[] = [
    {
        ...{ alert: "ArgoRolloutsAbsent", what: "no controller", at: "5m" },
        series: { 'up{job="other"}': "1x10" },
        fired: [{ severity: "critical", summary: "Prometheus has no metrics of the Argo Rollouts controller" }],
    },
    {
        ...{ alert: "ArgoRolloutsAbsent", what: "a controller that is away for 2 minutes", at: "4m" },
        series: {
            'argo_rollouts_controller_info{pod="a"}': "1x2 stale",
            'argo_rollouts_controller_info{pod="b"}': "_x5 1x5",
        },
        fired: [],
    },
    ...["Timeout", "Error", "InvalidSpec"].map((phase) => ({
        ...{ alert: "RolloutDegraded", what: `phase ${phase}`, at: "5m" },
        series: { [info(phase)]: "1x10" },
        fired: [
            {
                severity: "critical" as const,
                labels: { namespace: "web", name: "shop", phase },
                summary: `Rollout web/shop is Degraded: ${phase}`,
            },
        ],
    })),
    {
        ...{ alert: "RolloutDegraded", what: "a rollout that goes on after 4 minutes", at: "3m" },
        series: { [info("Timeout")]: "1x3 stale", [info("Progressing")]: "_x4 1x5" },
        fired: [],
    },
    {
        ...{ alert: "RolloutAborted", what: "phase Abort, of two replicas of the controller", at: "1m" },
        series: { [info("Abort")]: "1x5", [info("Abort").replace("{", '{pod="b",')]: "1x5" },
        fired: [
            {
                severity: "warning",
                labels: { namespace: "web", name: "shop" },
                summary: "Rollout web/shop is aborted",
            },
        ],
    },
    {
        ...{ alert: "RolloutAborted", what: "a promoted version", at: "5m" },
        series: { [info("Abort")]: "1x1 stale", [info("Completed")]: "_x2 1x5" },
        fired: [],
    },
    {
        ...{ alert: "PrometheusRuleFailures", what: "failures of one group", at: "10m" },
        series: {
            'prometheus_rule_evaluation_failures_total{rule_group="shop.yaml;shop.slo"}': "0+1x15",
            'prometheus_rule_evaluation_failures_total{rule_group="shop.yaml;shop.alerts"}': "3x15",
        },
        fired: [
            {
                severity: "warning",
                labels: { rule_group: "shop.yaml;shop.slo" },
                summary: "Prometheus cannot evaluate rules of shop.yaml;shop.slo",
            },
        ],
    },
    {
        ...{ alert: "PrometheusRuleFailures", what: "failures that ended", at: "15m" },
        series: { 'prometheus_rule_evaluation_failures_total{rule_group="a"}': "0+1x3 4x15" },
        fired: [],
    },
    {
        ...{ alert: "RolloutPausedTooLong", what: "a pause for longer than all steps take", at: "10m" },
        series: { [info("Paused")]: "1x15" },
        fired: [{ severity: "warning", summary: "Rollout web/shop is paused for longer than its schedule" }],
    },
    {
        ...{ alert: "RolloutPausedTooLong", what: "pauses with a step between them", at: "14m" },
        series: { [info("Paused")]: "1x6 stale 1x8", [info("Progressing")]: "_x7 1 stale" },
        fired: [],
    },
    {
        ...{ alert: "RolloutPausedTooLong", what: "a pause, by a controller scraped with honorLabels", at: "10m" },
        series: { 'rollout_info{namespace="web",name="shop",phase="Paused"}': "1x15" },
        fired: [{ severity: "warning", summary: "Rollout web/shop is paused for longer than its schedule" }],
    },
    {
        ...{ alert: "RolloutPausedTooLong", what: "a pause of Rollouts of the name in other namespaces", at: "10m" },
        series: {
            'rollout_info{namespace="other",name="shop",phase="Paused"}': "1x15",
            'rollout_info{namespace="web",exported_namespace="other",name="shop",phase="Paused"}': "1x15",
        },
        fired: [],
    },
    {
        ...{ alert: "VersionNotScraped", what: "three available pods, one of them down and one unknown", at: "2m" },
        series: {
            'rollout_info_replicas_available{exported_namespace="web",name="shop"}': "3x5",
            'up{job="shop",pod="a"}': "1x5",
            'up{job="shop",pod="b"}': "0x5",
        },
        fired: [{ severity: "warning", summary: "Prometheus reads fewer pods of web/shop than are available" }],
    },
    {
        ...{ alert: "VersionNotScraped", what: "no target at all", at: "2m" },
        series: { 'rollout_info_replicas_available{exported_namespace="web",name="shop"}': "1x5" },
        fired: [{ severity: "warning", summary: "Prometheus reads fewer pods of web/shop than are available" }],
    },
    {
        ...{ alert: "VersionNotScraped", what: "a new pod in its first minute", at: "3m" },
        series: {
            'rollout_info_replicas_available{exported_namespace="web",name="shop"}': "1x1 2x5",
            'up{job="shop",pod="a"}': "1x5",
        },
        fired: [],
    },
    {
        ...{ alert: "VersionNotScraped", what: "pods of both versions, and one that is not yet available", at: "5m" },
        series: {
            'rollout_info_replicas_available{exported_namespace="web",name="shop"}': "2x5",
            'up{job="shop",pod="a"}': "1x5",
            'up{job="shop",pod="b"}': "1x5",
            'up{job="shop",pod="c"}': "0x5",
        },
        fired: [],
    },
    {
        ...{ alert: "VersionNotScraped", what: "no target, by a controller scraped with honorLabels", at: "2m" },
        series: { [available('namespace="web"')]: "1x5" },
        fired: [{ severity: "warning", summary: "Prometheus reads fewer pods of web/shop than are available" }],
    },
    {
        ...{ alert: "VersionNotScraped", what: "more pods of Rollouts of the name in other namespaces", at: "5m" },
        series: {
            [available('namespace="argo-rollouts",exported_namespace="web"')]: "1x5",
            [available('namespace="web",exported_namespace="other"')]: "3x5",
            [available('namespace="other"')]: "3x5",
            'up{job="shop",pod="a"}': "1x5",
        },
        fired: [],
    },
    ...Object.entries(endpoints).flatMap(([scraped, of]) => [
        {
            ...{ alert: "CanaryServiceWithoutEndpoints", what: `an endpoint that is not ready, ${scraped}`, at: "2m" },
            series: { ...service(of("web"), false), ...service(of("other"), true) },
            fired: [{ severity: "critical" as const, summary: "Service web/shop-canary has no ready endpoint" }],
        },
        {
            ...{ alert: "CanaryServiceWithoutEndpoints", what: `a ready endpoint, ${scraped}`, at: "5m" },
            series: { ...service(of("web"), true), ...service(of("other"), false) },
            fired: [],
        },
    ]),
    {
        ...{ alert: "CanaryServiceWithoutEndpoints", what: "no kube-state-metrics", at: "5m" },
        series: { 'up{job="shop"}': "1x5" },
        fired: [],
    },
    {
        ...{ alert: "AvailabilityBudgetBurn", what: "2 % errors for an hour", at: "65m" },
        series: availability(980, 20, 70),
        fired: budget("availability", both, "2%", "5xx"),
    },
    {
        ...{ alert: "AvailabilityBudgetBurn", what: "0.4 % errors for six hours", at: "6h" },
        series: availability(996, 4, sixHours),
        fired: budget("availability", ["warning"], "0.4%", "5xx"),
    },
    {
        ...{ alert: "AvailabilityBudgetBurn", what: "2 % errors for an hour that ended 40 minutes ago", at: "100m" },
        series: { [requests(200)]: "0+980x60 59800+1000x40", [requests(500)]: "0+20x60 1200x40" },
        fired: budget("availability", ["warning"], "1.2%", "5xx"),
    },
    {
        ...{ alert: "AvailabilityBudgetBurn", what: "every answer an error", at: "65m" },
        series: { [requests(500)]: "0+100x70" },
        fired: budget("availability", both, "100%", "5xx"),
    },
    {
        ...{ alert: "AvailabilityBudgetBurn", what: "0.09 % errors, within the objective", at: "6h" },
        series: availability(9991, 9, sixHours),
        fired: [],
    },
    {
        ...{ alert: "AvailabilityBudgetBurn", what: "no requests", at: "65m" },
        series: availability(0, 0, 70),
        fired: [],
    },
    {
        ...{ alert: "AvailabilityBudgetBurn", what: "errors of the last two minutes", at: "6h" },
        series: { [requests(200)]: `0+1000x${sixHours}`, [requests(500)]: `0x${sixHours - 2} 100 200` },
        fired: [],
    },
    {
        ...{ alert: "LatencyBudgetBurn", what: "20 % slow answers for an hour", at: "65m" },
        series: latency(80, 100, 70),
        fired: budget("latency", both, "20%", "slower than 500 ms"),
    },
    {
        ...{ alert: "LatencyBudgetBurn", what: "4 % slow answers for six hours", at: "6h" },
        series: latency(96, 100, sixHours),
        fired: budget("latency", ["warning"], "4%", "slower than 500 ms"),
    },
    {
        ...{ alert: "LatencyBudgetBurn", what: "0.9 % slow answers, within the objective", at: "6h" },
        series: latency(991, 1000, sixHours),
        fired: [],
    },
    {
        ...{ alert: "LatencyBudgetBurn", what: "a histogram without a bucket at the bound", at: "65m" },
        series: {
            [`${histogram("bucket")}{job="shop",le="100.0"}`]: "0+1x70",
            [`${histogram("count")}{job="shop"}`]: "0+100x70",
        },
        fired: [],
    },
];

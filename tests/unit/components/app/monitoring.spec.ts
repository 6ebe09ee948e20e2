import assert from "node:assert/strict";
import type { CanaryAppArgs } from "../../../../components/src/app";
import { at } from "../../../support/pulumi/mocks";
import { args, declare, itIsRejected } from "./canaryAppArgs";

const rules = "kubernetes:monitoring.coreos.com/v1:PrometheusRule";
const configMap = "kubernetes:core/v1:ConfigMap";

async function kinds(changed: Partial<CanaryAppArgs>): Promise<string[]> {
    const { resources } = await declare(changed);
    return resources.map(({ type }) => type).filter((type) => type === rules || type === configMap);
}

async function rulesOf(changed: Partial<CanaryAppArgs>) {
    const recorder = await declare(changed);
    const rule = recorder.get(rules, "ops-hardening-demo-alerts");
    const groups = at(rule, "spec.groups") as { rules: { alert?: string; for?: string; expr: string }[] }[];
    return { rule, all: groups.flatMap((group) => group.rules) };
}

describe("the monitoring of an app", () => {
    it("is nothing unless it is asked for, and each part of it on request", async () => {
        assert.deepEqual(await kinds({}), []);
        assert.deepEqual((await kinds({ monitoring: {} })).toSorted(), [configMap, rules]);
        assert.deepEqual(await kinds({ monitoring: { alerts: false } }), [configMap]);
        assert.deepEqual(await kinds({ monitoring: { dashboard: false } }), [rules]);
    });

    it("has the names, the labels and the namespace of the app, and those that Prometheus and Grafana select by", async () => {
        const recorder = await declare({
            monitoring: {},
            monitor: { kind: "ServiceMonitor", labels: { release: "kps" } },
        });
        const own = { "app.kubernetes.io/name": "ops-hardening-demo", "app.kubernetes.io/part-of": "canary-delivery" };
        const rule = recorder.get(rules, "ops-hardening-demo-alerts");
        assert.deepEqual(at(rule, "metadata.labels"), { ...own, release: "kps" });
        const dashboard = recorder.get(configMap, "ops-hardening-demo-dashboard");
        assert.deepEqual(at(dashboard, "metadata.labels"), { ...own, grafana_dashboard: "1" });
        assert.deepEqual([at(rule, "metadata.namespace"), at(dashboard, "metadata.namespace")], ["demo", "demo"]);
        const { rule: labelled } = await rulesOf({ monitoring: { ruleLabels: { team: "web" } } });
        assert.deepEqual(at(labelled, "metadata.labels"), { ...own, team: "web" });
    });

    it("is about the Rollout of the app's namespace", async () => {
        const recorder = await declare({ monitoring: {} });
        const data = at(recorder.get(configMap, "ops-hardening-demo-dashboard"), "data") as Record<string, string>;
        const [dashboard = ""] = Object.values(data);
        const { all } = await rulesOf({ monitoring: {} });
        const rollout = 'rollout_info{exported_namespace="demo",name="ops-hardening-demo"';
        assert.ok(dashboard.includes(JSON.stringify(rollout).slice(1, -1)), dashboard);
        assert.ok(all.some(({ expr }) => expr.includes(rollout)));
    });

    it("alerts after the time that the gate waits", async () => {
        const paused = async (changed: Partial<CanaryAppArgs>) =>
            (await rulesOf({ monitoring: {}, ...changed })).all.find(({ alert }) => alert === "RolloutPausedTooLong")
                ?.for;
        const steps = [{ setWeight: 10 }, { pause: { duration: "1h" } }, { setWeight: 100 }];
        assert.equal(await paused({}), "690s");
        const { kubeconfig, kubeContext } = args.gate;
        const gate = { kubeconfig, kubeContext };
        assert.equal(await paused({ gate }), "690s");
        assert.equal(await paused({ gate, steps }), "4200s");
    });

    it("measures the objectives by the metrics and the threshold of the analysis, without requests that do not count", async () => {
        const { all } = await rulesOf({
            monitoring: { slo: { availabilityPercent: 99.5 } },
            analysis: { ...args.analysis, requestsMetric: "requests_total", p99LatencyMilliseconds: 300 },
            gate: { ...args.gate, requestsSelector: [{ label: "handler", operator: "!=", value: "/healthz" }] },
        });
        const expressions = all.map(({ expr }) => expr).join("\n");
        assert.ok(expressions.includes('requests_total{job="ops-hardening-demo",handler!="/healthz"}[5m]'));
        assert.ok(
            expressions.includes(
                'http_request_duration_milliseconds_bucket{job="ops-hardening-demo",le=~"300(\\\\.0)?"}',
            ),
        );
        assert.ok(expressions.includes("> 14.4 * 0.005"));
        assert.ok(!expressions.includes("kube_"));
    });

    it("has an alert about the canary Service with kube-state-metrics only", async () => {
        const { all } = await rulesOf({ monitoring: { kubeStateMetrics: true }, canaryService: "next" });
        const rule = all.find(({ alert }) => alert === "CanaryServiceWithoutEndpoints");
        assert.ok(rule?.expr.includes('namespace="demo",endpoint="next"'));
    });

    describe("is rejected", () => {
        itIsRejected([
            ["a flag", { monitoring: true as never }, ["monitoring must be an object, got true"]],
            [
                "an unknown field, and flags that are none",
                { monitoring: { alert: true, alerts: "yes", dashboard: 1, runbooks: "" } as never },
                [
                    'monitoring.alerts must be true or false, got "yes"',
                    "monitoring.dashboard must be true or false, got 1",
                    "monitoring.runbooks must be a string that is not empty, got nothing",
                    "monitoring.alert is unknown, must be one of alerts, dashboard, kubeStateMetrics, runbooks, slo, ruleLabels",
                ],
            ],
            [
                "objectives that no alert can watch",
                { monitoring: { slo: { availabilityPercent: 100, latencyPercent: 93.9, latencyMilliseconds: 0 } } },
                [
                    "monitoring.slo.availabilityPercent must be a number from 94 to below 100, got 100",
                    "monitoring.slo.latencyPercent must be a number from 94 to below 100, got 93.9",
                    "monitoring.slo.latencyMilliseconds must be a number greater than 0, got 0",
                ],
            ],
            [
                "an objective alone",
                { monitoring: { slo: 99.9 as never } },
                ["monitoring.slo must be an object, got 99.9"],
            ],
            [
                "a label of the app",
                { monitoring: { ruleLabels: { "app.kubernetes.io/name": "other" } } },
                ['monitoring.ruleLabels["app.kubernetes.io/name"] must be absent: it is the app\'s'],
            ],
            [
                "labels that are none",
                { monitoring: { ruleLabels: "release" as never } },
                ['monitoring.ruleLabels must be an object, got "release"'],
            ],
        ]);
    });
});

import assert from "node:assert/strict";
import { PrometheusStack } from "../../../../components/src/platform/prometheus/prometheusStack";
import { podLabels } from "../../../../components/src/platform/prometheus/prometheusSpec";
import { RolloutMonitoring, type RolloutMonitoringArgs } from "../../../../components/src/platform/rolloutMonitoring";
import { releaseManifests } from "../../../../components/src/platform/versions";
import { at, ResourceRecorder } from "../../../support/pulumi/mocks";

const types = {
    rule: "kubernetes:monitoring.coreos.com/v1:PrometheusRule",
    monitor: "kubernetes:monitoring.coreos.com/v1:PodMonitor",
    configMap: "kubernetes:core/v1:ConfigMap",
};
const cluster = { kubeconfig: "/home/me/kubeconfig", kubeContext: "local" };

async function declared(args: Partial<RolloutMonitoringArgs> = {}): Promise<ResourceRecorder> {
    const recorder = await ResourceRecorder.start();
    new RolloutMonitoring("rollouts", { cluster, namespace: "prometheus", ...args });
    await recorder.settle();
    return recorder;
}

const kindsIn = ({ resources }: ResourceRecorder) =>
    resources.map(({ type }) => type).filter((type) => Object.values(types).includes(type));

describe("RolloutMonitoring", () => {
    it("declares alerts with the labels of a Prometheus, and a dashboard with that of Grafana", async () => {
        const recorder = await declared({ ruleLabels: { release: "kps" }, runbooks: "https://example.com/runbooks" });
        assert.deepEqual(kindsIn(recorder).toSorted(), [types.configMap, types.rule]);
        const rule = recorder.get(types.rule, "rollouts-alerts");
        assert.equal(at(rule, "metadata.namespace"), "prometheus");
        assert.equal((at(rule, "metadata.labels") as Record<string, string>)["release"], "kps");
        const groups = at(rule, "spec.groups") as { rules: { annotations: Record<string, string> }[] }[];
        assert.equal(
            groups[0]?.rules[0]?.annotations["runbook_url"],
            "https://example.com/runbooks/ArgoRolloutsAbsent.md",
        );
        const dashboard = recorder.get(types.configMap, "rollouts-dashboard");
        assert.equal((at(dashboard, "metadata.labels") as Record<string, string>)["grafana_dashboard"], "1");
    });

    it("scrapes a Prometheus that does not scrape itself", async () => {
        const recorder = await declared({ prometheusPods: { app: "prometheus" }, dashboard: false });
        assert.deepEqual(kindsIn(recorder).toSorted(), [types.monitor, types.rule]);
        assert.deepEqual(at(recorder.get(types.monitor), "spec"), {
            selector: { matchLabels: { app: "prometheus" } },
            podMetricsEndpoints: [{ port: "web" }],
        });
        assert.deepEqual(kindsIn(await declared({ prometheusPods: { app: "prometheus" }, alerts: false })), [
            types.configMap,
        ]);
    });

    it("is a part of PrometheusStack on request", async () => {
        for (const monitoring of [undefined, {}]) {
            const recorder = await ResourceRecorder.start();
            const { prometheusOperator: manifest } = releaseManifests;
            new PrometheusStack("prometheus", {
                ...{ manifest, objects: [], cluster, scrapeInterval: "5s" },
                ...(monitoring !== undefined && { monitoring }),
            });
            await recorder.settle();
            const kinds = kindsIn(recorder).toSorted();
            assert.deepEqual(kinds, monitoring === undefined ? [] : [types.configMap, types.monitor, types.rule]);
            if (monitoring !== undefined) {
                assert.deepEqual(at(recorder.get(types.monitor), "spec.selector.matchLabels"), podLabels);
            }
        }
    });
});

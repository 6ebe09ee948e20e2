import assert from "node:assert/strict";
import type { DashboardModel } from "../../components/src/monitoring/dashboards/dashboard";
import { poll } from "../../scripts/local/poll";
import { rolloutMonitoring } from "../../scripts/local/project";
import type { Stack } from "../../scripts/local/stack";
import { rules } from "../support/alerts/cases";
import { metricsOf } from "../support/alerts/metrics";
import { queriesOf } from "../support/dashboards/queries";
import { appOf } from "./support/app";
import { environment, openStack } from "./support/environment";
import { assertFailed, assertNothingToDo, assertSucceeded } from "./support/pulumiRuns";

interface LoadedRule {
    readonly name: string;
    readonly health: string;
    readonly lastError?: string;
}

const prometheus = "/api/v1/namespaces/monitoring/services/prometheus-kube-prometheus-prometheus:9090/proxy/api/v1";
const runningMinutes = 15;

/** The expressions of all rules. */
const expressions = Object.values(rules).flatMap(({ groups }) =>
    groups.flatMap((group) => group.rules.map(({ expr }) => expr)),
);

/** Asks Prometheus' API; throws with its message for an expression that it cannot parse. */
async function ask(path: string, parameters: Readonly<Record<string, string>> = {}): Promise<unknown> {
    const { target } = await environment();
    const query = new URLSearchParams(parameters).toString();
    const answer = (await target.kubectl.json(["get", "--raw", `${prometheus}/${path}?${query}`])) as { data: unknown };
    return answer.data;
}

/** The series of a query in the time of this spec. */
async function seriesOf(expr: string): Promise<readonly unknown[]> {
    const now = Date.now() / 1000;
    const range = { start: String(now - runningMinutes * 60), end: String(now), step: "15" };
    return ((await ask("query_range", { query: expr, ...range })) as { result: unknown[] }).result;
}

/** The rules of some groups that Prometheus has loaded, by their names. */
async function loadedRules(groups: readonly string[]): Promise<LoadedRule[]> {
    const { groups: all } = (await ask("rules")) as { groups: { name: string; rules: LoadedRule[] }[] };
    return all.filter(({ name }) => groups.includes(name)).flatMap((group) => group.rules);
}

describe("alerts and dashboards", function () {
    this.timeout("15m");
    const app = appOf("monitoring");
    let rollouts: Stack;
    before("declare those of all Rollouts", async () => {
        const { target } = await environment();
        rollouts = await openStack("e2e-monitoring-rollouts", { project: rolloutMonitoring });
        rollouts.configure({ ...target.settings });
        assertSucceeded(await rollouts.up());
    });
    after("remove those of all Rollouts", async () => {
        await rollouts.clear();
        await rollouts.forget();
    });

    it("are declared with an app, and leave nothing to do after it has been promoted", async () => {
        const settings = { monitoring: "true" };
        await app.deploy("v1", settings);
        assertSucceeded(await app.up("v2", settings));
        assert.equal((await app.outputs())["outcome"], "Promoted");
        await assertNothingToDo(await app.stack());
        await assertNothingToDo(rollouts);
    });

    it("are loaded by Prometheus, which evaluates every rule", async () => {
        for (const [groups, spec] of [
            [["canary-delivery.platform"], rules.platform],
            [[`${app.name}.slo`, `${app.name}.slo-long`, `${app.name}.alerts`], rules.app],
        ] as const) {
            const expected = spec.groups
                .flatMap((group) => group.rules.map(({ alert, record }) => alert ?? record))
                // Of kube-state-metrics, which this platform does not have.
                .filter((name) => name !== "CanaryServiceWithoutEndpoints");
            const loaded = await poll(`the rules of ${groups.join(", ")}`, 180, async () => {
                const found = await loadedRules(groups);
                return found.length === expected.length && found.every(({ health }) => health !== "unknown")
                    ? found
                    : undefined;
            });
            assert.deepEqual(
                loaded.filter(({ health }) => health !== "ok"),
                [],
            );
            assert.deepEqual(loaded.map(({ name }) => name).toSorted(), expected.toSorted());
        }
    });

    it("have expressions that Prometheus parses, those for kube-state-metrics included", async () => {
        for (const query of expressions) {
            await ask("query", { query });
        }
        await assert.rejects(ask("query", { query: "sum(" }));
    });

    it("read only metrics that this platform has, but for those of kube-state-metrics", async () => {
        const metrics = new Set(expressions.flatMap(metricsOf));
        assert.ok(metrics.has("prometheus_rule_evaluation_failures_total") && metrics.size > 8);
        const missing: string[] = [];
        for (const metric of metrics) {
            missing.push(...((await seriesOf(metric)).length > 0 ? [] : [metric]));
        }
        assert.deepEqual(missing.toSorted(), ["kube_endpoint_address", "kube_endpoint_info"]);
    });

    it("do not alert about a promoted version", async () => {
        assert.deepEqual(await seriesOf(`ALERTS{alertstate="firing",namespace="${app.namespace}"}`), []);
    });

    it("alert when a version is aborted", async () => {
        assertFailed(await app.up("v3", { monitoring: "true", env: { FAULT_LATENCY_MS: "200-800" } }));
        const query = `ALERTS{alertname="RolloutAborted",namespace="${app.namespace}",name="${app.name}",alertstate="firing"}`;
        const [alert] = await poll("the alert RolloutAborted", 60, async () => {
            const { result } = (await ask("query", { query })) as { result: { metric: Record<string, string> }[] };
            return result.length > 0 ? result : undefined;
        });
        assert.equal(alert?.metric["severity"], "warning");
    });

    it("show data in every panel and annotation", async () => {
        const { target } = await environment();
        for (const [namespace, name] of [
            [app.namespace, `${app.name}-dashboard`],
            ["monitoring", "canary-delivery-rollouts"],
        ] as const) {
            const { metadata, data } = (await target.kubectl.json([
                ...["get", "configmap", name, `--namespace=${namespace}`, "--output=json"],
            ])) as { metadata: { labels: Record<string, string> }; data: Record<string, string> };
            assert.equal(metadata.labels["grafana_dashboard"], "1");
            const queries = Object.values(data).flatMap((text) => queriesOf(JSON.parse(text) as DashboardModel));
            assert.ok(queries.length >= 8);
            for (const { of, expr } of queries) {
                await poll(`data of ${name}, ${of}: ${expr}`, 60, async () =>
                    (await seriesOf(expr)).length > 0 ? true : undefined,
                );
            }
        }
    });
});

import assert from "node:assert/strict";
import { promqlError } from "../../../../components/src/app/metrics/promql";
import { type DashboardModel, dashboardContent } from "../../../../components/src/monitoring/dashboards/dashboard";
import type { PlacedPanel } from "../../../../components/src/monitoring/dashboards/panel";
import { rolloutDashboard } from "../../../../components/src/monitoring/dashboards/rollout";
import { objectives, series } from "../../../support/alerts/cases";
import { dashboards, namespace, thresholds } from "../../../support/dashboards/examples";
import { queriesOf } from "../../../support/dashboards/queries";

/** Checked by the compiler in `npm run typecheck`: Grafana's types take no other field, and no other word of a mode. */
export const rejected: readonly PlacedPanel[] = [
    // @ts-expect-error a misspelt field
    { type: "text", titel: "Pods" },
    // @ts-expect-error a misspelt mode
    { type: "text", fieldConfig: { defaults: { thresholds: { mode: "absolut", steps: [] } }, overrides: [] } },
];

const exprOf = (dashboard: DashboardModel, title: string) =>
    queriesOf(dashboard)
        .filter(({ of }) => of === title)
        .map(({ expr }) => expr);

for (const [name, dashboard] of Object.entries(dashboards)) {
    describe(`the dashboard of a ${name}`, () => {
        const panels = dashboard.panels ?? [];

        it("has only queries that are PromQL, and no variable that Grafana does not have", () => {
            const queries = queriesOf(dashboard);
            assert.ok(queries.length >= panels.length);
            for (const { of, expr } of queries) {
                assert.equal(promqlError(expr), undefined, of);
                assert.doesNotMatch(expr, /\$(?!1)/, of);
            }
        });

        it("has panels with different ids that fill the rows without an overlap", () => {
            assert.equal(new Set(panels.map(({ id }) => id)).size, panels.length);
            const cells = panels.flatMap(({ gridPos: place }) => {
                assert.ok(place !== undefined && place.x + place.w <= 24);
                return Array.from({ length: place.w }, (_, column) => `${place.x + column}/${place.y}`);
            });
            assert.equal(new Set(cells).size, cells.length);
        });

        it("reads the data source that a user selects", () => {
            const ref = { type: "prometheus", uid: "${datasource}" };
            for (const panel of panels) {
                assert.ok("targets" in panel);
                assert.deepEqual(panel.datasource, ref);
                assert.deepEqual((panel.targets as { datasource: unknown }[])[0]?.datasource, ref);
            }
            assert.deepEqual(
                dashboard.templating?.list?.map(({ name: variable, type }) => [variable, type]),
                [["datasource", "datasource"]],
            );
        });

        it("is one file of a ConfigMap, by a uid that Grafana accepts", () => {
            const [[file, content] = []] = Object.entries(dashboardContent(dashboard));
            assert.match(file ?? "", /^[a-z0-9-]{1,40}\.json$/);
            assert.deepEqual(JSON.parse(content ?? ""), JSON.parse(JSON.stringify(dashboard)));
        });
    });
}

describe("the dashboard of a rollout", () => {
    it("has a limit at each threshold", () => {
        const limits = new Map(
            (dashboards.rollout.panels ?? []).map((panel) => [
                panel.title,
                "fieldConfig" in panel ? panel.fieldConfig?.defaults.thresholds?.steps.at(-1) : undefined,
            ]),
        );
        assert.deepEqual(limits.get("p99 latency"), { color: "red", value: 500 });
        assert.deepEqual(limits.get("Answers with 2xx"), { color: "green", value: 95 });
    });

    it("has latencies in milliseconds", () => {
        assert.match(
            exprOf(dashboards["rollout in seconds"], "p99 latency")[0] ?? "",
            /latency_seconds_bucket.* \* 1000$/,
        );
        assert.doesNotMatch(exprOf(dashboards.rollout, "p99 latency")[0] ?? "", /1000/);
    });

    it("has no burn rate without the rules that record it", () => {
        const without = rolloutDashboard({ namespace, series, objectives: [], thresholds });
        assert.deepEqual(exprOf(without, "Burn rate of the error budget"), []);
        assert.equal(exprOf(dashboards.rollout, "Burn rate of the error budget").length, 2);
    });

    it("reads of the controller only what is about the Rollout of its namespace", () => {
        const controllers = queriesOf(dashboards.rollout).filter(({ expr }) => /rollout_info|analysis_run/.test(expr));
        assert.equal(controllers.length, 6);
        for (const { of, expr } of controllers) {
            const [, exported, own] = /\((\w+\{exported_namespace="web",.*\}) or (\w+\{.*\})\)/.exec(expr) ?? [];
            assert.equal(
                own,
                exported?.replace('exported_namespace="web"', 'exported_namespace="",namespace="web"'),
                of,
            );
            assert.ok(own !== undefined, of);
        }
    });

    it("is another one than that of the same name in another namespace", () => {
        const other = rolloutDashboard({ namespace: "other", series, objectives, thresholds });
        assert.notEqual(other.uid, dashboards.rollout.uid);
        assert.deepEqual([other.title, dashboards.rollout.title], ["Rollout other/shop", "Rollout web/shop"]);
    });
});

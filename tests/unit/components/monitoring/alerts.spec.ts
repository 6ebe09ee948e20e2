import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promqlError } from "../../../../components/src/app/metrics/promql";
import type { PlainRule } from "../../../../components/src/monitoring/alerts/alert";
import { objectivesOf } from "../../../../components/src/monitoring/alerts/objectives";
import { checkout } from "../../../../scripts/local/home";
import { cases, rules, series } from "../../../support/alerts/cases";

const all: readonly PlainRule[] = Object.values(rules).flatMap(({ groups }) => groups.flatMap((group) => group.rules));
const alerts = all.filter(({ alert }) => alert !== undefined);
const names = [...new Set(alerts.map(({ alert = "" }) => alert))].toSorted();
const folder = join(checkout, "docs/runbooks");

describe("the rules of Prometheus", () => {
    it("are PromQL", () => {
        assert.deepEqual(
            all.filter(({ expr }) => promqlError(expr) !== undefined),
            [],
        );
    });

    it("have a runbook page for each alert with meaning, impact, diagnosis and fix, and no other page", () => {
        assert.deepEqual(
            readdirSync(folder).toSorted(),
            [...names.map((name) => `${name}.md`), "README.md"].toSorted(),
        );
        for (const name of names) {
            const page = readFileSync(join(folder, `${name}.md`), "utf8");
            assert.ok(page.startsWith(`# ${name}\n`), name);
            for (const part of ["Meaning", "Impact", "Diagnosis", "Fix"]) {
                assert.ok(new RegExp(`^\\*\\*${part}\\.\\*\\*`, "m").test(page), `${name} has no ${part}`);
            }
        }
    });

    it("link each alert to its page", () => {
        for (const { alert = "", annotations, labels } of alerts) {
            assert.equal(annotations?.["runbook_url"], `https://example.com/runbooks/${alert}.md`);
            assert.match(labels?.["severity"] ?? "", /^(critical|warning)$/);
        }
    });

    it("have tests of each alert: one in which it fires, and one in which it does not", () => {
        for (const [fires, tested] of [
            [true, cases.filter(({ fired }) => fired.length > 0)],
            [false, cases.filter(({ fired }) => fired.length === 0)],
        ] as const) {
            assert.deepEqual([...new Set(tested.map(({ alert }) => alert))].toSorted(), names, String(fires));
        }
        const severities = (alert: string, of: readonly { alert: string; severity: string }[]) =>
            [...new Set(of.filter((one) => one.alert === alert).map(({ severity }) => severity))].toSorted();
        const declared = alerts.map(({ alert = "", labels }) => ({ alert, severity: labels?.["severity"] ?? "" }));
        const fired = cases.flatMap((one) => one.fired.map(({ severity }) => ({ alert: one.alert, severity })));
        for (const name of names) {
            assert.deepEqual(severities(name, fired), severities(name, declared), name);
        }
    });

    it("name the app and its namespace in every alert about it", () => {
        const own = rules.app.groups.flatMap((group) => group.rules).filter(({ alert }) => alert !== undefined);
        for (const { labels } of own) {
            assert.deepEqual([labels?.["namespace"], labels?.["rollout"]], ["web", "shop"]);
        }
    });

    it("are about the objects of the app's namespace, with and without honorLabels", () => {
        const expr = (name: string) => alerts.find(({ alert }) => alert === name)?.expr;
        const both = (metric: string, matchers: string) =>
            `${metric}{exported_namespace="web",${matchers}} or ` +
            `${metric}{exported_namespace="",namespace="web",${matchers}}`;
        assert.equal(expr("RolloutPausedTooLong"), `max(${both("rollout_info", 'name="shop",phase="Paused"')}) > 0`);
        assert.equal(
            expr("VersionNotScraped"),
            `max(${both("rollout_info_replicas_available", 'name="shop"')}) > (count(up{job="shop"} == 1) or vector(0))`,
        );
        const port = 'exported_namespace="web",exported_endpoint="shop-canary"';
        const info = `${both("kube_endpoint_info", 'endpoint="shop-canary"')} or kube_endpoint_info{${port}}`;
        const ready =
            both("kube_endpoint_address", 'endpoint="shop-canary",ready="true"') +
            ` or kube_endpoint_address{${port},ready="true"}`;
        assert.equal(expr("CanaryServiceWithoutEndpoints"), `max(${info}) unless max(${ready})`);
    });

    it("alert by the four rates of the Site Reliability Workbook, each in two windows", () => {
        const share = (window: string) =>
            `job:slo_errors_per_request:ratio_rate${window}{job="shop",slo="availability"}`;
        const burns = alerts.filter(({ alert }) => alert === "AvailabilityBudgetBurn").map(({ expr }) => expr);
        assert.deepEqual(burns, [
            `(${share("1h")} > 14.4 * 0.001 and ${share("5m")} > 14.4 * 0.001) or ` +
                `(${share("6h")} > 6 * 0.001 and ${share("30m")} > 6 * 0.001)`,
            `(${share("1d")} > 3 * 0.001 and ${share("2h")} > 3 * 0.001) or ` +
                `(${share("3d")} > 1 * 0.001 and ${share("6h")} > 1 * 0.001)`,
        ]);
    });

    it("count the requests that count, and a histogram in seconds by its own unit", () => {
        const objectives = { availabilityPercent: 99.9, latencyPercent: 99, latencyMilliseconds: 250 };
        const app = { ...series, matchers: ['handler!="/healthz"'], latencyMetric: "latency_seconds" };
        const [availability, latency] = objectivesOf({ ...app, latencyUnit: "seconds" }, objectives);
        const counter = (more: string) => `http_requests_total{job="shop",handler!="/healthz"${more}}`;
        const requests = `sum(rate(${counter("")}[5m]))`;
        assert.deepEqual(availability?.rates("5m"), {
            bad: `(sum(rate(${counter(',status_code=~"5.."')}[5m])) or 0 * ${requests})`,
            all: requests,
        });
        const answers = 'sum(rate(latency_seconds_count{job="shop"}[5m]))';
        assert.deepEqual(latency?.rates("5m"), {
            bad: `(${answers} - sum(rate(latency_seconds_bucket{job="shop",le="0.25"}[5m])))`,
            all: answers,
        });
    });
});

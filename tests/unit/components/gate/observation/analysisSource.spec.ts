import assert from "node:assert/strict";
import type { AnalysisTemplateObject } from "../../../../../components/src/gate/cluster/analysisTemplates";
import type { RolloutAnalysis } from "../../../../../components/src/gate/cluster/types";
import {
    analysesOf,
    analysisSource,
    type AnalysisSource,
} from "../../../../../components/src/gate/observation/analysisSource";

const address = "http://prometheus.monitoring:9090";

/** A template with a metric of each condition and query, given as `successCondition`. */
function template(...metrics: readonly (readonly [condition: string, query: string])[]): AnalysisTemplateObject {
    return {
        spec: {
            metrics: metrics.map(([successCondition, query]) => ({
                successCondition,
                provider: { prometheus: { address, query } },
            })),
        },
    };
}

const found = (...templates: AnalysisTemplateObject[]) => analysisSource([{ analysis: {}, templates }]);

describe("the source of an analysis", () => {
    const good = 'sum(rate(hits_total{job="shop",code!~"5.."}[1m])) / sum(rate(hits_total{job="shop"}[1m]))';
    const counter = { prometheusAddress: address, job: "shop", requestsMetric: "hits_total", statusLabel: "code" };
    const slow = (metric: string) => `histogram_quantile(0.99, sum(rate(${metric}_bucket{job="shop"}[1m])) by (le))`;
    const p99 = { prometheusAddress: address, job: "shop", latencyMetric: "took_seconds", maxSlowShare: 0.01 };
    const rows: [name: string, template: AnalysisTemplateObject, expected: AnalysisSource][] = [
        ["a share of good answers", template(["result[0] >= 0.95", good]), { ...counter, maxErrorShare: 0.05 }],
        ["in percent", template(["result[0] >= 99", `${good} * 100`]), { ...counter, maxErrorShare: 0.01 }],
        ["of bad ones", template(["result[0] < 0.02", good.replace("!~", "=~")]), { ...counter, maxErrorShare: 0.02 }],
        [
            "in percent, with the factor in front",
            template(["result[0] >= 99", `100 * (${good})`]),
            { ...counter, maxErrorShare: 0.01 },
        ],
        [
            "in percent below 1",
            template(["result[0] <= 0.5", `100 * ${good.replace("!~", "=~")}`]),
            { ...counter, maxErrorShare: 0.005 },
        ],
        ["errors a second, which are no share", template(["result[0] < 0.01", good.split(" / ")[0] ?? ""]), counter],
        [
            "errors of another counter's answers",
            template(["result[0] < 0.01", `${good.split(" / ")[0] ?? ""} / sum(rate(calls_total[1m]))`]),
            counter,
        ],
        ["two comparisons", template(["result[0] >= 0.9 && result[0] < 2", good]), counter],
        ["without a condition", template(["", good]), counter],
        ["a condition that leaves no error", template(["result[0] >= 1", good]), counter],
        ["a quantile in seconds", template(["result[0] < 0.3", slow("took_seconds")]), { ...p99, latencyBound: 300 }],
        [
            "a quantile turned into milliseconds",
            template(["result[0] <= 300", `${slow("took_seconds")} * 1000`]),
            { ...p99, latencyBound: 300 },
        ],
        [
            "with the factor in front",
            template(["result[0] <= 300", `1000 * ${slow("took_seconds")}`]),
            { ...p99, latencyBound: 300 },
        ],
        [
            "a difference of quantiles, which is no threshold",
            template(["result[0] <= 300", `${slow("took_seconds")} - ${slow("took_seconds")}`]),
            { prometheusAddress: address, job: "shop" },
        ],
        [
            "a histogram of milliseconds",
            template(["result < 500", slow("took_ms")]),
            { ...p99, latencyMetric: "took_ms", latencyBound: 500 },
        ],
        [
            "two thresholds of one histogram",
            template(["result < 500", slow("took_ms")], ["result < 900", slow("took_ms")]),
            { ...p99, latencyMetric: "took_ms" },
        ],
        [
            "two counters",
            template(["", good], ["", good.replaceAll("hits", "calls")]),
            { prometheusAddress: address, job: "shop", statusLabel: "code" },
        ],
        ["a broken query", template(["", "sum(rate("]), { prometheusAddress: address }],
        ["a query without labels", template(["", "up"]), { prometheusAddress: address }],
        ["another provider", { spec: { metrics: [{ provider: {} }] } }, {}],
        ["no metrics", {}, {}],
    ];
    for (const [name, given, expected] of rows) {
        it(name, () => {
            assert.deepEqual(found(given), expected);
        });
    }

    it("of a failure's condition is the opposite", () => {
        const metric = { provider: { prometheus: { address, query: good } }, failureCondition: "result[0] < 0.9" };
        assert.equal(found({ spec: { metrics: [metric] } }).maxErrorShare, 0.1);
    });

    it("has the values of the arguments: the Rollout's before the template's", () => {
        const query = good.replaceAll('"shop"', '"{{ args.service }}"');
        const spec = template(["result[0] >= {{args.least}}", query]).spec;
        const args = [
            { name: "service", value: "other" },
            { name: "least", value: "0.9" },
        ];
        const analysis: RolloutAnalysis = { args: [{ name: "service", value: "shop" }] };
        const templates = [{ spec: { ...spec, args } }];
        assert.deepEqual(analysisSource([{ analysis, templates }]), { ...counter, maxErrorShare: 0.1 });
        const { job, ...others } = found({ spec: { ...spec, args: args.slice(1) } });
        assert.deepEqual([job, others.requestsMetric], [undefined, "hits_total"]);
    });

    it("has the arguments of each analysis for its own templates", () => {
        const of = (least: string, query: string) => ({
            analysis: { args: [{ name: "threshold", value: least }] },
            templates: [
                template([
                    query.startsWith("hist") ? "result < {{args.threshold}}" : "result >= {{args.threshold}}",
                    query,
                ]),
            ],
        });
        const source = analysisSource([of("500", slow("took_ms")), of("0.95", good)]);
        assert.deepEqual([source.latencyBound, source.maxErrorShare], [500, 0.05]);
    });

    it("has no address that a Secret has", () => {
        const provider = { prometheus: { address: "{{args.prometheus}}", query: good } };
        const { prometheusAddress, job } = found({ spec: { metrics: [{ provider }] } });
        assert.deepEqual([prometheusAddress, job], [undefined, "shop"]);
    });

    it("has two addresses for none", () => {
        const other = { provider: { prometheus: { address: "http://other:9090", query: good } } };
        const { job, prometheusAddress } = found(template(["", good]), { spec: { metrics: [other] } });
        assert.deepEqual([job, prometheusAddress], ["shop", undefined]);
    });
});

describe("the analyses of a Rollout", () => {
    it("are that of the background and those of its steps", () => {
        const analysis = { templates: [{ templateName: "a" }] };
        const step = { analysis: { templates: [{ templateName: "b" }] } };
        const metadata = { name: "shop", namespace: "demo", uid: "u" };
        const canary = { analysis, steps: [{ setWeight: 10 }, step] };
        assert.deepEqual(analysesOf({ metadata, spec: { strategy: { canary } } }), [analysis, step.analysis]);
        assert.deepEqual(analysesOf({ metadata }), []);
    });
});

import * as pulumi from "@pulumi/pulumi";
import type { AnalysisArgs } from "../../../../../components/src/app";
import { args, itIsRejected } from "../canaryAppArgs";

/** An analysis with more metrics, of which some are wrong. */
function withMetrics(...metrics: readonly unknown[]) {
    return { analysis: { ...args.analysis, metrics } as AnalysisArgs };
}

/** An analysis with more templates and arguments. */
function withAnalysis(more: object) {
    return { analysis: { ...args.analysis, ...more } };
}

/** A gate that promotes every pause by a number of good measurements. */
const proven = (minMeasurements: number) => ({
    advance: "proven" as const,
    gate: { ...args.gate, minMeasurements },
});
const beyondDefault =
    "gate.minMeasurements must be at most 10, the measurements that Argo Rollouts keeps of a metric without " +
    "measurementRetention, or no pause is ever proven, got 11";

const successRate = { atLeastPercent: 99 };
const promql = { query: "sum(up)", successCondition: "result[0] > 1" };
const kinds = "successRate, latencyQuantile, errorRatio, saturation, promql, job, web";

describe("the metrics of an analysis are rejected", () => {
    itIsRejected([
        [
            "good ones: not at all",
            withMetrics(
                { name: "rate", successRate: { ...successRate, good: { matches: "2..|404" }, selector: [] } },
                { name: "median", latencyQuantile: { belowMilliseconds: 50, quantile: 0.5, unit: "seconds" } },
                { name: "cpu", saturation: { of: "cpuThrottling", below: 20 }, dryRun: true, measurementRetention: 20 },
                { name: "depth", promql, count: 2, failureLimit: 1, interval: "5s" },
                { name: "check", web: { url: "http://web/health" } },
            ),
            [],
        ],
        ["no list", withAnalysis({ metrics: "errors" }), ['analysis.metrics must be a list of metrics, got "errors"']],
        [
            "no metric, no name, no kind, and two kinds",
            withMetrics("errors", { successRate }, { name: "a" }, { name: "b", successRate, promql }),
            [
                'analysis.metrics[0] must be a metric with a name, got "errors"',
                "analysis.metrics[1].name must be a DNS label of at most 63 characters, got nothing",
                `analysis.metrics[2] must have exactly one of ${kinds}, got none`,
                `analysis.metrics[3] must have exactly one of ${kinds}, got successRate and promql`,
            ],
        ],
        [
            "names that are taken",
            withMetrics({ name: "p99-latency", promql }, { name: "a", promql }, { name: "a", promql }),
            [
                'analysis.metrics[0].name must be unique, got "p99-latency" twice',
                'analysis.metrics[2].name must be unique, got "a" twice',
            ],
        ],
        [
            "wrong limits, and one that a metric cannot reach",
            withMetrics(
                { name: "a", promql, interval: "0s", inconclusiveLimit: -1, consecutiveSuccessLimit: 0, limit: 3 },
                { name: "b", promql, count: 2, failureLimit: 2 },
                { name: "c", promql, count: 1 },
                { name: "d", promql, count: 3, consecutiveSuccessLimit: 3, inconclusiveLimit: 4 },
                { name: "e", web: { url: "http://web" }, count: 3 },
            ),
            [
                'analysis.metrics[0].interval must be a duration such as 30s, 2m or 1h30m, longer than 0s, got "0s"',
                "analysis.metrics[0].inconclusiveLimit must be a whole number from 0, got -1",
                "analysis.metrics[0].consecutiveSuccessLimit must be a whole number from 1, got 0",
                "analysis.metrics[0].limit is unknown, must be one of name, initialDelay, interval, count, failureLimit, " +
                    "inconclusiveLimit, consecutiveErrorLimit, consecutiveSuccessLimit, dryRun, measurementRetention, " +
                    kinds,
                "analysis.metrics[1].count must be greater than failureLimit, 2, because the metric could not fail " +
                    "otherwise, got 2",
                "analysis.metrics[2].count must be greater than failureLimit, 1, because the metric could not fail " +
                    "otherwise, got 1",
                "analysis.metrics[3].count must be at least failureLimit + consecutiveSuccessLimit, 4, got 3",
                "analysis.metrics[3].count must be at least inconclusiveLimit, 4, got 3",
                "analysis.metrics[4].count must be 1 without an interval, got 3",
            ],
        ],
        [
            "wrong fields of each kind",
            withMetrics(
                { name: "a", successRate: { good: "3xx", scope: "canary", statuslabel: "code" } },
                { name: "b", latencyQuantile: { belowMilliseconds: 0, quantile: 99, unit: "us" } },
                { name: "c", errorRatio: { metric: "a b", errors: [], belowPercent: 101 } },
                { name: "d", errorRatio: { metric: "a", errors: [{ label: "job" }], belowPercent: 1 } },
                { name: "e", saturation: { of: "disk", below: 1, selector: [] } },
                { name: "f", job: {} },
                { name: "g", web: { url: "ftp://web" } },
                { name: "h", web: "http://web" },
            ),
            [
                "analysis.metrics[0].successRate.atLeastPercent must be a number greater than 0, up to 100, got nothing",
                'analysis.metrics[0].successRate.scope must be one of new, stable, both, got "canary"',
                'analysis.metrics[0].successRate.good must be 2xx, not 5xx, or {matches: REGULAR EXPRESSION (RE2)}, got "3xx"',
                "analysis.metrics[0].successRate.statuslabel is unknown, must be one of atLeastPercent, scope, window, " +
                    "good, metric, statusLabel, selector",
                "analysis.metrics[1].latencyQuantile.belowMilliseconds must be a number greater than 0, got 0",
                "analysis.metrics[1].latencyQuantile.quantile must be a number above 0 and below 1, got 99",
                'analysis.metrics[1].latencyQuantile.unit must be one of milliseconds, seconds, got "us"',
                'analysis.metrics[2].errorRatio.metric must be the name of a Prometheus metric, got "a b"',
                "analysis.metrics[2].errorRatio.errors must be a list of label matchers that is not empty, got []",
                "analysis.metrics[2].errorRatio.belowPercent must be a number greater than 0, up to 100, got 101",
                "analysis.metrics[3].errorRatio.errors[0].label must be another label, because the gate selects the " +
                    'app\'s job itself, got "job"',
                "analysis.metrics[3].errorRatio.errors[0].operator must be one of =, !=, =~, !~, got nothing",
                "analysis.metrics[3].errorRatio.errors[0].value must be a string that is not empty, quoted where it " +
                    "looks like a number, got nothing",
                'analysis.metrics[4].saturation.of must be one of cpuThrottling, memory, restarts, got "disk"',
                "analysis.metrics[4].saturation.selector is unknown, must be one of of, below, scope, window",
                "analysis.metrics[5].job.spec must be the spec of a Job, got nothing",
                'analysis.metrics[6].web.url must be an http or https URL without credentials, got "ftp://web"',
                'analysis.metrics[7].web must have fields, got "http://web"',
            ],
        ],
        [
            "credentials in plain text, which no message repeats",
            withMetrics(
                {
                    name: "a",
                    web: { url: "http://web", headers: [{ key: "Authorization", value: "Bearer hunter-2" }] },
                },
                { name: "b", web: { url: "http://web", headers: { Authorization: "hunter-2" } } },
                { name: "c", web: { url: "http://web", authentication: { oauth2: { clientSecret: "hunter-2" } } } },
                {
                    name: "d",
                    web: {
                        url: pulumi.output("http://web"),
                        headers: [
                            { key: "Authorization", value: "Bearer {{args.token}}" },
                            { key: "X-Api-Key", value: pulumi.output("{{args.key}}") },
                        ],
                        authentication: { oauth2: { clientSecret: "{{args.secret}}" } },
                    },
                },
            ),
            [
                "analysis.metrics[0].web.headers[0].value must be an argument from a Secret, {{args.NAME}}, because " +
                    "Authorization holds credentials",
                "analysis.metrics[1].web.headers must be a list of {key: STRING, value: STRING}",
                "analysis.metrics[2].web.authentication must be {oauth2: ...}, whose clientSecret is an argument from a " +
                    "Secret, {{args.NAME}}",
            ],
        ],
        [
            "templates and Secrets of other resources: not at all",
            withAnalysis({
                templates: [{ templateName: pulumi.output("own") }],
                args: [{ name: "b", valueFrom: { secretKeyRef: { name: pulumi.output("api"), key: "token" } } }],
            }),
            [],
        ],
        [
            "wrong expressions",
            withMetrics(
                { name: "a", promql: { query: "sum(up", successCondition: "result[0] > 1" } },
                { name: "b", promql: { query: "rate(up[{{args.window}}])", successCondition: "result[0] > 1" } },
                { name: "c", promql: { query: "vector(1)", successCondition: "result[0] > 1" } },
                { name: "d", promql: { query: "vector(1)", scope: "both", successCondition: "result[0] > 1" } },
                { name: "e", promql: { query: "up", failureCondition: "result[0] > 1" } },
            ),
            [
                "analysis.metrics[0].promql.query must be PromQL, got an error after sum(up",
                'analysis.metrics[1].promql.query must be PromQL, got an error at "{{args.window}}])"',
                "analysis.metrics[2].promql.query must have a selector, to which the scope applies, or the scope both, got " +
                    '"vector(1)"',
                "analysis.metrics[4].promql.successCondition must be a string that is not empty, got nothing",
            ],
        ],
        [
            "a limit that the pauses do not reach",
            withMetrics({ name: "late", promql, initialDelay: "10m" }),
            [
                "steps must pause for at least 640s from startingStep 1 on, because the metric late can take that long to " +
                    "fail (initialDelay 10m + the longer of failureLimit 1 x interval 30s and consecutiveErrorLimit 4 x " +
                    "10s), got 90s",
            ],
        ],
        [
            "fewer measurements kept than a pause needs to be proven",
            {
                ...withMetrics(
                    { name: "a", promql, measurementRetention: 2 },
                    { name: "b", promql, measurementRetention: 3 },
                    { name: "c", promql, measurementRetention: 1, dryRun: true },
                    { name: "d", promql, measurementRetention: 2, count: 5 },
                    { name: "e", web: { url: "http://web" }, measurementRetention: 1 },
                    { name: "f", promql },
                ),
                ...proven(3),
            },
            [
                "analysis.metrics[0].measurementRetention must be at least gate.minMeasurements, 3, or no pause is ever " +
                    "proven, got 2",
            ],
        ],
        ["more than Argo keeps by default", proven(11), [beyondDefault]],
        ["as many as Argo keeps by default: not at all", proven(10), []],
        [
            "more than that in a pause that a promotion ends",
            {
                steps: [{ setWeight: 10 }, { pause: {} }, { setWeight: 100 }],
                gate: { ...args.gate, minMeasurements: 11 },
            },
            [beyondDefault],
        ],
        [
            "more than that where nothing waits for them: not at all",
            { gate: { ...args.gate, minMeasurements: 11 } },
            [],
        ],
        [
            "more than that where each metric keeps them: not at all",
            {
                analysis: {
                    ...args.analysis,
                    bothVersions: false,
                    metrics: [{ name: "a", promql, measurementRetention: 11 }],
                },
                ...proven(11),
            },
            [],
        ],
        ["a late dry run: not at all", withMetrics({ name: "late", promql, initialDelay: "10m", dryRun: true }), []],
        [
            "nothing that measures",
            withAnalysis({ bothVersions: false }),
            [
                "analysis.bothVersions must be true without metrics and templates, because nothing would measure, got false",
            ],
        ],
        [
            "wrong templates",
            withAnalysis({ templates: [{ name: "own" }] }),
            [
                "analysis.templates must be a list of {templateName: NAME}, and clusterScope: true for a " +
                    'ClusterAnalysisTemplate, got [{"name":"own"}]',
            ],
        ],
        [
            "wrong arguments",
            withAnalysis({
                args: [
                    { name: "service-name", value: "a" },
                    { name: "a", value: "1", valueFrom: {} },
                    { name: "a", valueFrom: { podTemplateHashValue: "Canary" } },
                    { name: "b", valueFrom: { secretKeyRef: { name: "api" } } },
                    { name: "c", valueFrom: { fieldRef: {} } },
                    { name: "d", value: 1 },
                    { name: "header-authorization", value: "1" },
                    1,
                ],
            }),
            [
                "analysis.args[0].name must be unique, none of service-name, namespace, latest-hash, stable-hash, and not " +
                    'begin with header- or oauth2-, got "service-name"',
                "analysis.args[1] must have either value, or valueFrom with podTemplateHashValue, fieldRef or " +
                    "secretKeyRef, got value and valueFrom",
                "analysis.args[2].name must be unique, none of service-name, namespace, latest-hash, stable-hash, and not " +
                    'begin with header- or oauth2-, got "a"',
                'analysis.args[2].valueFrom.podTemplateHashValue must be Latest or Stable, got "Canary"',
                'analysis.args[3].valueFrom.secretKeyRef must be {name: STRING, key: STRING}, got {"name":"api"}',
                "analysis.args[4].valueFrom.fieldRef must be {fieldPath: STRING}, got {}",
                "analysis.args[5].value must be a string that is not empty, got 1",
                "analysis.args[6].name must be unique, none of service-name, namespace, latest-hash, stable-hash, and not " +
                    'begin with header- or oauth2-, got "header-authorization"',
                "analysis.args[7] must be an argument with a name, got 1",
            ],
        ],
        [
            "a Secret for templates of the user alone",
            withAnalysis({
                bothVersions: false,
                templates: [{ templateName: "own" }],
                args: [{ name: "b", valueFrom: { secretKeyRef: { name: "api", key: "token" } } }],
            }),
            ["analysis.args[0].valueFrom must be an argument of your template: a Secret cannot be given here"],
        ],
        [
            "a field that there is not",
            withAnalysis({ windows: "1m" }),
            [
                "analysis.windows is unknown, must be one of initialDelay, interval, failureLimit, consecutiveErrorLimit, " +
                    "window, p99LatencyMilliseconds, successRatePercent, prometheusAddress, latencyMetric, " +
                    "requestsMetric, latencyUnit, statusLabel, bothVersions, metrics, templates, args, " +
                    "prometheusAccess, secretReader",
            ],
        ],
    ]);
});

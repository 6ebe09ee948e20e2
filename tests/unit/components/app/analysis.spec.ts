import assert from "node:assert/strict";
import { parse } from "yaml";
import { analysisTemplateSpec, backgroundAnalysis } from "../../../../components/src/app/analysis";
import type { AnalysisArgs } from "../../../../components/src/app/args/analysis";
import type { CanaryMetric } from "../../../../components/src/app/args/metrics";
import { promqlError } from "../../../../components/src/app/metrics/promql";

/** The spec of the article's AnalysisTemplate, word for word. */
const article = `
  args:
    - name: service-name
      value: ops-hardening-demo
  metrics:
    - name: p99-latency
      initialDelay: 30s
      interval: 30s
      failureLimit: 1
      consecutiveErrorLimit: 4
      successCondition: "result[0] < 500"
      provider:
        prometheus:
          address: http://prometheus-kube-prometheus-prometheus.monitoring:9090
          query: >-
            histogram_quantile(0.99,
            sum(rate(http_request_duration_milliseconds_bucket{job="{{args.service-name}}"}[2m])) by (le))
    - name: success-rate
      initialDelay: 30s
      interval: 30s
      failureLimit: 1
      consecutiveErrorLimit: 4
      successCondition: "result[0] >= 95"
      provider:
        prometheus:
          address: http://prometheus-kube-prometheus-prometheus.monitoring:9090
          query: >-
            sum(rate(http_requests_total{job="{{args.service-name}}",status_code=~"2.."}[2m]))
            / sum(rate(http_requests_total{job="{{args.service-name}}"}[2m])) * 100
`;

const defaults = {
    initialDelay: "30s",
    interval: "30s",
    failureLimit: 1,
    consecutiveErrorLimit: 4,
    window: "2m",
    p99LatencyMilliseconds: 500,
    successRatePercent: 95,
    prometheusAddress: "http://prometheus-kube-prometheus-prometheus.monitoring:9090",
};

interface Metric {
    readonly name: string;
    readonly successCondition?: string;
    readonly provider: { readonly prometheus: { readonly query: string } };
    readonly [field: string]: unknown;
}

/** Returns the spec of an app's AnalysisTemplate. */
function specOf(name: string, args: AnalysisArgs) {
    const app = { rollout: name, serviceName: name, namespace: "shop" };
    const spec = analysisTemplateSpec(app, args) ?? { args: [], metrics: [] };
    return { ...spec, metrics: spec.metrics as unknown as readonly Metric[] };
}

/** Returns the only metric of an app that measures nothing else. */
function metricOf(metric: CanaryMetric, args: Partial<AnalysisArgs> = {}): Metric {
    const { metrics } = specOf("web", { ...defaults, ...args, bothVersions: false, metrics: [metric] });
    const [only] = metrics;
    assert.ok(only !== undefined && metrics.length === 1);
    return only;
}

describe("the AnalysisTemplate", () => {
    it("is the article's, word for word", () => {
        assert.deepEqual(specOf("ops-hardening-demo", defaults), parse(article));
    });

    it("takes thresholds, window and times from its arguments", () => {
        const { metrics } = specOf("web", {
            ...defaults,
            initialDelay: "10s",
            interval: "5s",
            failureLimit: 0,
            consecutiveErrorLimit: 2,
            window: "30s",
            p99LatencyMilliseconds: 1,
            successRatePercent: 99.5,
        });
        assert.deepEqual(
            metrics.map(({ successCondition }) => successCondition),
            ["result[0] < 1", "result[0] >= 99.5"],
        );
        for (const metric of metrics) {
            assert.equal(metric.initialDelay, "10s");
            assert.equal(metric.interval, "5s");
            assert.equal(metric.failureLimit, 0);
            assert.equal(metric.consecutiveErrorLimit, 2);
            assert.equal(metric.provider.prometheus.query.includes("[2m]"), false);
            assert.equal(metric.provider.prometheus.query.includes("[30s]"), true);
        }
    });

    it("asks for the metrics that the service has", () => {
        const { metrics } = specOf("web", {
            ...defaults,
            latencyMetric: "grpc_latency_ms",
            requestsMetric: "grpc_requests_total",
            statusLabel: "code",
        });
        const job = 'job="{{args.service-name}}"';
        assert.deepEqual(
            metrics.map(({ name, provider }) => [name, provider.prometheus.query]),
            [
                ["p99-latency", `histogram_quantile(0.99, sum(rate(grpc_latency_ms_bucket{${job}}[2m])) by (le))`],
                [
                    "success-rate",
                    `sum(rate(grpc_requests_total{${job},code=~"2.."}[2m])) / ` +
                        `sum(rate(grpc_requests_total{${job}}[2m])) * 100`,
                ],
            ],
        );
    });

    it("measures a histogram in seconds in milliseconds, by its name or by its unit", () => {
        const query = (args: Partial<AnalysisArgs>) => specOf("web", { ...defaults, ...args }).metrics[0]?.provider;
        const quantile = (metric: string) =>
            `histogram_quantile(0.99, sum(rate(${metric}_bucket{job="{{args.service-name}}"}[2m])) by (le))`;
        const answered = [
            query({ latencyMetric: "http_request_duration_seconds" }),
            query({ latencyMetric: "latency", latencyUnit: "seconds" }),
            query({ latencyMetric: "odd_seconds", latencyUnit: "milliseconds" }),
        ].map((provider) => provider?.prometheus.query);
        assert.deepEqual(answered, [
            `${quantile("http_request_duration_seconds")} * 1000`,
            `${quantile("latency")} * 1000`,
            quantile("odd_seconds"),
        ]);
    });

    it("is absent if only templates of the user measure", () => {
        const args = { ...defaults, bothVersions: false, templates: [{ templateName: "own" }] };
        assert.equal(analysisTemplateSpec({ rollout: "web", serviceName: "web", namespace: "shop" }, args), undefined);
        assert.deepEqual(backgroundAnalysis(undefined, args), { templates: [{ templateName: "own" }] });
    });

    it("takes the times and limits of a metric, or those of the analysis", () => {
        const measured = { atLeastPercent: 99 };
        const limits = ({ initialDelay, interval, count, failureLimit, consecutiveErrorLimit, ...rest }: Metric) => [
            ...[initialDelay, interval, count, failureLimit, consecutiveErrorLimit],
            ...[rest["inconclusiveLimit"], rest["consecutiveSuccessLimit"]],
        ];
        assert.deepEqual(limits(metricOf({ name: "a", successRate: measured })), [
            ...["30s", "30s", undefined, 1, 4, undefined, undefined],
        ]);
        const own = { initialDelay: "1s", interval: "2s", count: 3, failureLimit: 0, consecutiveErrorLimit: 1 };
        const more = { inconclusiveLimit: 2, consecutiveSuccessLimit: 3 };
        assert.deepEqual(limits(metricOf({ name: "a", ...own, ...more, successRate: measured })), [
            ...["1s", "2s", 3, 0, 1, 2, 3],
        ]);
        assert.deepEqual(limits(metricOf({ name: "a", web: { url: "http://web/health" } })), [
            ...[undefined, undefined, undefined, undefined, 0, undefined, undefined],
        ]);
    });

    it("names dry runs and the measurements that it keeps by patterns for their whole names", () => {
        const successRate = { atLeastPercent: 99 };
        const metrics = [
            { name: "a", dryRun: true, successRate },
            { name: "a-b", dryRun: false, measurementRetention: 50, successRate },
        ];
        const spec = analysisTemplateSpec(
            { rollout: "web", serviceName: "web", namespace: "shop" },
            { ...defaults, metrics },
        );
        assert.deepEqual(spec?.dryRun, [{ metricName: "^a$" }]);
        assert.deepEqual(spec.measurementRetention, [{ metricName: "^a-b$", limit: 50 }]);
    });

    it("declares the arguments, of which the Rollout gives all but Secrets", () => {
        const secret = { name: "token", valueFrom: { secretKeyRef: { name: "api", key: "token" } } };
        const region = { name: "region", valueFrom: { fieldRef: { fieldPath: "metadata.labels['region']" } } };
        const args = {
            ...defaults,
            metrics: [{ name: "a", successRate: { atLeastPercent: 99 } }],
            templates: [{ templateName: "own" }, { templateName: "all", clusterScope: true }],
            args: [{ name: "least", value: "5" }, region, secret],
        };
        assert.deepEqual(specOf("web", args).args, [
            { name: "service-name", value: "web" },
            { name: "namespace", value: "shop" },
            ...["latest-hash", "stable-hash", "least", "region"].map((name) => ({ name })),
            secret,
        ]);
        assert.deepEqual(backgroundAnalysis("web-analysis", args), {
            templates: [{ templateName: "web-analysis" }, ...args.templates],
            args: [
                { name: "latest-hash", valueFrom: { podTemplateHashValue: "Latest" } },
                { name: "stable-hash", valueFrom: { podTemplateHashValue: "Stable" } },
                { name: "least", value: "5" },
                region,
            ],
        });
    });

    const job = 'job="{{args.service-name}}"';
    const latest = 'rollouts_pod_template_hash="{{args.latest-hash}}"';
    const stable = 'rollouts_pod_template_hash="{{args.stable-hash}}"';
    const queries: readonly (readonly [what: string, metric: CanaryMetric, query: string, condition: string])[] = [
        [
            "the share of 2xx answers of the new version",
            { name: "a", successRate: { atLeastPercent: 99 } },
            `(sum(rate(http_requests_total{${job},${latest},status_code=~"2.."}[2m])) or vector(0)) ` +
                `/ sum(rate(http_requests_total{${job},${latest},status_code!=""}[2m])) * 100`,
            "result[0] >= 99",
        ],
        [
            "the share of answers but 5xx of the stable version, by another label",
            { name: "a", successRate: { atLeastPercent: 99, good: "not 5xx", scope: "stable", statusLabel: "code" } },
            `(sum(rate(http_requests_total{${job},${stable},code!~"5.."}[2m])) or vector(0)) ` +
                `/ sum(rate(http_requests_total{${job},${stable},code!=""}[2m])) * 100`,
            "result[0] >= 99",
        ],
        [
            "the share of answers with some statuses, of both versions, of some requests",
            {
                name: "a",
                successRate: {
                    ...{ atLeastPercent: 99, good: { matches: "2..|404" }, scope: "both", metric: "answers_total" },
                    selector: [{ label: "path", operator: "!=", value: "/health" }],
                    window: "1m",
                },
            },
            `(sum(rate(answers_total{${job},path!="/health",status_code=~"2..|404"}[1m])) or vector(0)) ` +
                `/ sum(rate(answers_total{${job},path!="/health",status_code!=""}[1m])) * 100`,
            "result[0] >= 99",
        ],
        [
            "a quantile of the new version's latencies",
            { name: "a", latencyQuantile: { belowMilliseconds: 250, quantile: 0.5, metric: "latency_seconds" } },
            `histogram_quantile(0.5, sum(rate(latency_seconds_bucket{${job},${latest}}[2m])) by (le)) * 1000`,
            "result[0] < 250",
        ],
        [
            "the share of errors of a counter",
            {
                name: "a",
                errorRatio: {
                    ...{ metric: "jobs_total", belowPercent: 1 },
                    errors: [{ label: "result", operator: "=", value: "failed" }],
                },
            },
            `(sum(rate(jobs_total{${job},${latest},result="failed"}[2m])) or vector(0)) ` +
                `/ sum(rate(jobs_total{${job},${latest},result!=""}[2m])) * 100`,
            "result[0] < 1",
        ],
        [
            "throttled periods",
            { name: "a", saturation: { of: "cpuThrottling", below: 25 } },
            'sum(increase(container_cpu_cfs_throttled_periods_total{namespace="{{args.namespace}}",' +
                'pod=~"web-{{args.latest-hash}}-[a-z0-9]+",container!=""}[2m])) ' +
                '/ sum(increase(container_cpu_cfs_periods_total{namespace="{{args.namespace}}",' +
                'pod=~"web-{{args.latest-hash}}-[a-z0-9]+",container!=""}[2m])) * 100',
            "result[0] < 25",
        ],
        [
            "memory of both versions",
            { name: "a", saturation: { of: "memory", below: 90, scope: "both" } },
            'max(container_memory_working_set_bytes{namespace="{{args.namespace}}",' +
                'pod=~"web-({{args.latest-hash}}|{{args.stable-hash}})-[a-z0-9]+",container!=""} ' +
                '/ (container_spec_memory_limit_bytes{namespace="{{args.namespace}}",' +
                'pod=~"web-({{args.latest-hash}}|{{args.stable-hash}})-[a-z0-9]+",container!=""} > 0)) * 100',
            "result[0] < 90",
        ],
        [
            "restarts of the stable version",
            { name: "a", saturation: { of: "restarts", below: 1, scope: "stable" } },
            'sum(kube_pod_container_status_restarts_total{namespace="{{args.namespace}}",' +
                'pod=~"web-{{args.stable-hash}}-[a-z0-9]+"})',
            "result[0] < 1",
        ],
        [
            "an expression of the new version",
            { name: "a", promql: { query: "sum(depth) / sum(size{}[5m:1m])", successCondition: "result[0] < 5" } },
            `sum(depth{${latest}}) / sum(size{${latest}}[5m:1m])`,
            "result[0] < 5",
        ],
        [
            "an expression with matchers and a comment",
            {
                name: "a",
                promql: { query: 'sum(depth{queue="a" # the first\n})', successCondition: "result[0] < 5" },
            },
            `sum(depth{${latest},queue="a" # the first\n})`,
            "result[0] < 5",
        ],
        [
            "an expression of both versions",
            { name: "a", promql: { query: "sum(depth)", scope: "both", successCondition: "result[0] < 5" } },
            "sum(depth)",
            "result[0] < 5",
        ],
        [
            "the difference of the versions",
            { name: "a", promql: { query: "sum(depth)", scope: "compare", successCondition: "result[0] < 5" } },
            `vector(scalar(sum(depth{${latest}})) - scalar(sum(depth{${stable}})))`,
            "result[0] < 5",
        ],
    ];
    for (const [what, metric, query, condition] of queries) {
        it(`measures ${what}`, () => {
            const { provider, successCondition } = metricOf(metric);
            assert.equal(provider.prometheus.query, query);
            assert.equal(successCondition, condition);
            assert.equal(promqlError(query), undefined);
        });
    }

    it("measures by a Job and by a request", () => {
        const spec = { template: { spec: { restartPolicy: "Never", containers: [] } } };
        assert.deepEqual(metricOf({ name: "a", job: { spec } }).provider, { job: { spec } });
        const web = { url: "http://web/health", jsonPath: "{$.ok}" };
        const { provider, successCondition } = metricOf({ name: "a", web: { ...web, successCondition: "result" } });
        assert.deepEqual({ provider, successCondition }, { provider: { web }, successCondition: "result" });
    });
});

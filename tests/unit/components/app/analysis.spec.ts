import assert from "node:assert/strict";
import { parse } from "yaml";
import { analysisTemplateSpec } from "../../../../components/src/app/analysis";

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

describe("the AnalysisTemplate", () => {
    it("is the article's, word for word", () => {
        assert.deepEqual(analysisTemplateSpec("ops-hardening-demo", defaults), parse(article));
    });

    it("takes thresholds, window and times from its arguments", () => {
        const { metrics } = analysisTemplateSpec("web", {
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
            metrics.map((metric) => metric.successCondition),
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
        const { metrics } = analysisTemplateSpec("web", {
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
});

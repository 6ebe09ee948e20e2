import assert from "node:assert/strict";
import { gateFailureOf } from "../../scripts/local/gateOutput";
import { onlyAnswers } from "../support/e2e/ingressClient";
import { appOf } from "./support/app";
import { environment, imageOf } from "./support/environment";
import { assertFailed, assertSucceeded } from "./support/pulumiRuns";

interface MetricResult {
    readonly name: string;
    readonly phase: string;
    readonly dryRun?: boolean;
    readonly successful?: number;
}

interface AnalysisRun {
    readonly metadata: { readonly labels: Readonly<Record<string, string>>; readonly creationTimestamp: string };
    readonly spec: { readonly args: readonly { readonly name: string; readonly value?: string }[] };
    readonly status: { readonly phase: string; readonly metricResults: readonly MetricResult[] };
}

const steps = [
    { setWeight: 10 },
    { pause: { duration: "30s" } },
    { setWeight: 50 },
    { pause: { duration: "15s" } },
    { setWeight: 100 },
];

/** The analysis judges alone, so that its metrics are what rejects. */
const settings = {
    ...{ steps, judge: "off", bothVersions: "false" },
    ...{ initialDelay: "8s", interval: "6s", window: "20s", consecutiveErrorLimit: "2" },
};

const errors = { name: "errors", successRate: { atLeastPercent: 99, good: "not 5xx" } };

/** Metrics of every kind that the platform has data for, and one that it has not, as a dry run. */
const metrics = [
    errors,
    { name: "p99-new-latency", latencyQuantile: { belowMilliseconds: 500 } },
    { name: "p50-stable-latency", latencyQuantile: { belowMilliseconds: 500, quantile: 0.5, scope: "stable" } },
    {
        name: "teapots",
        errorRatio: {
            metric: "http_requests_total",
            errors: [{ label: "status_code", operator: "=", value: "418" }],
            belowPercent: 1,
        },
    },
    {
        name: "slower",
        promql: {
            query: 'histogram_quantile(0.5, sum by (le) (rate(http_request_duration_milliseconds_bucket{job="e2e-metrics"}[20s])))',
            scope: "compare",
            successCondition: "result[0] < 250",
        },
    },
    { name: "restarts", saturation: { of: "restarts", below: 1 }, dryRun: true },
    {
        name: "health",
        web: {
            url: "http://e2e-metrics-canary.{{args.namespace}}.svc/healthz",
            headers: [{ key: "Authorization", value: "Bearer {{args.token}}" }],
        },
    },
];

/** A template that the user has on the cluster: it measures requests of the new version. */
const template = (kind: string, name: string, metric: string) => ({
    apiVersion: "argoproj.io/v1alpha1",
    kind,
    metadata: { name },
    spec: {
        args: [{ name: "hash" }, { name: "least" }],
        metrics: [
            {
                name: metric,
                initialDelay: "8s",
                interval: "6s",
                consecutiveErrorLimit: 2,
                successCondition: "result[0] >= {{args.least}}",
                provider: {
                    prometheus: {
                        address: "http://prometheus-kube-prometheus-prometheus.monitoring:9090",
                        query: 'sum(rate(http_requests_total{rollouts_pod_template_hash="{{args.hash}}"}[20s]))',
                    },
                },
            },
        ],
    },
});

const answersOk = ["node", "-e", "fetch(process.env.URL).then((answer) => process.exit(answer.ok ? 0 : 1))"];

describe("an analysis with more metrics", function () {
    this.timeout("15m");
    const app = appOf("metrics");

    async function apply(manifest: object) {
        const { target } = await environment();
        await target.kubectl.run(["apply", `--namespace=${app.namespace}`, "--filename=-"], JSON.stringify(manifest));
    }

    /** The AnalysisRuns of a type, the youngest last. */
    async function runs(type: "Background" | "Step") {
        const all = (await app.list("analysisruns")) as unknown as AnalysisRun[];
        return all
            .filter(({ metadata }) => metadata.labels["rollout-type"] === type)
            .toSorted((a, b) => a.metadata.creationTimestamp.localeCompare(b.metadata.creationTimestamp));
    }

    after("remove the cluster's template", async () => {
        const { target } = await environment();
        await target.kubectl.run(["delete", "clusteranalysistemplate", "e2e-metrics", "--ignore-not-found"]);
    });

    it("promotes a good version, which passed its smoke test, by metrics of every kind", async () => {
        await app.deploy("v1");
        await apply({
            apiVersion: "v1",
            kind: "Secret",
            metadata: { name: "prometheus-token" },
            stringData: { token: "t0ken" },
        });
        await apply(template("AnalysisTemplate", "own", "own-requests"));
        await apply(template("ClusterAnalysisTemplate", "e2e-metrics", "all-requests"));
        const run = await app.up("v2", {
            ...{ ...settings, metrics },
            analysisTemplates: [{ templateName: "own" }, { templateName: "e2e-metrics", clusterScope: true }],
            analysisArgs: [
                { name: "hash", valueFrom: { podTemplateHashValue: "Latest" } },
                { name: "least", value: "0.5" },
                { name: "token", valueFrom: { secretKeyRef: { name: "prometheus-token", key: "token" } } },
            ],
            smokeTest: { requests: [{ path: "/" }, { path: "/healthz" }] },
        });
        assertSucceeded(run);
        assert.equal((await app.outputs())["outcome"], "Promoted");

        const [background] = await runs("Background");
        assert.ok(background !== undefined);
        const { status } = (await app.get("rollout")) as { status: { currentPodHash: string } };
        assert.equal(background.spec.args.find(({ name }) => name === "latest-hash")?.value, status.currentPodHash);
        const results = background.status.metricResults;
        const good = results.filter(({ dryRun = false, successful = 0 }) => !dryRun && successful > 0);
        assert.deepEqual(good.map(({ name }) => name).toSorted(), [
            ...["all-requests", "errors", "health", "own-requests", "p50-stable-latency", "p99-new-latency"],
            ...["slower", "teapots"],
        ]);
        assert.equal(results.find(({ name }) => name === "restarts")?.dryRun, true);
        const [smoke] = await runs("Step");
        assert.deepEqual(
            // Argo starts the metrics of a run at the same time, and lists them as they end.
            smoke?.status.metricResults.map(({ name, phase }) => [name, phase]).toSorted(),
            [
                ["request-1", "Successful"],
                ["request-2", "Successful"],
            ],
        );
    });

    it("rolls back a version by its own errors, which are 1.1 % of both versions' answers", async () => {
        const smokeTest = { image: imageOf("v1"), command: answersOk, env: { NODE_OPTIONS: "" } };
        const run = await app.up("v3", {
            ...{ ...settings, metrics: [errors], smokeTest },
            // Seldom enough for the one request of the smoke test to be good in most runs, and it is repeated by nothing.
            env: { FAULT_ERROR_RATE: "0.11", FAULT_ABOVE_PER_SECOND: "1" },
        });
        assertFailed(run);
        assert.match(
            gateFailureOf(run.output) ?? run.output,
            /^rollout e2e-metrics\/e2e-metrics aborted at step \d\/8 \(setWeight (10|50)\): errors measured .*, must be >= 99; traffic is back on stable/,
        );
        const { ingressUrl } = await environment();
        await onlyAnswers(ingressUrl, app.host, "v2", 50);
    });

    for (const [what, smokeTest, env, cause] of [
        ["a Job", { image: imageOf("v1"), command: answersOk }, { FAULT_ERROR_RATE: "1" }, "smoke-test failed"],
        [
            "requests",
            { requests: [{ path: "/" }] },
            { FAULT_ERROR_RATE: "1.0" },
            "request-1 was answered with HTTP status 500 twice",
        ],
    ] as const) {
        it(`rolls back a version that fails its smoke test by ${what} before any user's request`, async () => {
            const run = await app.up("v3", { ...settings, metrics: [errors], smokeTest, env });
            assertFailed(run);
            const failure = gateFailureOf(run.output) ?? run.output;
            assert.ok(
                failure.startsWith(
                    `rollout e2e-metrics/e2e-metrics aborted at step 1/8: ${cause}; traffic is back on stable (canary weight 0); fix the image`,
                ),
                failure,
            );
            assert.doesNotMatch(run.output, /Canary: [1-9]/);
            const { ingressUrl } = await environment();
            await onlyAnswers(ingressUrl, app.host, "v2", 50);
        });
    }
});

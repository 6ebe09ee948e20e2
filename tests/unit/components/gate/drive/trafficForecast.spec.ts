import assert from "node:assert/strict";
import type { Metrics } from "../../../../../components/src/gate/cluster/prometheus";
import { forecastPower } from "../../../../../components/src/gate/drive/trafficForecast";
import { defaults } from "../../../../../components/src/gate/model/inputs";
import type { JudgeInputs } from "../../../../../components/src/gate/model/judgeInputs";
import { judgeInputs } from "../../../../support/gate/judgeInputs";

const at = Date.parse("2026-03-01T06:00:00Z");
const policy = { ...defaults, timeoutSeconds: 1800, job: "shop" };
const selector = 'http_requests_total{job="shop"}';

/** Forecasts two pauses with what Prometheus answers. */
function forecast(values: Metrics["values"], requestsPerSecond?: number, more: Partial<JudgeInputs> = {}) {
    const judge = { ...judgeInputs, ...(requestsPerSecond !== undefined && { requestsPerSecond }), ...more };
    const pauses = [{ weight: 10, seconds: 60 }];
    const metrics = { values, samples: () => Promise.reject(new Error("not asked")) };
    return forecastPower({ kind: "forecast", judge, pauses, at }, policy, metrics);
}

describe("the traffic of a forecast", () => {
    it("is the declared one, without a query", async () => {
        const { forecast: known } = await forecast(() => Promise.reject(new Error("not asked")), 40);
        assert.equal(known?.requestsPerSecond, 40);
    });

    it("is the mean rate of the last hour, minute by minute, in which there are metrics", async () => {
        const asked: unknown[] = [];
        const samples = [NaN, 20, 40].map((value, index) => ({ at: at - 60_000 * index, value }));
        const answer: Metrics["values"] = (...given) => {
            asked.push(given);
            return Promise.resolve([{ labels: {}, samples }]);
        };
        const { forecast: known } = await forecast(answer, undefined, { latencyMetric: "" });
        assert.equal(known?.requestsPerSecond, 30);
        assert.deepEqual(asked, [[`sum(rate(${selector}[2m]))`, at - 3_600_000, at, 60_000]]);
    });

    it("is unknown without metrics, and without an answer", async () => {
        assert.deepEqual(await forecast(() => Promise.resolve([])), {
            findings: [{ kind: "unknownTraffic", problem: { kind: "noSeries", selector } }],
        });
        assert.deepEqual(await forecast(() => Promise.reject(new Error("no answer"))), {
            findings: [{ kind: "unknownTraffic", problem: { kind: "noAnswer", message: "no answer" } }],
        });
    });

    it("may be none: then the pauses show nothing", async () => {
        const { forecast: known, findings } = await forecast((expression) =>
            Promise.resolve(expression.startsWith("sum") ? [{ labels: {}, samples: [{ at, value: 0 }] }] : []),
        );
        assert.deepEqual(known?.together, {});
        assert.deepEqual(
            findings.map((finding) => finding.kind),
            ["lowPower", "lowPower"],
        );
    });
});

describe("the highest bucket of the histogram", () => {
    /** Returns the findings at a declared rate, with buckets up to a bound in the histogram's unit. */
    async function findingsWith(highest: number, more: Partial<JudgeInputs> = {}) {
        const asked: string[] = [];
        const values: Metrics["values"] = (expression) => {
            asked.push(expression);
            return Promise.resolve([{ labels: {}, samples: [{ at, value: highest }] }]);
        };
        const { findings } = await forecast(values, 400, { latencyBound: 500, ...more });
        return { asked, findings };
    }

    it("must be as high as the threshold", async () => {
        const { asked, findings } = await findingsWith(250);
        const metric = "http_request_duration_milliseconds";
        assert.deepEqual(findings, [{ kind: "highestBucket", metric, highest: 250, threshold: 500 }]);
        assert.deepEqual(asked, [
            `histogram_quantile(1, (max by (le) (${metric}_bucket{job="shop",le="+Inf"}) * 0 + 1) ` +
                `or (max by (le) (${metric}_bucket{job="shop",le!="+Inf"}) * 0))`,
        ]);
        assert.deepEqual((await findingsWith(500)).findings, []);
    });

    it("is in the histogram's unit", async () => {
        const inSeconds = { latencyMetric: "latency_seconds", latencyUnit: "seconds" as const };
        const { findings } = await findingsWith(0.25, inSeconds);
        assert.deepEqual(findings, [
            { kind: "highestBucket", metric: "latency_seconds", highest: 250, threshold: 500 },
        ]);
        assert.deepEqual((await findingsWith(0.5, inSeconds)).findings, []);
    });

    it("is unknown without a histogram, buckets, or an answer", async () => {
        assert.deepEqual(await findingsWith(250, { latencyMetric: "" }), { asked: [], findings: [] });
        assert.deepEqual((await findingsWith(NaN)).findings, []);
        assert.deepEqual((await forecast(() => Promise.resolve([]), 400)).findings, []);
        assert.deepEqual((await forecast(() => Promise.reject(new Error("no answer")), 400)).findings, []);
    });
});

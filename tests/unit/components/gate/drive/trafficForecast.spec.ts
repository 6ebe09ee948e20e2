import assert from "node:assert/strict";
import type { Metrics } from "../../../../../components/src/gate/cluster/prometheus";
import { forecastPower } from "../../../../../components/src/gate/drive/trafficForecast";
import { defaults } from "../../../../../components/src/gate/model/inputs";
import { judgeInputs } from "../../../../support/gate/judgeInputs";

const at = Date.parse("2026-03-01T06:00:00Z");
const policy = { ...defaults, timeoutSeconds: 1800, job: "shop" };
const selector = 'http_requests_total{job="shop"}';

/** Forecasts two pauses with what Prometheus answers. */
function forecast(values: Metrics["values"], requestsPerSecond?: number) {
    const judge = { ...judgeInputs, ...(requestsPerSecond !== undefined && { requestsPerSecond }) };
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
        const { forecast: known } = await forecast((...given) => {
            asked.push(given);
            return Promise.resolve([{ labels: {}, samples }]);
        });
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
        const { forecast: known, findings } = await forecast(() =>
            Promise.resolve([{ labels: {}, samples: [{ at, value: 0 }] }]),
        );
        assert.deepEqual(known?.together, {});
        assert.deepEqual(
            findings.map((finding) => finding.kind),
            ["lowPower", "lowPower"],
        );
    });
});

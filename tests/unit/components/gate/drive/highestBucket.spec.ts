import assert from "node:assert/strict";
import type { Metrics } from "../../../../../components/src/gate/cluster/prometheus";
import { highestBucketBelow } from "../../../../../components/src/gate/drive/highestBucket";
import { lookAtAnswers } from "../../../../../components/src/gate/drive/judgeAnswers";
import { defaults } from "../../../../../components/src/gate/model/inputs";
import type { JudgeInputs } from "../../../../../components/src/gate/model/judgeInputs";
import { judgeInputs } from "../../../../support/gate/judgeInputs";

const at = Date.parse("2026-03-01T06:00:00Z");
const metric = "http_request_duration_milliseconds";

/** Returns the finding with buckets up to a bound in the histogram's unit, and the queries. */
async function findWith(highest: number | undefined, more: Partial<JudgeInputs> = {}) {
    const asked: unknown[] = [];
    const values: Metrics["values"] = (...query) => {
        asked.push(query);
        return Promise.resolve(highest === undefined ? [] : [{ labels: {}, samples: [{ at, value: highest }] }]);
    };
    const metrics = { values, samples: () => Promise.reject(new Error("not asked")) };
    const judge = { ...judgeInputs, latencyBound: 500, ...more };
    return { asked, finding: await highestBucketBelow(judge, { job: "shop", podHash: "abc", at }, metrics) };
}

describe("the highest bucket of the new version's histogram", () => {
    it("must be as high as the threshold", async () => {
        const { asked, finding } = await findWith(250);
        assert.deepEqual(finding, { kind: "highestBucket", metric, highest: 250, threshold: 500 });
        const version = 'job="shop",rollouts_pod_template_hash="abc"';
        const query =
            `histogram_quantile(1, (max by (le) (${metric}_bucket{${version},le="+Inf"}) * 0 + 1) ` +
            `or (max by (le) (${metric}_bucket{${version},le!="+Inf"}) * 0))`;
        assert.deepEqual(asked, [[query, at, at, 1]]);
        assert.equal((await findWith(500)).finding, undefined);
    });

    it("is in the histogram's unit", async () => {
        const inSeconds = { latencyMetric: "latency_seconds", latencyUnit: "seconds" as const };
        const { finding } = await findWith(0.25, inSeconds);
        assert.deepEqual(finding, { kind: "highestBucket", metric: "latency_seconds", highest: 250, threshold: 500 });
        // 0.57 * 1000 is less than 570.
        assert.equal((await findWith(0.57, { ...inSeconds, latencyBound: 570 })).finding, undefined);
    });

    it("is unknown without a histogram or buckets", async () => {
        assert.equal((await findWith(undefined)).finding, undefined);
        assert.equal((await findWith(NaN)).finding, undefined);
    });

    it("is asked for only if there is no bucket at the threshold", async () => {
        const policy = { ...defaults, timeoutSeconds: 1800, job: "shop" };
        const look = (le: string) => {
            const labels = { job: "shop", rollouts_pod_template_hash: "abc", pod: "a" };
            const bucket = { labels: { ...labels, __name__: `${metric}_bucket`, le }, samples: [{ at, value: 1 }] };
            const series = [
                {
                    labels: { ...labels, __name__: "http_requests_total", status_code: "200" },
                    samples: [{ at, value: 1 }],
                },
                ...(le === "300" ? [bucket] : []),
            ];
            const metrics = {
                samples: () => Promise.resolve(series),
                values: () => Promise.resolve([{ labels: {}, samples: [{ at, value: 250 }] }]),
            };
            return lookAtAnswers({ kind: "judge", judge: judgeInputs, since: at, at }, policy, "abc", metrics);
        };
        const [with300, without] = [await look("300"), await look("250")];
        assert.ok(with300.kind === "counted" && without.kind === "counted");
        assert.equal(with300.blind, undefined);
        assert.equal(without.blind?.highest, 250);
    });
});

import assert from "node:assert/strict";
import fc from "fast-check";
import type { Series } from "../../../../../components/src/gate/cluster/prometheus";
import { countRequests } from "../../../../../components/src/gate/traffic/share";
import { count, steady, type Pod } from "./scrapes";

describe("the window in which requests are counted", () => {
    it("ignores a pod that is gone before the window", () => {
        const gone: Pod = { hash: "new", scrapes: { 0: [0], 10: [10] } };
        const late: Pod = { hash: "new", scrapes: { 20: [0], 60: [40] } };
        const counts = count({ steady, gone, late });
        assert.deepEqual([counts?.from, counts?.byHash, counts?.variance], [20_000, { old: 40, new: 40 }, 0]);
    });

    it("leaves out pods of no version, whenever they were scraped", () => {
        const proxy: Pod = { scrapes: { 18: [1000], 22: [2000] } };
        const blank: Pod = { hash: "", scrapes: { 29: [1000] } };
        assert.deepEqual(count({ proxy, steady, blank }), count({ steady }));
        assert.deepEqual(count({ steady })?.byHash, { old: 60 });
    });

    it("ends where both are known, if the counters or `up` come later, as through remote write", () => {
        const series = (pod: string, hash: string, perScrape: number, seconds: readonly number[]): Series => ({
            labels: { pod, rollouts_pod_template_hash: hash },
            samples: seconds.map((second) => ({ at: second * 1000, value: (second / 10) * perScrape })),
        });
        const [stable, canary] = [
            [0, 10, 20, 30, 40, 50, 60],
            [4, 14, 24, 34, 44, 54, 64],
        ] as const;
        const requests = [series("one", "old", 9, stable), series("two", "new", 1, canary)];
        const up = [stable, canary].map((seconds, index) => ({
            labels: requests[index]?.labels ?? {},
            samples: seconds.map((second) => ({ at: second * 1000, value: 1 })),
        }));
        const late = (all: readonly Series[]) => all.map((one) => ({ ...one, samples: one.samples.slice(0, -3) }));
        const whole = countRequests(requests, up);
        assert.deepEqual([whole?.from, whole?.until, whole?.byHash], [4_000, 60_000, { old: 50, new: 6 }]);
        assert.deepEqual(countRequests(requests, late(up)), whole);
        const lagging = countRequests(late(requests), up);
        assert.deepEqual([lagging?.from, lagging?.until, lagging?.byHash], [4_000, 30_000, { old: 23, new: 3 }]);
        assert.deepEqual(lagging?.unread, []);
    });

    it("names the pods that cannot be scraped, and counts the others", () => {
        const broken: Pod = { hash: "new", scrapes: { 0: "down", 30: "down", 60: "down" } };
        const stuck: Pod = { hash: "new", scrapes: { 0: [0], 10: [3], 20: "down", 40: "down", 60: "down" } };
        const counts = count({ steady, broken, stuck });
        assert.deepEqual(counts?.unread, ["broken", "stuck"]);
        assert.deepEqual([counts.from, counts.until, counts.byHash], [0, 60_000, { old: 60, new: 3 }]);
    });

    it("has no window until every pod was scraped twice", () => {
        assert.equal(countRequests([], []), undefined);
        assert.equal(count({ one: { hash: "old", scrapes: { 0: [1] } } }), undefined);
        const other: Pod = { hash: "new", scrapes: { 8: [0] } };
        assert.equal(count({ steady: { hash: "old", scrapes: { 0: [0], 10: [10] } }, other }), undefined);
        assert.equal(count({ broken: { hash: "new", scrapes: { 0: "down", 10: "down" } } }), undefined);
    });

    it("treats a pod as new that Prometheus has scraped long after the others, also by its own interval", () => {
        const from = (first: number, last: number) => {
            const seconds = Array.from({ length: last - first + 1 }, (_, index) => first + index);
            return Object.fromEntries(seconds.map((second) => [second, [500 + second]]));
        };
        const often: Pod = { hash: "old", scrapes: from(0, 20) };
        // Its discovery takes up to 5 s, whatever the interval: what this one had by then is not of the window.
        const found = count({ often, other: { hash: "new", scrapes: from(6, 20) } });
        assert.deepEqual([found?.from, found?.byHash], [6_000, { old: 14, new: 14 }]);
        const fresh = count({ often, other: { hash: "new", scrapes: from(7, 20) } });
        assert.deepEqual([fresh?.from, fresh?.byHash], [0, { old: 20, new: 520 }]);
    });

    const pod = fc.record({
        hash: fc.constantFrom("old", "new"),
        times: fc.uniqueArray(fc.integer({ min: 1, max: 59_999 }), { maxLength: 30 }),
        requests: fc.array(fc.integer({ min: 0, max: 60_000 }), { maxLength: 200 }),
        before: fc.nat(1_000_000),
    });

    it("counts every request once, whenever the scrapes between two common ones are", () => {
        fc.assert(
            fc.property(fc.array(pod, { minLength: 1, maxLength: 5 }), (pods) => {
                const expected: Record<string, number> = {};
                const series = pods.map(({ hash, times, requests, before }, index) => {
                    const until = (at: number) => requests.filter((request) => request > 0 && request <= at).length;
                    expected[hash] = (expected[hash] ?? 0) + until(60_000);
                    const samples = [0, ...times.sort((a, b) => a - b), 60_000].map((at) => ({
                        at,
                        value: before + until(at),
                    }));
                    return { labels: { pod: String(index), rollouts_pod_template_hash: hash }, samples };
                });
                const up = series.map((one) => ({ ...one, samples: one.samples.map(({ at }) => ({ at, value: 1 })) }));
                const counts = countRequests(series, up);
                assert.deepEqual(counts?.byHash, expected);
                assert.equal(counts.variance, 0);
            }),
        );
    });
});

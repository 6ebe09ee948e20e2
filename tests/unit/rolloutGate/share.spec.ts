import assert from "node:assert/strict";
import fc from "fast-check";
import type { Series } from "../../../components/rolloutGate/prometheus";
import { countRequests, type RequestCounts } from "../../../components/rolloutGate/share";

/** A pod's scrapes at some seconds: what each of its counters says ("-" = absent), or "down". */
interface Pod {
    readonly hash?: string;
    readonly scrapes: Record<number, "down" | readonly (number | "-")[]>;
    /** Scrapes that only the answer about `up` has. */
    readonly later?: number;
}

function count(pods: Record<string, Pod>): RequestCounts | undefined {
    const requests: Series[] = [];
    const up: Series[] = [];
    for (const [pod, { hash, scrapes, later }] of Object.entries(pods)) {
        const labels = { job: "app", pod, instance: `${pod}:8080`, ...(hash && { rollouts_pod_template_hash: hash }) };
        const entries = Object.entries(scrapes).map(([second, values]) => ({ at: Number(second) * 1000, values }));
        const ups = entries.map(({ at, values }) => ({ at, value: values === "down" ? 0 : 1 }));
        up.push({ labels, samples: later === undefined ? ups : [...ups, { at: later * 1000, value: 1 }] });
        const codes = Math.max(...entries.map(({ values }) => (values === "down" ? 0 : values.length)));
        for (let code = 0; code < codes; code += 1) {
            const samples = entries.flatMap(({ at, values }) => {
                const value = values === "down" ? undefined : values[code];
                return typeof value === "number" ? [{ at, value }] : [];
            });
            requests.push({ labels: { ...labels, status_code: String(200 + code) }, samples });
        }
    }
    return countRequests(requests, up);
}

/** Scrapes every ten seconds from 0 to 60 of a pod that gets one request per second. */
const steady = {
    hash: "old",
    scrapes: { 0: [0], 10: [10], 20: [20], 30: [30], 40: [40], 50: [50], 60: [60] },
} as const;
const variance = (counts: RequestCounts | undefined) => Number(counts?.variance.toFixed(6));

/** What 'steady' and one other pod of the version "new" come to. */
const table: { name: string; pod: Pod; got: number; from?: number; until?: number; variance?: number }[] = [
    {
        name: "scrapes at the same times leave nothing uncertain",
        pod: { hash: "new", scrapes: { 0: [500], 30: [507], 60: [520] } },
        got: 20,
    },
    {
        name: "scrapes at other times: the window is what all have, with parts of the intervals at its ends",
        // steady: 6 of 10 from 4 to 10 and 4 of 10 from 50 to 54.
        pod: { hash: "new", scrapes: { 4: [100], 14: [110], 24: [120], 34: [130], 44: [140], 54: [150] } },
        got: 50,
        from: 4,
        until: 54,
        variance: 10 * 0.6 * 0.4 * 2,
    },
    {
        name: "several counters of a pod add up, and one that appears later counts from 0",
        pod: { hash: "new", scrapes: { 0: [5, "-"], 10: [6, "-"], 50: [7, 30], 60: [8, 31] } },
        got: 34,
    },
    {
        name: "a pod without any counter got nothing; its last scrape may not be in both answers",
        pod: { hash: "new", scrapes: { 0: [], 10: [], 20: [], 30: [], 40: [], 50: [], 60: [] } },
        got: 0,
        until: 50,
    },
    {
        name: "a counter that decreases counts from 0; what was lost makes it uncertain",
        pod: { hash: "new", scrapes: { 0: [100], 10: [106], 20: [4], 30: [10], 60: [20] } },
        got: 26,
        variance: 6 ** 2 / 3,
    },
    {
        name: "a counter that a restart removes counts from 0 when it is back, even with more",
        pod: { hash: "new", scrapes: { 0: [0, 100], 10: [0, 106], 20: [2, "-"], 30: [3, 200], 60: [3, 201] } },
        got: 3 + 6 + 201,
        variance: 6 ** 2 / 3,
    },
    {
        name: "a failed scrape is no restart",
        pod: { hash: "new", scrapes: { 0: [100], 10: [110], 20: "down", 30: [130], 60: [160] } },
        got: 60,
    },
    {
        name: "values that are no numbers are ignored",
        pod: { hash: "new", scrapes: { 0: [NaN], 10: [110], 20: [NaN], 30: [130], 60: [Infinity] } },
        got: 20,
    },
    {
        name: "a new pod counts from 0 and leaves the window alone",
        pod: { hash: "new", scrapes: { 27: "down", 37: [15], 47: [25], 57: [35] } },
        got: 35,
        until: 57,
        variance: 10 * 0.7 * 0.3,
    },
    {
        name: "a pod that could not be read at first is not new: the window waits for it",
        pod: {
            hash: "new",
            scrapes: { 0: "down", 10: "down", 20: "down", 30: "down", 40: [900], 50: [910], 60: [920] },
        },
        got: 20,
        from: 40,
    },
    {
        name: "a pod that is gone counts up to its last scrape and leaves the window alone",
        pod: { hash: "new", scrapes: { 3: [100], 13: [110], 23: [120], 33: [126] } },
        got: 26,
        from: 3,
        variance: 10 * 0.7 * 0.3 + 6 ** 2 / 3,
    },
    {
        name: "a scrape that only the later answer has is no restart",
        pod: { hash: "new", scrapes: { 0: [100], 10: [110], 55: [155] }, later: 60 },
        got: 55,
        until: 55,
        variance: 10 * 0.5 * 0.5,
    },
];

describe("countRequests", () => {
    for (const { name, pod, got, from = 0, until = 60, variance: expected = 0 } of table) {
        it(name, () => {
            const counts = count({ steady, other: pod });
            assert.deepEqual(
                { ...counts, variance: variance(counts) },
                {
                    from: from * 1000,
                    until: until * 1000,
                    byHash: { old: until - from, new: got },
                    variance: Number(expected.toFixed(6)),
                    unread: [],
                },
            );
        });
    }

    it("does not mind a pod that is gone before the window", () => {
        const gone: Pod = { hash: "new", scrapes: { 0: [0], 10: [10] } };
        const late: Pod = { hash: "new", scrapes: { 20: [0], 60: [40] } };
        const counts = count({ steady, gone, late });
        assert.deepEqual([counts?.from, counts?.byHash, counts?.variance], [20_000, { old: 40, new: 40 }, 0]);
    });

    it("leaves out what runs no version, whenever it was scraped", () => {
        const proxy: Pod = { scrapes: { 18: [1000], 22: [2000] } };
        const blank: Pod = { hash: "", scrapes: { 29: [1000] } };
        assert.deepEqual(count({ proxy, steady, blank }), count({ steady }));
        assert.deepEqual(count({ steady })?.byHash, { old: 60 });
    });

    it("names the pods that cannot be read, and judges by the others", () => {
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

import assert from "node:assert/strict";
import type { RequestCounts } from "../../../../../components/src/gate/traffic/share";
import { count, steady, type Pod } from "./scrapes";

const variance = (counts: RequestCounts | undefined) => Number(counts?.variance.toFixed(6));

/** The counts of 'steady' and one other pod of the version "new". */
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
});

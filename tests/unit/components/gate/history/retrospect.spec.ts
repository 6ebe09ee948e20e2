import assert from "node:assert/strict";
import type { Series } from "../../../../../components/src/gate/cluster/prometheus";
import { verdictsOf } from "../../../../../components/src/gate/history/judgement";
import { retrospect } from "../../../../../components/src/gate/history/retrospect";
import { judgeInputs } from "../../../../support/gate/judgeInputs";

const hashes = { new: "n", stable: "s" };
const minute = 60;

/** One value each 2 s, by its second. */
function series(hash: string, status: string | undefined, value: (second: number) => number, from = 0): Series {
    return {
        labels: { pod: hash, rollouts_pod_template_hash: hash, ...(status !== undefined && { status_code: status }) },
        samples: Array.from({ length: (minute - from) / 2 + 1 }, (_, index) => {
            const second = from + 2 * index;
            return { at: second * 1000, value: value(second) };
        }),
    };
}

/** Both versions for a minute, the new one from 20 s on; requests per second. */
function answers(stable: { good: number; bad: number }, fresh: { good: number; bad: number }) {
    const up = () => 1;
    return {
        requests: [
            series("s", "200", (second) => second * stable.good),
            series("s", "500", (second) => second * stable.bad),
            series("n", "200", (second) => (second - 20) * fresh.good, 20),
            series("n", "500", (second) => (second - 20) * fresh.bad, 20),
        ],
        scrapes: [series("s", undefined, up), series("n", undefined, up, 20)],
        latencies: [],
        fast: [],
    };
}

const judged = (given: ReturnType<typeof answers>) =>
    retrospect(given, { ...judgeInputs, latencyMetric: "" }, hashes, minute * 1000);

describe("a judgement afterwards", () => {
    it("begins with the new version's first scrape, and looks every 5 s", () => {
        const seen = judged(answers({ good: 36, bad: 0 }, { good: 4, bad: 0 }));
        assert.ok(seen);
        assert.equal(seen.judgement.since, 20_000);
        assert.equal(seen.judgement.at, 60_000);
        assert.equal(seen.looks.length, 9);
        const [first, second] = seen.looks;
        assert.equal(first?.errors.new.all, 0);
        // Samples are 1 s old at most.
        assert.deepEqual(second?.errors, { new: { all: 16, bad: 0 }, stable: { all: 144, bad: 0 } });
        assert.deepEqual(verdictsOf(seen.judgement), []);
    });

    it("ends at the first rejection, and counts on", () => {
        const seen = judged(answers({ good: 36, bad: 0 }, { good: 3, bad: 1 }));
        assert.ok(seen);
        const [verdict] = verdictsOf(seen.judgement);
        assert.equal(verdict?.rejection, "worse");
        assert.equal(verdict.finding.seconds, 10);
        assert.equal(seen.looks.length, 9);
    });

    it("is none without a scrape of the new version", () => {
        const { requests, ...rest } = answers({ good: 36, bad: 0 }, { good: 4, bad: 0 });
        assert.equal(judged({ ...rest, requests, scrapes: [] }), undefined);
    });
});

import assert from "node:assert/strict";
import type { Series } from "../../../../../components/src/gate/cluster/prometheus";
import {
    isSuspected,
    type Judgement,
    judgementAfter,
    judgementAtLook,
    type Look,
    notJudged,
    verdictsOf,
} from "../../../../../components/src/gate/history/judgement";
import { answeredNextTo, lastScrapeOf, retrospect } from "../../../../../components/src/gate/history/retrospect";
import { snapshotOf } from "../../../../../components/src/gate/traffic/answers";
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
    it("begins with the new version's first scrape, and looks every 2 s", () => {
        const seen = judged(answers({ good: 36, bad: 0 }, { good: 4, bad: 0 }));
        assert.ok(seen);
        assert.equal(seen.judgement.since, 20_000);
        assert.equal(seen.judgement.at, 60_000);
        assert.equal(seen.looks.length, 21);
        const [first, second] = seen.looks;
        assert.equal(first?.errors.new.all, 0);
        assert.deepEqual(second?.errors, { new: { all: 8, bad: 0 }, stable: { all: 72, bad: 0 } });
        assert.deepEqual(verdictsOf(seen.judgement), []);
    });

    it("ends at the first rejection, and counts on", () => {
        const seen = judged(answers({ good: 36, bad: 0 }, { good: 3, bad: 1 }));
        assert.ok(seen);
        const [verdict] = verdictsOf(seen.judgement);
        assert.equal(verdict?.rejection, "worse");
        // At the second look that shows it.
        assert.equal(verdict.finding.seconds, 8);
        assert.equal(seen.looks.length, 21);
    });

    it("is none without a scrape of the new version", () => {
        const { requests, ...rest } = answers({ good: 36, bad: 0 }, { good: 4, bad: 0 });
        assert.equal(judged({ ...rest, requests, scrapes: [] }), undefined);
    });

    it("names what the metrics do not show, however many answers there are", () => {
        const problem = { kind: "noSeries", selector: "x", label: "code" } as const;
        const given = answers({ good: 36, bad: 0 }, { good: 4, bad: 0 });
        const judge = { ...judgeInputs, latencyMetric: "" };
        const seen = retrospect(given, judge, hashes, minute * 1000, { errors: problem });
        assert.ok(seen);
        assert.deepEqual(notJudged(seen.judgement), [{ kind: "notJudged", signal: "errors", problem }]);
        assert.equal(seen.judgement.evidence.errors.total.new.all, 0);
    });
});

describe("the last scrape of a version", () => {
    const up = (hash: string, ends: number) => series(hash, undefined, (second) => (second <= ends ? 1 : 0));

    it("is the last one that was answered, of all its pods", () => {
        const scrapes = [up("n", 20), up("n", 30), up("s", 50)];
        assert.equal(lastScrapeOf("n", { requests: [], scrapes, latencies: [], fast: [] }), 30_000);
    });

    it("is none without an answer, and without its pods", () => {
        const given = { requests: [], scrapes: [up("n", -1), up("s", 50)], latencies: [], fast: [] };
        assert.equal(lastScrapeOf("n", given), undefined);
        assert.equal(lastScrapeOf("x", given), undefined);
    });
});

describe("the version next to a new one", () => {
    it("is counted from the new one's first scrape on, also over restarts of its counters", () => {
        const up = [series("n", undefined, () => 1, 20)];
        const next = (requests: Series[], others = ["a", "b"]) =>
            answeredNextTo("n", { requests, scrapes: up, latencies: [], fast: [] }, others);
        // 1,000 before that, and 40 since then.
        const early = series("a", "200", (second) => (second < 20 ? second * 50 : 1000 + second));
        // 19 and 40, with a restart between them.
        const restarted = series("b", "200", (second) => (second < 40 ? second : 2 * (second - 40)));
        assert.equal(next([early, restarted]), "b");
        assert.equal(next([early, restarted], ["a"]), "a");
        assert.equal(next([series("a", "200", (second) => (second < 20 ? second : 20))]), undefined);
        assert.equal(next([{ labels: {}, samples: early.samples }]), undefined);
    });

    it("is the one that answered most, whatever the counters of another had before", () => {
        const { requests, scrapes } = answers({ good: 36, bad: 0 }, { good: 4, bad: 0 });
        // The previous stable version has not been removed yet, and answers nothing any more.
        const before = [series("b", "200", () => 100), series("b", "500", () => 90_000)];
        assert.equal(
            answeredNextTo("n", { requests: [...before, ...requests], scrapes, latencies: [], fast: [] }, ["b", "s"]),
            "s",
        );
        assert.equal(answeredNextTo("n", { requests: before, scrapes, latencies: [], fast: [] }, ["b"]), undefined);
    });
});

/** Counters of one pod of each version, scraped every `interval` seconds, the new one `phase` seconds after the other. */
function scraped(interval: number, phase: number, errorsOf: (hash: string, second: number) => number) {
    const total = 300;
    const rates: Readonly<Record<string, number>> = { s: 45, n: 5 };
    const of = (hash: string, name: string, value: (second: number) => number) => ({
        labels: { pod: hash, rollouts_pod_template_hash: hash, status_code: name },
        samples: Array.from({ length: total / interval }, (_, index) => {
            const second = index * interval + (hash === "n" ? phase : 0);
            return { at: second * 1000, value: value(second) };
        }),
    });
    const sum = (hash: string, until: number) =>
        Array.from({ length: Math.floor(until) }, (_, second) => errorsOf(hash, second)).reduce((a, b) => a + b, 0);
    const both = ["s", "n"];
    return {
        requests: both.flatMap((hash) => [
            of(hash, "200", (second) => Math.round((rates[hash] ?? 0) * second - sum(hash, second))),
            of(hash, "500", (second) => Math.round(sum(hash, second))),
        ]),
        scrapes: both.map((hash) => of(hash, "", () => 1)),
        latencies: [],
        fast: [],
    };
}

describe("versions that are scraped at different times", () => {
    const judge = { ...judgeInputs, latencyMetric: "", maxErrorShare: 0.5 };
    const verdicts = (given: ReturnType<typeof scraped>) => {
        const seen = retrospect(given, judge, hashes, 300_000);
        assert.ok(seen);
        return verdictsOf(seen.judgement).map(({ rejection }) => rejection);
    };

    for (const interval of [2, 5, 15, 30]) {
        it(`are compared, also every ${interval} s`, () => {
            // 40 % of the new version's answers.
            assert.deepEqual(verdicts(scraped(interval, interval / 2, (hash) => (hash === "n" ? 2 : 0))), ["worse"]);
        });
    }

    for (const interval of [2, 5, 15]) {
        for (const phase of [0.2, 0.5, 0.8]) {
            it(`are not rejected for a fault of both, every ${interval} s, ${phase} of that apart`, () => {
                // 30 % of the answers of both for 20 s.
                const outage = (hash: string, second: number) =>
                    second >= 101 && second < 121 ? (hash === "n" ? 1.5 : 13.5) : 0;
                assert.deepEqual(verdicts(scraped(interval, interval * phase, outage)), []);
            });
        }
    }
});

describe("a rejection", () => {
    const look = (second: number, fresh: readonly [number, number], stable: readonly [number, number]): Look => {
        const of = (hash: string, [good, bad]: readonly [number, number]) =>
            (
                [
                    ["200", good],
                    ["500", bad],
                ] as const
            ).map(([status_code, value]) => ({
                labels: { pod: hash, rollouts_pod_template_hash: hash, status_code },
                samples: [{ at: second * 1000, value }],
            }));
        const requests = [...of("n", fresh), ...of("s", stable)];
        const judge = { ...judgeInputs, latencyMetric: "" };
        return {
            kind: "counted",
            snapshot: snapshotOf({ requests, scrapes: [], latencies: [], fast: [] }, judge),
            unreadable: {},
        };
    };
    const judged = (...looks: readonly Look[]) =>
        looks.reduce<Judgement | undefined>(
            (before, one, index) => judgementAfter(judgementAtLook(before, judgeInputs, index * 5000), one, hashes),
            undefined,
        );

    it("by comparison counts at the second look that shows it", () => {
        const [first, second] = [look(0, [0, 0], [0, 0]), look(5, [14, 6], [180, 0])];
        const once = judged(first, second);
        assert.ok(once && isSuspected(once));
        assert.ok(!verdictsOf(once).some(({ rejection }) => rejection === "worse"));
        const balanced = judged(first, second, look(10, [34, 6], [300, 60]));
        assert.ok(!verdictsOf(balanced).some(({ rejection }) => rejection === "worse"));
        const twice = judged(first, second, look(10, [28, 12], [360, 0]));
        assert.ok(verdictsOf(twice).some(({ rejection }) => rejection === "worse"));
    });

    it("is not taken back by later answers", () => {
        const bad = [look(0, [0, 0], [0, 0]), look(5, [14, 6], [180, 0]), look(10, [28, 12], [360, 0])];
        const later = judged(...bad, look(15, [5000, 12], [9000, 2000]));
        assert.ok(verdictsOf(later).some(({ rejection }) => rejection === "worse"));
    });

    it("is not one of a long time in which the weight changed", () => {
        const [first, after] = [look(0, [0, 0], [0, 0]), look(200, [400, 100], [9000, 20])];
        const begun = judgementAtLook(judged(first), judgeInputs, 200_000);
        assert.equal(isSuspected(judgementAfter(begun, after, hashes, 100_000)), false);
        assert.equal(isSuspected(judgementAfter(begun, after, hashes, -1)), true);
    });
});

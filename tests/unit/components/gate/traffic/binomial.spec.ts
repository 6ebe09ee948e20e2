import assert from "node:assert/strict";
import fc from "fast-check";
import { binomialBounds } from "../../../../../components/src/gate/traffic/binomial";
import { countRequests, evaluateShare } from "../../../../../components/src/gate/traffic/share";

const tail = 0.0005;

/** P(X < lowest), P(X <= lowest), P(X > highest) and P(X >= highest), summed over logarithms of factorials. */
function tailsOf(n: number, p: number, { lowest, highest }: { lowest: number; highest: number }): number[] {
    const logFactorials = [0];
    for (let k = 1; k <= n; k += 1) {
        logFactorials.push((logFactorials[k - 1] ?? 0) + Math.log(k));
    }
    const log = (k: number) => logFactorials[k] ?? NaN;
    const between = (first: number, last: number) => {
        let sum = 0;
        for (let k = first; k <= last; k += 1) {
            sum += Math.exp(log(n) - log(k) - log(n - k) + k * Math.log(p) + (n - k) * Math.log(1 - p));
        }
        return sum;
    };
    return [between(0, lowest - 1), between(0, lowest), between(highest + 1, n), between(highest, n)];
}

/** Asserts that the bounds leave out as much as they may, and not more. */
function assertTight(n: number, p: number): void {
    const [below = 1, upTo = 0, above = 1, from = 0] = tailsOf(n, p, binomialBounds(n, p, tail));
    assert.ok(below <= tail && tail < upTo, `${String(below)} ${String(upTo)}`);
    assert.ok(above <= tail && tail < from, `${String(above)} ${String(from)}`);
}

describe("binomialBounds", () => {
    const part = fc.double({ min: 0, max: 1, noNaN: true });

    it("leaves out as much as it may, and not more", () => {
        const inside = part.filter((p) => p > 0 && p < 1);
        fc.assert(fc.property(fc.integer({ min: 1, max: 2000 }), inside, assertTight));
    });

    for (const [n, p] of [
        [10_000, 0.001],
        [100_000, 0.00001],
        [1_000_000, 0.1],
        [1_000_000, 0.75],
    ] as const) {
        it(`does so without an approximation for n = ${String(n)}, p = ${String(p)}`, () => {
            assertTight(n, p);
        });
    }

    it("leaves one outcome where there is only one", () => {
        assert.deepEqual(binomialBounds(0, 0.5, tail), { lowest: 0, highest: 0 });
        assert.deepEqual(binomialBounds(300, 0, tail), { lowest: 0, highest: 0 });
        assert.deepEqual(binomialBounds(300, 1, tail), { lowest: 300, highest: 300 });
    });

    const n = fc.integer({ min: 1, max: 1_000_000 });

    it("contains what is expected, inside the possible outcomes", () => {
        fc.assert(
            fc.property(n, part, (tries, p) => {
                const { lowest, highest } = binomialBounds(tries, p, tail);
                assert.ok(0 <= lowest && lowest <= Math.ceil(tries * p));
                assert.ok(Math.floor(tries * p) <= highest && highest <= tries);
            }),
        );
    });

    it("grows with p", () => {
        fc.assert(
            fc.property(n, part, part, (tries, one, other) => {
                const [less, more] = [Math.min(one, other), Math.max(one, other)].map((p) =>
                    binomialBounds(tries, p, tail),
                );
                assert.ok(less !== undefined && more !== undefined);
                assert.ok(less.lowest <= more.lowest && less.highest <= more.highest);
            }),
        );
    });

    it("is the same for an event and for its absence", () => {
        fc.assert(
            // A part of 2^20 has an exact counterpart.
            fc.property(n, fc.integer({ min: 0, max: 2 ** 20 }), (tries, parts) => {
                const { lowest, highest } = binomialBounds(tries, parts / 2 ** 20, tail);
                const absent = binomialBounds(tries, 1 - parts / 2 ** 20, tail);
                assert.deepEqual(absent, { lowest: tries - highest, highest: tries - lowest });
            }),
        );
    });
});

/** Evaluates `canary` of `total` requests. */
function evaluate(canary: number, total: number, weight: number, variance = 0, minRequests = 100, shares = 1) {
    return evaluateShare({ canary, stable: total - canary, variance, weight, minRequests, shares });
}

/** Returns numbers from 0 to 1, the same ones in every run. */
function numbersFrom(seed: number): () => number {
    let state = seed;
    return () => (state = (state * 1664525 + 1013904223) % 2 ** 32) / 2 ** 32;
}

/** Evaluates scrapes of 300 requests or more, sent to two canary and two stable pods at random times. */
function evaluateTrial(actual: number, weight: number, random: () => number) {
    const intervalMs = 2_000 + random() * 8_000;
    const durationMs = 60_000 + random() * 60_000;
    const pods = ["canary", "canary", "stable", "stable"].map((hash) => ({ hash, requests: [] as number[] }));
    const gapMs = (durationMs - 2 * intervalMs) / (350 + random() * 500);
    for (let at = 0; at < durationMs; at -= Math.log(1 - random()) * gapMs) {
        pods[(random() * 100 < actual ? 0 : 2) + (random() < 0.5 ? 0 : 1)]?.requests.push(at);
    }
    const requests = pods.map((pod, index) => {
        const samples = [];
        let value = 1000;
        for (let at = random() * intervalMs; at < durationMs; at += intervalMs) {
            while ((pod.requests[0] ?? Infinity) <= at) {
                pod.requests.shift();
                value += 1;
            }
            samples.push({ at, value });
        }
        return { labels: { pod: String(index), rollouts_pod_template_hash: pod.hash }, samples };
    });
    const up = requests.map((pod) => ({ ...pod, samples: pod.samples.map(({ at }) => ({ at, value: 1 })) }));
    const counts = countRequests(requests, up);
    assert.ok(counts !== undefined);
    const { canary = 0, stable = 0 } = counts.byHash;
    return evaluateShare({ canary, stable, variance: counts.variance, weight, minRequests: 300, shares: 1 });
}

describe("evaluateShare", () => {
    for (const [weight, lowest, highest] of [
        // Requests may outlive a switch from or to all of the traffic.
        [0, 0, 3],
        [10, 14, 48],
        [25, 51, 100],
        [100, 297, 300],
    ] as const) {
        it(`allows ${String(lowest)} to ${String(highest)} of 300 requests at weight ${String(weight)}`, () => {
            const kinds = [lowest - 1, lowest, highest, highest + 1].map(
                (canary) => evaluate(canary, 300, weight).kind,
            );
            assert.deepEqual(kinds, ["outside", "within", "within", "outside"]);
        });
    }

    it("is never satisfied by no requests, or by NaN", () => {
        assert.deepEqual([evaluate(0, 99, 0).kind, evaluate(0, 100, 0).kind], ["tooFew", "within"]);
        const none = evaluate(0, 0, 0, 0, 0);
        assert.deepEqual(none.kind === "tooFew" && [none.total, none.minRequests], [0, 3]);
        assert.equal(evaluate(30, 300, 10, NaN).kind, "outside");
        assert.equal(evaluate(NaN, 300, 10).kind, "outside");
    });

    it("proves nothing by requests that could not show a missing or a doubled share", () => {
        for (const [weight, total, needed] of [
            [1, 700, 1352],
            [5, 100, 262],
            [10, 100, 126],
        ] as const) {
            for (const canary of weight < 10 ? [0, Math.round((total * weight) / 100)] : [10]) {
                const share = evaluate(canary, total, weight);
                assert.ok(share.kind === "tooFew", JSON.stringify(share));
                assert.equal(share.minRequests, needed);
            }
            for (const canary of [0, Math.ceil((needed * weight) / 50)]) {
                assert.equal(
                    evaluate(canary, needed, weight).kind,
                    "outside",
                    `${String(canary)} of ${String(needed)}`,
                );
            }
            assert.equal(evaluate(Math.round((needed * weight) / 100), needed, weight).kind, "within");
        }
    });

    it("proves a regular split by fewer requests, and rejects only what a random one could not be", () => {
        const split = (canary: number, total: number) =>
            evaluateShare({
                canary,
                stable: total - canary,
                variance: 0,
                weight: 10,
                minRequests: 100,
                shares: 1,
                split: "regular",
            });
        assert.deepEqual(split(30, 300), { kind: "within", canary: 30, total: 300, lowest: 20, highest: 40 });
        const kinds = [13, 14, 19, 20, 40, 41, 48, 49].map((canary) => split(canary, 300).kind);
        assert.deepEqual(kinds, ["outside", ...Array<string>(6).fill("within"), "outside"]);
        const irregular = { kind: "within", canary: 19, total: 300, lowest: 14, highest: 48 } as const;
        assert.deepEqual(split(19, 300), { ...irregular, regular: { lowest: 20, highest: 40 } });
        // A random split needs 126 requests.
        assert.equal(split(11, 110).kind, "within");
        const few = split(22, 110);
        assert.ok(few.kind === "tooFew" && few.minRequests === 126, JSON.stringify(few));
        assert.equal(split(0, 110).kind, "outside");
    });

    it("proves nothing by counts that are too uncertain", () => {
        const share = evaluate(1243, 9_883_183, 10, 1e13);
        assert.ok(share.kind === "tooFew" && share.minRequests === undefined, JSON.stringify(share));
    });

    it("rejects a good rollout once in a thousand, however many shares it has", () => {
        const width = (shares: number) => {
            const { lowest, highest } = evaluate(250, 1000, 25, 0, 100, shares);
            return highest - lowest;
        };
        assert.ok(width(4) > width(1) && width(20) > width(4));
        assert.equal(width(0), width(1));
    });

    it("adds the variance of the counts to that of the share", () => {
        // 3 + 4 * sqrt(4) = 11 requests if the share itself has no variance.
        assert.deepEqual([evaluate(11, 300, 0, 4).kind, evaluate(12, 300, 0, 4).kind], ["within", "outside"]);
        // 18 / sqrt(27) * (sqrt(27 + 22) - sqrt(27)) = 6.3.
        const { lowest, highest } = evaluate(30, 300, 10, 22);
        assert.deepEqual([lowest, highest], [14 - 7, 48 + 7]);
    });

    it("distinguishes 25 from 10 by any 300 requests or more, with the usual uncertainty of counts", () => {
        fc.assert(
            fc.property(
                fc.integer({ min: 300, max: 1_000_000 }),
                fc.double({ min: 0, max: 0.05, noNaN: true }),
                (n, part) => {
                    assert.equal(evaluate(Math.round(n * 0.25), n, 10, n * part).kind, "outside");
                    assert.equal(evaluate(Math.round(n * 0.1), n, 25, n * part).kind, "outside");
                },
            ),
        );
    });

    it("has the measured counts and the bounds", () => {
        const counts = { canary: 137, total: 412, lowest: 75, highest: 133 };
        assert.deepEqual(evaluate(137, 412, 25), { kind: "outside", ...counts });
        const few = evaluate(12, 12, 25);
        assert.deepEqual(few.kind === "tooFew" && [few.canary, few.total, few.minRequests], [12, 12, 100]);
        assert.equal(evaluate(251_427, 1e6, 25).highest, 251_426);
    });

    for (const [actual, weight, kind] of [
        [10, 10, "within"],
        [25, 25, "within"],
        [50, 50, "within"],
        [25, 10, "outside"],
        [10, 25, "outside"],
    ] as const) {
        it(`finds ${String(actual)} % at weight ${String(weight)} ${kind}, whenever pods are scraped`, () => {
            const random = numbersFrom(actual * 1000 + weight);
            const results = Array.from({ length: 2000 }, () => evaluateTrial(actual, weight, random));
            const wrong = results.filter((result) => result.kind !== kind);
            assert.ok(wrong.length < (actual === weight ? 10 : 1), JSON.stringify(wrong));
        });
    }
});

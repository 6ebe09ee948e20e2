import assert from "node:assert/strict";
import fc from "fast-check";
import { binomialBounds } from "../../../../../components/src/gate/traffic/binomial";

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

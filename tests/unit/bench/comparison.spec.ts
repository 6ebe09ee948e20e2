import assert from "node:assert/strict";
import { type Comparison, isFastEnough, median, report } from "../../bench/comparison";

const comparison = (subject: number[], baseline: number[]): Comparison => ({
    names: ["with policies", "without"],
    subject,
    baseline,
    allowedRatio: 2,
});

describe("a comparison of previews", () => {
    it("takes the median of the rounds, which one slow round does not change", () => {
        assert.equal(median([3, 1, 90]), 3);
        assert.equal(median([4, 1, 2, 90]), 3);
    });

    it("fails above the allowed ratio, and without measurements", () => {
        assert.equal(isFastEnough(comparison([2000], [1000])), true);
        assert.equal(isFastEnough(comparison([2001], [1000])), false);
        assert.equal(isFastEnough(comparison([], [])), false);
    });

    it("reports both durations and the ratio", () => {
        assert.deepEqual(report(comparison([6000, 7500], [4000, 5000])), [
            "without        median 4.50 s, 4.00 to 5.00 s in 2 rounds",
            "with policies  median 6.75 s, 6.00 to 7.50 s in 2 rounds",
            "with policies / without: 1.50, must be at most 2: ok",
        ]);
    });
});

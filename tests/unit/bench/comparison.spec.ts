import assert from "node:assert/strict";
import { isFastEnough, median, report } from "../../bench/comparison";

describe("the comparison of previews with and without policies", () => {
    it("takes the middle of the rounds, which one slow round does not move", () => {
        assert.equal(median([3, 1, 90]), 3);
        assert.equal(median([4, 1, 2, 90]), 3);
    });

    it("is held to twice the time, and to having been measured", () => {
        assert.equal(isFastEnough({ without: [1000], with: [2000] }), true);
        assert.equal(isFastEnough({ without: [1000], with: [2001] }), false);
        assert.equal(isFastEnough({ without: [], with: [] }), false);
    });

    it("says both times and the ratio", () => {
        assert.deepEqual(report({ without: [4000, 5000], with: [6000, 7500] }), [
            "without policies  median 4.50 s, 4.00 to 5.00 s in 2 rounds",
            "with policies     median 6.75 s, 6.00 to 7.50 s in 2 rounds",
            "with / without: 1.50, must be at most 2: ok",
        ]);
    });
});

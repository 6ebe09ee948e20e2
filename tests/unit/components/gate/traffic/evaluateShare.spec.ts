import assert from "node:assert/strict";
import fc from "fast-check";
import { evaluateShare } from "../../../../../components/src/gate/traffic/share";

/** Evaluates `canary` of `total` requests. */
function evaluate(canary: number, total: number, weight: number, variance = 0, minRequests = 100, shares = 1) {
    return evaluateShare({ canary, stable: total - canary, variance, weight, minRequests, shares });
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
});

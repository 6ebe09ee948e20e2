import assert from "node:assert/strict";
import { readResults } from "../../../../bench/verdicts/results";
import { publicCases } from "../../../../support/verdicts/cases";
import { judgeRule } from "../../../../support/verdicts/rules";

describe("public cases of wrong verdicts", () => {
    for (const { name, source, looks, expected, differs } of publicCases) {
        it(`${source}, ${name}`, () => {
            const rejected = judgeRule(looks, { threshold: 0.05, designEffect: 1 }) !== undefined;
            assert.equal(rejected, expected === "bad" && differs === undefined);
        });
    }
});

describe("updates of the local cluster, replayed", () => {
    const { updates } = readResults().live ?? { updates: [] };
    const looksOf = (looks: readonly (readonly number[])[]) =>
        looks.map(([all = 0, bad = 0, stableAll = 0, stableBad = 0]) => ({
            new: { all, bad },
            stable: { all: stableAll, bad: stableBad },
        }));
    for (const [index, { kind, label, looks, hurt }] of updates.entries()) {
        // A version that crashes answers nothing, and is rejected by other proofs; one within the thresholds may be either.
        if (label !== "within" && (label === "good" || hurt > 0)) {
            it(`${index + 1}, ${kind}, is ${label === "good" ? "not " : ""}rejected`, () => {
                const byErrors = judgeRule(looksOf(looks.errors), { threshold: 0.05, designEffect: 1 });
                const byLatency = judgeRule(looksOf(looks.latency), { threshold: 0.01, designEffect: 1 });
                assert.equal(byErrors !== undefined || byLatency !== undefined, label === "bad");
            });
        }
    }
});

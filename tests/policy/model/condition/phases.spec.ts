import assert from "node:assert/strict";
import { phaseOf, phasesOf } from "../../../../policies/src/model/condition/phases";
import { ConditionNotUnderstood, type Result } from "../../../../policies/src/model/condition/values";

describe("conditions of a metric", () => {
    const cases: [success: string | undefined, failure: string | undefined, result: Result, phase: string][] = [
        [undefined, undefined, [], "Successful"],
        ["result[0] < 500", undefined, [499], "Successful"],
        ["result[0] < 500", undefined, [500], "Failed"],
        ["result[0] < 500", undefined, [], "Error"],
        ["result[0] < 500", undefined, [NaN], "Failed"],
        [undefined, "result[0] > 5", [6], "Failed"],
        [undefined, "result[0] > 5", [5], "Successful"],
        ["result[0] < 5", "result[0] > 10", [7], "Inconclusive"],
        ["result[0] < 5", "result[0] > 10", [11], "Failed"],
        ["result[0] < 5", "result[0] > 10", [1], "Successful"],
        ["result[0] < 5", "result[0] < 10", [1], "Failed"],
        ["len(result) == 0 || result[0] < 5", undefined, [], "Successful"],
        ["len(result) > 0 && result[0] < 5", undefined, [], "Failed"],
        ["not isNaN(result[0]) and 1 + 2 * 3 == 7 and (1 + 2) * 3 == 9", undefined, [1], "Successful"],
        ["10 / 4 == 2.5 && 1e3 - 1 == 999 && -result[0] < 0 && result[0] != 2", undefined, [1], "Successful"],
        ["all(result, # < 5) && any(result, {# == 2}) && none(result, # > 5)", undefined, [1, 2], "Successful"],
        ["isInf(result[0])", undefined, [Infinity], "Successful"],
        ["result[1] < 5", undefined, [1], "Error"],
        ["result < 5", undefined, [1], "Error"],
        ["result[0]", undefined, [1], "Error"],
        ["result < 5", undefined, 4, "Successful"],
        ["result[0] < 5", undefined, 4, "Error"],
        [undefined, "result[-1] > 5", [6, 5], "Successful"],
        ["result[-3] < 5", undefined, [1, 2], "Error"],
        ["len(result) == 0 ? false : result[0] < 5 ? true : false", undefined, [4], "Successful"],
        ["len(result) == 0 ? true : result[0] < 5", undefined, [], "Successful"],
        ["result[0] ? true : false", undefined, [1], "Error"],
        ["asFloat(result[0]) < 5 && asInt(result[0]) == 4", undefined, [4.9], "Successful"],
        ["asFloat(result) < 5", undefined, [4], "Error"],
        // Argo's own: the first argument counts for nothing, and an empty vector is a result.
        ["len(default(result, 5)) == 0", undefined, [], "Successful"],
        ["default(result[0], 0) < 5", undefined, [4], "Error"],
        ["default(result, 0) < 5", undefined, 4, "Successful"],
        ["isNil(result)", undefined, [], "Failed"],
        ["result[0] < .05 && result[0] < 1_000.5 && 1e1_0 > 1.", undefined, [0.04], "Successful"],
        ["count(result, # > 5) == 0", undefined, [], "Successful"],
        ["count(result, { # > 5 }) == 0", undefined, [6], "Failed"],
        ["len(filter(result, # > 5)) == 1 && one(result, # > 5)", undefined, [6, 5], "Successful"],
        ["sum(result) == 3 && sum(result, # * 2) == 6", undefined, [1, 2], "Successful"],
        ["sum(result) < 5", undefined, [], "Successful"],
        ["map(result, # * 2)[1] == 4", undefined, [1, 2], "Successful"],
        ["filter(result, #)[0] < 5", undefined, [1], "Error"],
        ["(nil ?? result[0]) < 5 && (result ?? 0)[0] < 5", undefined, [4], "Successful"],
        ["(result[0] ?? 0) < 5", undefined, [], "Error"],
    ];
    for (const [success, failure, result, phase] of cases) {
        it(`${success ?? "none"}, ${failure ?? "none"}: ${JSON.stringify(result)} is ${phase}`, () => {
            assert.equal(phaseOf({ success, failure }, result), phase);
        });
    }

    it("are tried with several numbers where they have an argument", () => {
        assert.deepEqual(phasesOf({ success: "result[0] < {{args.max}}" }, [NaN]), new Set(["Failed"]));
        assert.deepEqual(phasesOf({ success: "0 < {{ args.max }}" }, []), new Set(["Failed", "Successful"]));
    });

    it("are not guessed at where the processor decides", () => {
        assert.throws(() => phaseOf({ success: "asInt(result[0]) < 5" }, [NaN]), ConditionNotUnderstood);
    });

    it("are not guessed at where they go beyond what is read here", () => {
        for (const success of [
            'result["a"] < 5',
            "result.a < 5",
            "result[0] < 5 ?",
            "size(result) > 1",
            "(true",
            "all(result)",
            "default(result)",
            "true ? true",
            "let x = result[0]; x < 5",
            "result?.a < 5",
            "result | any(# > 5)",
            "reduce(result, #acc + #) < 5",
            "1..2",
            "",
        ]) {
            assert.throws(() => phaseOf({ success }, [1]), ConditionNotUnderstood, success);
        }
    });
});

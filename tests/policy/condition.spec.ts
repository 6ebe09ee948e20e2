import assert from "node:assert/strict";
import { phaseOf } from "../../policies/condition";
import { ConditionNotUnderstood } from "../../policies/conditionValues";

describe("conditions of a metric", () => {
    const cases: [success: string | undefined, failure: string | undefined, result: number[], phase: string][] = [
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
    ];
    for (const [success, failure, result, phase] of cases) {
        it(`${success ?? "none"}, ${failure ?? "none"}: ${JSON.stringify(result)} is ${phase}`, () => {
            assert.equal(phaseOf({ success, failure }, result), phase);
        });
    }

    it("are not guessed at where they go beyond what is read here", () => {
        for (const success of [
            'result["a"] < 5',
            "result.a < 5",
            "result[0] < 5 ?",
            "size(result) > 1",
            "(true",
            "all(result)",
            "",
        ]) {
            assert.throws(() => phaseOf({ success }, [1]), ConditionNotUnderstood, success);
        }
    });
});

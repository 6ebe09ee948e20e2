import { describeRule } from "../ruleSpec";

const conditions = (success: string, annotations = {}) => ({
    set: {
        "AnalysisTemplate shop-analysis": {
            "spec.metrics.0.successCondition": success,
            "metadata.annotations": annotations,
        },
    },
});
const unclear = "result[0] < 5 || now().Hour() < 8";

describeRule("gaps-listed", {
    after: ["conditions-cover-no-data"],
    broken: [
        [
            "a condition that only the controller can evaluate",
            conditions(unclear),
            [
                `AnalysisTemplate demo/shop-analysis: is not judged by conditions-cover-no-data: metric success-rate has the condition ${unclear}, which only Argo Rollouts can evaluate`,
            ],
        ],
    ],
    fine: [
        ["a violation", conditions("len(result) == 0")],
        [
            "an exception",
            conditions(unclear, { "canary-policies/except.conditions-cover-no-data": "at night; until 2026-12-31" }),
        ],
    ],
});

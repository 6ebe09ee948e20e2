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
    after: ["conditions-cover-no-data", "first-weight-small", "minimum-bake-time", "routes-lead-to-weights"],
    broken: [
        [
            "a condition that only the controller can evaluate",
            conditions(unclear),
            [
                `AnalysisTemplate demo/shop-analysis: is not judged by conditions-cover-no-data: metric success-rate has the condition ${unclear}, which only Argo Rollouts can evaluate`,
            ],
        ],
        [
            "a strategy that several rules do not know, once",
            { set: { "Rollout shop": { "spec.strategy": { blueGreen: {} } } } },
            ["Rollout demo/shop: is not judged by first-weight-small, minimum-bake-time: blueGreen"],
        ],
        [
            "routers that the rules do not read",
            {
                set: {
                    "Rollout shop": {
                        "spec.strategy.canary.trafficRouting": { appMesh: {}, plugins: { "example/router": {} } },
                    },
                },
            },
            ["appMesh", "plugin example/router"].map(
                (name) => `Rollout demo/shop: is not judged by routes-lead-to-weights: router ${name}`,
            ),
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

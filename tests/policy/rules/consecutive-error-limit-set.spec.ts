import { describeRule } from "../ruleSpec";

const limit = (value: unknown) => ({
    set: { "AnalysisTemplate shop-analysis": { "spec.metrics.0.consecutiveErrorLimit": value } },
});
const subject = "AnalysisTemplate demo/shop-analysis: metric success-rate";

describeRule("consecutive-error-limit-set", {
    broken: [
        [
            "the controller's default above the configured limit",
            limit(undefined),
            [`${subject} has no consecutiveErrorLimit, which means 4, must have one from 0 to 3`],
            { maximum: 3 },
        ],
        ["no number", limit("few"), [`${subject} has consecutiveErrorLimit "few", must have one from 0 to 10`]],
        ["a limit too high", limit(11), [`${subject} has consecutiveErrorLimit 11, must have one from 0 to 10`]],
        ["a limit below none", limit(-1), [`${subject} has consecutiveErrorLimit -1, must have one from 0 to 10`]],
        [
            "a limit above the configured one",
            {},
            [`${subject} has consecutiveErrorLimit 4, must have one from 0 to 3`],
            { maximum: 3 },
        ],
        [
            "a limit too high that an argument has by default",
            {
                set: {
                    "AnalysisTemplate shop-analysis": {
                        "spec.args": [{ name: "limit", value: "50" }],
                        "spec.metrics.0.consecutiveErrorLimit": "{{args.limit}}",
                    },
                },
            },
            [`${subject} has consecutiveErrorLimit 50, must have one from 0 to 10`],
        ],
        [
            "a limit too high that the Rollout passes",
            {
                set: {
                    "AnalysisTemplate shop-analysis": {
                        "spec.args": [{ name: "limit" }],
                        "spec.metrics.0.consecutiveErrorLimit": "{{args.limit}}",
                    },
                    "Rollout shop": { "spec.strategy.canary.analysis.args": [{ name: "limit", value: "50" }] },
                },
            },
            ["Rollout demo/shop: metric success-rate has consecutiveErrorLimit 50, must have one from 0 to 10"],
        ],
    ],
    fine: [
        ["none", limit(0)],
        ["the controller's default", limit(undefined)],
        ["a limit as a text", limit("4")],
        ["a limit that an argument gives", limit("{{args.limit}}")],
    ],
});

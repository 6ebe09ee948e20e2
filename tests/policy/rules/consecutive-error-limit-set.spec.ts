import { describeRule } from "../ruleSpec";

const limit = (value: unknown) => ({
    set: { "AnalysisTemplate shop-analysis": { "spec.metrics.0.consecutiveErrorLimit": value } },
});
const subject = "AnalysisTemplate demo/shop-analysis: metric success-rate";

describeRule("consecutive-error-limit-set", {
    broken: [
        ["no limit", limit(undefined), [`${subject} has no consecutiveErrorLimit, must have one from 0 to 10`]],
        ["a limit too high", limit(11), [`${subject} has consecutiveErrorLimit 11, must have one from 0 to 10`]],
        ["a limit below none", limit(-1), [`${subject} has consecutiveErrorLimit -1, must have one from 0 to 10`]],
        [
            "a limit above the configured one",
            {},
            [`${subject} has consecutiveErrorLimit 4, must have one from 0 to 3`],
            { maximum: 3 },
        ],
    ],
    fine: [
        ["none", limit(0)],
        ["a limit as a text", limit("4")],
        ["a limit that an argument gives", limit("{{args.limit}}")],
    ],
});

import { type Broken, describeRule } from "../ruleSpec";

const metric = "spec.metrics.0";
const subject = "AnalysisTemplate demo/shop-analysis: metric success-rate";
const conditions = (success?: string, failure?: string) => ({
    set: {
        "AnalysisTemplate shop-analysis": {
            [`${metric}.successCondition`]: success,
            [`${metric}.failureCondition`]: failure,
        },
    },
});
const passes = (condition: string, result: string) =>
    `${subject} has the condition ${condition}, by which ${result} is good, must be an error or bad`;

/** A condition that is an argument, with the argument's value in the Rollout. */
const argument = (argument: object) => ({
    set: {
        "AnalysisTemplate shop-analysis": {
            [`${metric}.successCondition`]: "{{args.condition}}",
            "spec.args": [{ name: "condition" }],
        },
        "Rollout shop": { "spec.strategy.canary.analysis.args": [{ name: "condition", ...argument }] },
    },
});

describeRule("conditions-cover-no-data", {
    broken: [
        [
            "a condition that the Rollout passes",
            argument({ value: "len(result) == 0 || result[0] >= 0.95" }),
            [
                "Rollout demo/shop: metric success-rate has the condition len(result) == 0 || result[0] >= 0.95, by which an empty result is good, must be an error or bad",
            ],
        ],
        [
            "no condition",
            conditions(),
            [
                `${subject} has neither a successCondition nor a failureCondition, so that every result is good, must have one`,
            ],
        ],
        [
            "a failureCondition that NaN does not meet",
            conditions(undefined, "result[0] > 5"),
            [passes("result[0] > 5", "NaN")],
        ],
        ["a negated comparison", conditions("!(result[0] > 5)"), [passes("!(result[0] > 5)", "NaN")]],
        [
            "a condition that all of no results meet",
            conditions("all(result, # < 500)"),
            [passes("all(result, # < 500)", "an empty result")],
        ],
        [
            "a condition that any of no results would have to meet to fail",
            conditions(undefined, "any(result, { # > 500 })"),
            [passes("any(result, { # > 500 })", "an empty result"), passes("any(result, { # > 500 })", "NaN")],
        ],
        [
            "an empty result that counts as good",
            conditions("len(result) == 0 || result[0] < 500"),
            [passes("len(result) == 0 || result[0] < 500", "an empty result")],
        ],
        [
            "NaN that counts as good",
            conditions("isNaN(result[0]) || result[0] < 500"),
            [passes("isNaN(result[0]) || result[0] < 500", "NaN")],
        ],
        ...[
            "len(result) == 0 || isNaN(result[0]) || result[0] < {{args.max}}",
            "len(result) == 0 || isNaN(result[0]) ? true : result[0] < 5",
            "len(result) == 0 || isNaN(result[0]) || asFloat(result[0]) < 5",
        ].map((condition): Broken => [
            `no data that counts as good: ${condition}`,
            conditions(condition),
            [passes(condition, "an empty result"), passes(condition, "NaN")],
        ]),
        ...["count(result, # > 5) == 0", "len(filter(result, # > .5)) == 0", "sum(result) < 1_000"].map(
            (condition): Broken => [
                `nothing of no results: ${condition}`,
                conditions(condition),
                condition.startsWith("sum")
                    ? [passes(condition, "an empty result")]
                    : [passes(condition, "an empty result"), passes(condition, "NaN")],
            ],
        ),
        [
            "a scalar that is compared as it is",
            conditions(undefined, "result > 5"),
            [passes("result > 5", "a scalar NaN")],
        ],
        [
            "a number of results that an argument may make none",
            conditions("len(result) >= {{args.least}}"),
            [
                passes("len(result) >= {{args.least}}", "an empty result"),
                passes("len(result) >= {{args.least}}", "NaN"),
            ],
        ],
        [
            "a condition that relies on Argo, where it must be explicit",
            {},
            [`${subject} has the condition result[0] >= 95, must handle an empty result and NaN explicitly`],
            { explicit: true },
        ],
    ],
    fine: [
        ["a good condition that the Rollout passes", argument({ value: "result[0] >= 0.95" })],
        [
            "a condition that only an AnalysisRun knows",
            argument({ valueFrom: { fieldRef: { fieldPath: "metadata.name" } } }),
        ],
        ["a condition that only the controller can evaluate", conditions("result[0] < 5 || now().Hour() < 8")],
        ["both explicit", conditions("len(result) > 0 && !isNaN(result[0]) && result[0] < 500"), { explicit: true }],
        ["neither good nor bad, which is inconclusive", conditions("result[0] < 500", "result[0] >= 500")],
        ["arithmetic", conditions("(result[0] - 1) * 2 / 3 + 1 <= 500 and not (result[0] < -1)")],
        [
            "a failureCondition with both",
            conditions(undefined, "len(result) == 0 or isNaN(result[0]) or result[0] > 5"),
        ],
        ["a limit that an argument gives", conditions("result[0] < {{args.max}}")],
        ["a scalar that NaN does not meet", conditions("result < 5")],
        ["a choice", conditions("len(result) == 0 || isNaN(result[0]) ? false : asInt(result[0]) < 5")],
        [
            "another provider, whose results have another form",
            {
                set: {
                    "AnalysisTemplate shop-analysis": {
                        [`${metric}.provider`]: { web: { url: "http://shop/health" } },
                        [`${metric}.successCondition`]: undefined,
                    },
                },
            },
        ],
    ],
});

import { describeRule } from "../ruleSpec";

const metric = (fields: Readonly<Record<string, unknown>>) => ({
    "AnalysisTemplate shop-analysis": Object.fromEntries(
        Object.entries(fields).map(([key, value]) => [`spec.metrics.0.${key}`, value]),
    ),
});
const canary = "spec.strategy.canary";
const subject = "Rollout demo/shop: is evaluated by metric success-rate";
const early = (seconds: number, needed: string) =>
    `Rollout demo/shop: has a background analysis whose metrics end after ${seconds} s, must measure until the last pause begins, after ${needed}`;
const constant = (condition: string) =>
    `${subject}, by whose condition ${condition} every number is good, must be one that a bad version does not meet`;
const asStep = {
    [`${canary}.analysis`]: undefined,
    [`${canary}.steps.1`]: {
        analysis: { templates: [{ templateName: "shop-analysis" }], args: [{ name: "service-name", value: "a" }] },
    },
};

describeRule("metrics-can-fail", {
    broken: [
        [
            "a limit that accepts every failure",
            { set: metric({ failureLimit: -1, consecutiveSuccessLimit: 2 }) },
            [`${subject}, whose failureLimit -1 accepts every failure, must be at least 0`],
        ],
        [
            "a count within the limit, as a text",
            { set: metric({ failureLimit: "3", count: 3 }) },
            [`${subject}, which measures 3 times with failureLimit 3, must have a limit below 3`],
        ],
        [
            "a limit that an argument gives",
            {
                set: {
                    "AnalysisTemplate shop-analysis": {
                        "spec.metrics.0.failureLimit": "{{args.limit}}",
                        "spec.metrics.0.count": "{{args.limit}}",
                        "spec.args": [{ name: "service-name" }, { name: "limit", value: "4" }],
                    },
                },
            },
            [`${subject}, which measures 4 times with failureLimit 4, must have a limit below 4`],
        ],
        [
            "one measurement of a step that may fail",
            { set: { "Rollout shop": asStep, ...metric({ interval: undefined }) } },
            [`${subject}, which measures 1 times with failureLimit 1, must have a limit below 1`],
        ],
        [
            "a limit that accepts every inconclusive result",
            { set: metric({ failureCondition: "result[0] < 0 && result[0] > 0", inconclusiveLimit: 1_000_000 }) },
            [
                `${subject}, by whose condition result[0] >= 95, result[0] < 0 && result[0] > 0 no number fails, and 1000000 inconclusive ones are accepted, must be one that a bad version does not meet`,
            ],
        ],
        [
            "no condition on the answer of a web service",
            { set: metric({ provider: { web: { url: "https://quality.example.com" } }, successCondition: undefined }) },
            [`${subject} of provider web, which has no condition, so that every result is good, must have one`],
        ],
        [
            "a constant condition",
            { set: metric({ provider: { web: { url: "https://quality.example.com" } }, successCondition: "true" }) },
            [constant("true")],
        ],
        [
            "a count within the limit, in the analysis of an experiment",
            {
                set: {
                    ...metric({ failureLimit: 3, count: 3 }),
                    "Rollout shop": {
                        [`${canary}.analysis`]: undefined,
                        [`${canary}.steps.1`]: {
                            experiment: { duration: "5m", analyses: [{ name: "a", templateName: "shop-analysis" }] },
                        },
                    },
                },
            },
            [`${subject}, which measures 3 times with failureLimit 3, must have a limit below 3`],
        ],
        [
            "a background analysis that ends early",
            { set: metric({ initialDelay: "10s", interval: "10s", count: 2 }) },
            [early(20, "30 s")],
        ],
        [
            "a background analysis that ends before a user promotes",
            { set: { ...metric({ count: 9 }), "Rollout shop": { [`${canary}.steps.1.pause`]: {} } } },
            [early(270, "a pause without a duration")],
        ],
        [
            "a background analysis that ends with its successes",
            { set: metric({ initialDelay: "5s", interval: "10s", consecutiveSuccessLimit: 2 }) },
            [early(15, "30 s")],
        ],
        ["a condition that is true", { set: metric({ successCondition: "true" }) }, [constant("true")]],
        [
            "a condition that every number meets",
            { set: metric({ successCondition: "result[0] >= 0.95 || result[0] < 0.95" }) },
            [constant("result[0] >= 0.95 || result[0] < 0.95")],
        ],
        [
            "a failureCondition that is false",
            { set: metric({ successCondition: undefined, failureCondition: "false" }) },
            [constant("false")],
        ],
    ],
    fine: [
        ["a count above the limit that is long enough", { set: metric({ count: 4, failureLimit: 3 }) }],
        [
            "a limit of successes with a count, which must be met",
            { set: { "Rollout shop": asStep, ...metric({ failureLimit: -1, consecutiveSuccessLimit: 2, count: 5 }) } },
        ],
        ["a condition of the number of results", { set: metric({ successCondition: "len(result) > 0" }) }],
        ["a range that is inconclusive", { set: metric({ failureCondition: "result[0] < 90" }) }],
        [
            "a dry run without a limit",
            {
                set: {
                    ...metric({ failureLimit: -1 }),
                    "Rollout shop": { [`${canary}.analysis.dryRun`]: [{ metricName: "s" }] },
                },
            },
        ],
        [
            "a short background analysis with one of a step",
            {
                set: {
                    ...metric({ initialDelay: "10s", interval: "10s", count: 2 }),
                    "Rollout shop": { [`${canary}.steps.3`]: asStep[`${canary}.steps.1`] },
                },
            },
        ],
    ],
});

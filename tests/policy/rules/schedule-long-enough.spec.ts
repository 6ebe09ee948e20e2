import { describeRule } from "../ruleSpec";

const metric = (fields: Readonly<Record<string, unknown>>) => ({
    set: {
        "AnalysisTemplate shop-analysis": Object.fromEntries(
            Object.entries(fields).map(([key, value]) => [`spec.metrics.0.${key}`, value]),
        ),
    },
});
const finding = (paused: number, startingStep: number, needed: number) => [
    `Rollout demo/shop: pauses for ${paused} s at weights above 0 from step ${startingStep} on, must pause for at least ${needed} s, which metric ` +
        "success-rate takes to fail (initialDelay, and the longer of failureLimit x interval and consecutiveErrorLimit x 10 s)",
];

describeRule("schedule-long-enough", {
    broken: [
        ["a metric that begins too late", metric({ initialDelay: "51s" }), finding(90, 1, 91)],
        ["a metric that fails too late", metric({ failureLimit: 3 }), finding(90, 1, 120)],
        ["a metric that errs too late", metric({ consecutiveErrorLimit: 7 }), finding(90, 1, 100)],
        [
            "the controller's own limit of errors",
            metric({ consecutiveErrorLimit: undefined, initialDelay: "1m" }),
            finding(90, 1, 100),
        ],
        [
            "a metric of a template that the Rollout's own template names",
            {
                set: { "AnalysisTemplate shop-analysis": { "spec.templates": [{ templateName: "slow" }] } },
                add: [
                    {
                        apiVersion: "argoproj.io/v1alpha1",
                        kind: "AnalysisTemplate",
                        metadata: { name: "slow", namespace: "demo" },
                        spec: { metrics: [{ name: "success-rate", initialDelay: "51s" }] },
                    },
                ],
            },
            finding(90, 1, 91),
        ],
        [
            "a delay that a default gives",
            {
                set: {
                    "AnalysisTemplate shop-analysis": {
                        "spec.metrics.0.initialDelay": "{{ args.delay }}",
                        "spec.args": [{ name: "delay", value: "51s" }],
                    },
                },
            },
            finding(90, 1, 91),
        ],
        [
            "a delay that the Rollout gives, instead of the default",
            {
                set: {
                    "Rollout shop": { "spec.strategy.canary.analysis.args": [{ name: "delay", value: "51s" }] },
                    "AnalysisTemplate shop-analysis": {
                        "spec.metrics.0.initialDelay": "{{args.delay}}",
                        "spec.args": [{ name: "delay", value: "5s" }],
                    },
                },
            },
            finding(90, 1, 91),
        ],
        [
            "an analysis that begins too late",
            { set: { "Rollout shop": { "spec.strategy.canary.analysis.startingStep": 2 } } },
            finding(60, 2, 70),
        ],
        [
            "a pause before the canary has requests",
            {
                set: {
                    "Rollout shop": {
                        "spec.strategy.canary.analysis.startingStep": 0,
                        "spec.strategy.canary.steps": [
                            { pause: { duration: "1h" } },
                            { setWeight: 0 },
                            { pause: {} },
                            { setWeight: 10 },
                            { pause: { duration: "30s" } },
                            { setWeight: 100 },
                            { pause: { duration: "30s" } },
                        ],
                    },
                },
            },
            finding(60, 0, 70),
        ],
        [
            "pauses that are too short",
            { set: { "Rollout shop": { "spec.strategy.canary.steps.3.pause.duration": "39s" } } },
            finding(69, 1, 70),
        ],
    ],
    fine: [
        ["just enough", { set: { "Rollout shop": { "spec.strategy.canary.steps.3.pause.duration": "40s" } } }],
        [
            "a pause without a duration",
            {
                set: {
                    "Rollout shop": { "spec.strategy.canary.steps.1.pause": {} },
                    "AnalysisTemplate shop-analysis": { "spec.metrics.0.initialDelay": "1h" },
                },
            },
        ],
        [
            "a template that is not there, which is another rule's",
            { set: { "AnalysisTemplate shop-analysis": undefined } },
        ],
        [
            "a dry run that takes long",
            {
                set: {
                    "AnalysisTemplate shop-analysis": {
                        "spec.metrics.0.initialDelay": "51s",
                        "spec.dryRun": [{ metricName: "success" }],
                    },
                },
            },
        ],
        ["a delay that an argument gives", metric({ initialDelay: "{{args.delay}}" })],
    ],
});

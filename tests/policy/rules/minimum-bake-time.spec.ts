import { describeRule } from "../ruleSpec";

const steps = (...given: readonly object[]) => ({
    set: { "Rollout shop": { "spec.strategy.canary.steps": given } },
});

/** A step analysis at a small weight. */
const analysed = (metric: object) => ({
    ...steps({ setWeight: 5 }, { analysis: { templates: [{ templateName: "inline" }] } }, { setWeight: 100 }),
    add: [
        {
            apiVersion: "argoproj.io/v1alpha1",
            kind: "AnalysisTemplate",
            metadata: { name: "inline", namespace: "demo" },
            spec: { metrics: [metric] },
        },
    ],
});
const route = { name: "testers", match: [{ headerName: "X-Tester", headerValue: { exact: "yes" } }] };
const tooShort = (seconds: number) => [
    `Rollout demo/shop: pauses for ${seconds} s at a weight above 0 and below all requests, must pause for at least 60 s`,
];

const pause = (index: number, value: unknown) => ({
    set: { "Rollout shop": { [`spec.strategy.canary.steps.${index}.pause`]: value } },
});

describeRule("minimum-bake-time", {
    broken: [
        [
            "short pauses",
            pause(3, { duration: "29s" }),
            [
                "Rollout demo/shop: pauses for 59 s at a weight above 0 and below all requests, must pause for at least 60 s",
            ],
        ],
        [
            "pauses shorter than the configured time",
            {},
            [
                "Rollout demo/shop: pauses for 90 s at a weight above 0 and below all requests, must pause for at least 180 s",
            ],
            { minimumSeconds: 180 },
        ],
        [
            "pauses before the first request, and after the last one of the stable version",
            {
                set: {
                    "Rollout shop": {
                        "spec.strategy.canary.steps": [
                            { pause: {} },
                            { setWeight: 0 },
                            { pause: { duration: "30m" } },
                            { setWeight: 100 },
                            { pause: { duration: "30m" } },
                        ],
                    },
                },
            },
            [
                "Rollout demo/shop: pauses for 0 s at a weight above 0 and below all requests, must pause for at least 60 s",
            ],
        ],
        ["a step analysis that is too short", analysed({ count: 6, interval: "10s" }), tooShort(50)],
        [
            "a short experiment",
            steps({ setWeight: 5 }, { experiment: { duration: "20s" } }, { setWeight: 100 }),
            tooShort(20),
        ],
        [
            "a pause after the route of a header is removed",
            steps({ setHeaderRoute: route }, { setHeaderRoute: { name: "testers" } }, { pause: {} }),
            tooShort(0),
        ],
        [
            "no pauses",
            { set: { "Rollout shop": { "spec.strategy.canary.steps": [{ setWeight: 100 }] } } },
            [
                "Rollout demo/shop: pauses for 0 s at a weight above 0 and below all requests, must pause for at least 60 s",
            ],
        ],
    ],
    fine: [
        ["a step analysis that is long enough", analysed({ initialDelay: "10s", count: 6, interval: "10s" })],
        ["a step analysis whose length is an argument", analysed({ count: "{{args.count}}", interval: "1s" })],
        ["an experiment without a duration", steps({ setWeight: 5 }, { experiment: {} })],
        ["a plugin's step, whose time is unknown", steps({ setWeight: 5 }, { plugin: { name: "example/load" } })],
        ["a pause while a header is routed to the canary", steps({ setHeaderRoute: route }, { pause: {} })],
        ["a pause while requests are mirrored to the canary", steps({ setMirrorRoute: route }, { pause: {} })],
        ["a pause without a duration", pause(3, {}), { minimumSeconds: 86400 }],
        ["durations in all of Argo's forms", pause(3, { duration: "1h0m30s" }), { minimumSeconds: 3660 }],
        ["a bare number of seconds", pause(3, { duration: 60 })],
    ],
});

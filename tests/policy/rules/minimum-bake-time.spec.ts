import { describeRule } from "../ruleSpec";

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
        [
            "no pauses",
            { set: { "Rollout shop": { "spec.strategy.canary.steps": [{ setWeight: 100 }] } } },
            [
                "Rollout demo/shop: pauses for 0 s at a weight above 0 and below all requests, must pause for at least 60 s",
            ],
        ],
    ],
    fine: [
        ["a pause without a duration", pause(3, {}), { minimumSeconds: 86400 }],
        ["durations in all of Argo's forms", pause(3, { duration: "1h0m30s" }), { minimumSeconds: 3660 }],
        ["a bare number of seconds", pause(3, { duration: 60 })],
    ],
});

import { describeRule } from "../ruleSpec";

const canary = "spec.strategy.canary";

describeRule("first-weight-small", {
    broken: [
        [
            "a large first weight",
            { set: { "Rollout shop": { [`${canary}.steps.0.setWeight`]: 25 } } },
            ["Rollout demo/shop: steps[0].setWeight sends 25 % of the requests at first, must be at most 20 %"],
        ],
        [
            "a first weight above the configured one",
            {},
            ["Rollout demo/shop: steps[0].setWeight sends 10 % of the requests at first, must be at most 5 %"],
            { maximumPercent: 5 },
        ],
        [
            "a first weight that is large among smaller units",
            { set: { "Rollout shop": { [`${canary}.trafficRouting.maxTrafficWeight`]: 20 } } },
            ["Rollout demo/shop: steps[0].setWeight sends 50 % of the requests at first, must be at most 20 %"],
        ],
        [
            "all requests after a weight of none",
            {
                set: {
                    "Rollout shop": {
                        [`${canary}.steps`]: [{ setWeight: 0 }, { pause: { duration: "30m" } }, { setWeight: 100 }],
                    },
                },
            },
            ["Rollout demo/shop: steps[2].setWeight sends 100 % of the requests at first, must be at most 20 %"],
        ],
        [
            "no weight at all",
            { set: { "Rollout shop": { [`${canary}.steps`]: undefined } } },
            [
                "Rollout demo/shop: has no setWeight above 0, so that no step limits the requests to the new version, must begin with at most 20 %",
            ],
        ],
    ],
    fine: [
        [
            "a step before the first weight",
            {
                set: {
                    "Rollout shop": { [`${canary}.steps`]: [{ setCanaryScale: { replicas: 1 } }, { setWeight: 20 }] },
                },
            },
        ],
        [
            "tenths of a percent",
            {
                set: {
                    "Rollout shop": {
                        [`${canary}.trafficRouting.maxTrafficWeight`]: 1000,
                        [`${canary}.steps.0.setWeight`]: 200,
                    },
                },
            },
        ],
    ],
});

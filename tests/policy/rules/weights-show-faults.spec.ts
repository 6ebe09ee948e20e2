import { describeRule } from "../ruleSpec";

const rollout = "Rollout demo/shop:";
const few = (index: number, weight: number, seconds: number, rate: number, requests: number, minimum = 300) =>
    `${rollout} steps[${index}].setWeight is ${weight} for ${seconds} s, which at ${rate} requests per second is ${requests} requests of the new version, must be at least ${minimum}`;
const rates = (requestsPerSecond: object) => ({ requestsPerSecond });

describeRule("weights-show-faults", {
    broken: [
        ["too few requests of one step", {}, [few(0, 10, 30, 20, 60)], rates({ "Rollout demo/shop": "20" })],
        [
            "too few requests of each step",
            {},
            [few(0, 10, 30, 2, 6), few(2, 50, 60, 2, 60)],
            rates({ "*": "2", "Rollout demo/other": "1000" }),
        ],
        [
            "fewer requests than configured",
            {},
            [few(0, 10, 30, 100, 300, 301)],
            { ...rates({ "*": "100" }), minimumRequests: 301 },
        ],
        [
            "a weight of another whole",
            { set: { "Rollout shop": { "spec.strategy.canary.trafficRouting.maxTrafficWeight": 1000 } } },
            [few(0, 10, 30, 20, 6), few(2, 50, 60, 20, 60)],
            rates({ "*": "20" }),
        ],
        [
            "a rate that is no number",
            {},
            [`${rollout} has many requests per second in the configuration, must be a number`],
            rates({ "*": "many" }),
        ],
    ],
    fine: [
        ["enough requests", {}, rates({ "*": "100" })],
        ["a Rollout whose requests are not configured", {}, rates({ "Rollout demo/other": "1" })],
        [
            "a pause until a promotion",
            {
                set: {
                    "Rollout shop": {
                        "spec.strategy.canary.steps": [{ setWeight: 10 }, { pause: {} }, { setWeight: 100 }],
                    },
                },
            },
            rates({ "*": "1" }),
        ],
    ],
});

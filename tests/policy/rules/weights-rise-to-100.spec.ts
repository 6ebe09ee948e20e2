import { describeRule } from "../ruleSpec";

const steps = (...weights: number[]) => ({
    set: { "Rollout shop": { "spec.strategy.canary.steps": weights.map((setWeight) => ({ setWeight })) } },
});

describeRule("weights-rise-to-100", {
    broken: [
        [
            "a weight that falls",
            steps(10, 50, 25, 100),
            ["Rollout demo/shop: steps[2].setWeight is 25, must be more than the weight before it, 50"],
        ],
        [
            "a weight twice",
            steps(10, 10, 100),
            ["Rollout demo/shop: steps[1].setWeight is 10, must be more than the weight before it, 10"],
        ],
        [
            "a rest larger than every rise",
            steps(10, 30, 60),
            [
                "Rollout demo/shop: has 60 as its last weight, must end with all requests, 100, or leave at most 30, its " +
                    "largest rise",
            ],
        ],
        [
            "no weights",
            steps(),
            [
                "Rollout demo/shop: has no weight as its last weight, must end with all requests, 100, or leave at most 0, " +
                    "its largest rise",
            ],
        ],
        [
            "an end before all requests in other units",
            { set: { "Rollout shop": { "spec.strategy.canary.trafficRouting.maxTrafficWeight": 1000 } } },
            [
                "Rollout demo/shop: has 100 as its last weight, must end with all requests, 1000, or leave at most 50, its " +
                    "largest rise",
            ],
        ],
    ],
    fine: [
        ["a beginning without requests", steps(0, 1, 100)],
        ["a rest as large as a rise", steps(20, 40, 60, 80)],
    ],
});

import { unknownValue } from "../../../policies/src/model/value";
import { describeRule } from "../ruleSpec";

const canary = "spec.strategy.canary";
const rollout = "Rollout demo/shop:";

describeRule("services-distinct", {
    broken: [
        [
            "one Service for both",
            { set: { "Rollout shop": { [`${canary}.canaryService`]: "shop-stable" } } },
            [`${rollout} has shop-stable as stableService and as canaryService, must have two`],
        ],
        [
            "no stable Service",
            { set: { "Rollout shop": { [`${canary}.stableService`]: undefined } } },
            [`${rollout} has no stableService, must name one`],
        ],
        [
            "no canary Service",
            { set: { "Rollout shop": { [`${canary}.canaryService`]: undefined } } },
            [`${rollout} has no canaryService, must name one`],
        ],
        [
            "an undeclared Service",
            { set: { "Service shop-canary": undefined } },
            [`${rollout} has the canaryService shop-canary, which must be declared and is not`],
        ],
        [
            "a Service of another namespace",
            { set: { "Service shop-stable": { "metadata.namespace": "other" } } },
            [`${rollout} has the stableService shop-stable, which must be declared and is not`],
        ],
    ],
    fine: [
        [
            "a Service whose name is not known yet",
            { set: { "Service shop-stable": { "metadata.name": unknownValue }, "Service shop-canary": undefined } },
        ],
    ],
});

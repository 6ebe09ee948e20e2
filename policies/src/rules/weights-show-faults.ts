import { subjectOf } from "../model/objects";
import { flatMapCanaries, maxWeightOf, pausedWeightsOf } from "../model/rollouts";
import { rule } from "../model/rule";
import { integer, stringMap } from "../model/ruleSettings";

export default rule({
    name: "weights-show-faults",
    description: "The requests of each step are enough to show a fault of the new version.",
    why:
        "With too few requests a bad version looks like a good one: of 24 requests, one in 20 of which fails, none may fail " +
        "in a third of all rollouts.",
    fix: "lengthen the step's pauses, raise its weight, or send more requests to the app",
    severity: "high",
    enforcementLevel: "mandatory",
    settings: {
        requestsPerSecond: stringMap(
            'The fewest requests per second of a Rollout, by its name in messages such as "Rollout demo/shop", or * for ' +
                "all others; without a number its weights are not evaluated",
        ),
        // 99 % of the versions with 5 % errors instead of 0.1 %, at 0.1 % false alarms (one-sided Fisher test).
        minimumRequests: integer(300, "The fewest requests of the new version in the pauses of a weight", {
            minimum: 1,
        }),
    },
    wholeStack(stack, { requestsPerSecond, minimumRequests }) {
        return flatMapCanaries(stack, (object, canary) => {
            const declared = requestsPerSecond[subjectOf(object)] ?? requestsPerSecond["*"];
            if (declared === undefined) {
                return [];
            }
            const rate = Number(declared);
            if (!(rate >= 0)) {
                return [
                    { object, found: `has ${declared} requests per second in the configuration, must be a number` },
                ];
            }
            const most = maxWeightOf(canary);
            return pausedWeightsOf(canary).flatMap(({ index, weight, seconds }) => {
                const requests = Math.floor(((rate * weight) / most) * seconds);
                const found = `steps[${index}].setWeight is ${weight} for ${seconds} s, which at ${rate} requests per second is ${requests} requests of the new version, must be at least ${minimumRequests}`;
                return seconds === Infinity || requests >= minimumRequests ? [] : [{ object, found }];
            });
        });
    },
});

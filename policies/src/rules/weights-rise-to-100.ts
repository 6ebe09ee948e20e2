import { canaryOf, maxWeightOf, strategyGaps, weightsOf } from "../model/rollouts";
import { rule } from "../model/rule";

export default rule({
    name: "weights-rise-to-100",
    description:
        "The weights of a canary rise with every step, to all requests or until the rest is not its largest rise.",
    why:
        "A weight that falls discards what was measured. After the last step the controller sends all requests to the " +
        "new version, unmeasured: a rest that is larger than every rise before it was never tried.",
    fix: "order the steps by weight, and add weights up to setWeight: 100 or the strategy's maxTrafficWeight",
    severity: "medium",
    enforcementLevel: "mandatory",
    settings: {},
    eachObject(object) {
        const canary = canaryOf(object);
        if (canary === undefined) {
            return strategyGaps(object);
        }
        const weights = weightsOf(canary);
        const most = maxWeightOf(canary);
        const rises = weights.map(({ weight }, place) => weight - (weights[place - 1]?.weight ?? 0));
        const largest = Math.max(0, ...rises);
        const last = weights.at(-1)?.weight;
        const falling = weights.flatMap(({ index, weight }, place) => {
            const before = weights[place - 1]?.weight ?? -1;
            return weight > before
                ? []
                : [`steps[${index}].setWeight is ${weight}, must be more than the weight before it, ${before}`];
        });
        const rest = most - (last ?? 0);
        const ending =
            rest <= largest
                ? []
                : [
                      `has ${last ?? "no weight"} as its last weight, must end with all requests, ${most}, or leave at ` +
                          `most ${largest}, its largest rise`,
                  ];
        return [...falling, ...ending].map((found) => ({ object, found }));
    },
});

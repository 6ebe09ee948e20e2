import { canaryOf, maxWeightOf, strategyGaps, weightsOf } from "../model/rollouts";
import { rule } from "../model/rule";

export default rule({
    name: "weights-rise-to-100",
    description: "The weights of a canary rise with every step, and end with all requests.",
    why:
        "A weight that falls discards what was measured, and a last weight below 100 leaves the rest to one jump " +
        "that no analysis covers.",
    fix: "order the steps by weight, and end with setWeight: 100 or the strategy's maxTrafficWeight",
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
        const last = weights.at(-1)?.weight;
        const falling = weights.flatMap(({ index, weight }, place) => {
            const before = weights[place - 1]?.weight ?? -1;
            return weight > before
                ? []
                : [`steps[${index}].setWeight is ${weight}, must be more than the weight before it, ${before}`];
        });
        const ending =
            last === most ? [] : [`has ${last ?? "no weight"} as its last weight, must end with all requests, ${most}`];
        return [...falling, ...ending].map((found) => ({ object, found }));
    },
});

import { canaryOf, maxWeightOf, strategyGaps, weightsOf } from "../model/rollouts";
import { rule } from "../model/rule";
import { integer } from "../model/ruleSettings";

export default rule({
    name: "first-weight-small",
    description: "The first step of a canary sends few requests to the new version.",
    why: "The first weight determines how many users get a version that has not been measured yet.",
    fix: "begin with a smaller setWeight",
    severity: "high",
    enforcementLevel: "mandatory",
    settings: {
        maximumPercent: integer(20, "The largest first share of all requests", { minimum: 1, maximum: 100 }),
    },
    eachObject(object, { maximumPercent }) {
        const canary = canaryOf(object);
        if (canary === undefined) {
            return strategyGaps(object);
        }
        const first = weightsOf(canary).find(({ weight }) => weight > 0);
        if (first === undefined) {
            const found = `has no setWeight above 0, so that no step limits the requests to the new version, must begin with at most ${maximumPercent} %`;
            return [{ object, found }];
        }
        const percent = Math.round((first.weight / maxWeightOf(canary)) * 10000) / 100;
        const found = `steps[${first.index}].setWeight sends ${percent} % of the requests at first, must be at most ${maximumPercent} %`;
        return percent <= maximumPercent ? [] : [{ object, found }];
    },
});

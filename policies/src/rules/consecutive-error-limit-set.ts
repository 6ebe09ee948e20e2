import { numberOf } from "../model/numbers";
import { metricsOf } from "../model/rollouts";
import { rule } from "../model/rule";
import { integer } from "../model/ruleSettings";
import { flatMapKnown } from "../model/value";

export default rule({
    name: "consecutive-error-limit-set",
    description: "Every metric limits its failed queries in a row.",
    why:
        "A failed query gives no evidence about the version. With a high limit a rollout continues for all that time " +
        "without a measurement, and Argo's default is a limit that no one chose.",
    fix: "set consecutiveErrorLimit on the metric",
    severity: "medium",
    enforcementLevel: "mandatory",
    settings: { maximum: integer(10, "The highest limit; a failed query is retried every 10 seconds", { minimum: 0 }) },
    eachObject(object, { maximum }) {
        return flatMapKnown(metricsOf(object), ({ name, body }) => {
            const limit = numberOf(body["consecutiveErrorLimit"]);
            if (limit !== undefined && limit >= 0 && limit <= maximum) {
                return [];
            }
            const got = limit === undefined ? "no consecutiveErrorLimit" : `consecutiveErrorLimit ${limit}`;
            return [{ object, found: `metric ${name} has ${got}, must have one from 0 to ${maximum}` }];
        });
    },
});

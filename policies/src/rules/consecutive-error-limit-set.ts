import { numberOf } from "../model/numbers";
import { metricsOf } from "../model/rollouts";
import { rule } from "../model/rule";
import { integer } from "../model/ruleSettings";
import { flatMapKnown } from "../model/value";

export default rule({
    name: "consecutive-error-limit-set",
    description: "Every metric says after how many failed queries in a row it is given up.",
    why:
        "A query that cannot be answered says nothing about the version. With a high limit a rollout goes on for all that " +
        "time with no measurement at all, and with Argo's own default nobody has decided for how long.",
    fix: "set consecutiveErrorLimit on the metric",
    severity: "medium",
    enforcementLevel: "mandatory",
    settings: { maximum: integer(10, "The highest limit; queries are tried again every 10 seconds", { minimum: 0 }) },
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

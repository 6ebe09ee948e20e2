import { numberOf } from "../model/numbers";
import { metricsByDefault } from "../model/resolvedAnalyses";
import { defaultErrorLimit } from "../model/rollouts";
import { rule } from "../model/rule";
import { integer } from "../model/ruleSettings";
import { flatMapKnown } from "../model/value";

export default rule({
    name: "consecutive-error-limit-set",
    description: "Every metric limits its failed queries in a row, by itself or by the controller's default.",
    why:
        "A failed query gives no evidence about the version. With a high limit a rollout continues for all that time " +
        "without a measurement.",
    fix: "lower consecutiveErrorLimit of the metric",
    severity: "medium",
    enforcementLevel: "mandatory",
    settings: { maximum: integer(10, "The highest limit; a failed query is retried every 10 seconds", { minimum: 0 }) },
    eachObject(object, { maximum }) {
        return flatMapKnown(metricsByDefault(object), ({ name, body }) => {
            const given = body["consecutiveErrorLimit"];
            const limit = given === undefined ? defaultErrorLimit : numberOf(given);
            if (limit !== undefined && limit >= 0 && limit <= maximum) {
                return [];
            }
            const got =
                given === undefined
                    ? `no consecutiveErrorLimit, which means ${defaultErrorLimit}`
                    : `consecutiveErrorLimit ${limit ?? JSON.stringify(given)}`;
            return [{ object, found: `metric ${name} has ${got}, must have one from 0 to ${maximum}` }];
        });
    },
});

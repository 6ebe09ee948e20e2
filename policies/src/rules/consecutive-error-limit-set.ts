import { numberOf } from "../model/numbers";
import type { KubernetesObject } from "../model/objects";
import { findingsOfMetrics } from "../model/resolvedAnalyses";
import { defaultErrorLimit, type TemplateMetric } from "../model/rollouts";
import { type Finding, rule } from "../model/rule";
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
    wholeStack: (stack, { maximum }) =>
        findingsOfMetrics(stack, (object, metrics) => findingsOf(object, metrics, maximum)),
});

function findingsOf(object: KubernetesObject, metrics: readonly TemplateMetric[], maximum: number): Finding[] {
    return flatMapKnown(metrics, ({ name, body }) => {
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
}

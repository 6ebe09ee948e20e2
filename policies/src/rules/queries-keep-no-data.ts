import { type Conditions, conditionsOf, phasesOf } from "../model/condition/phases";
import { ConditionNotUnderstood, type Result } from "../model/condition/values";
import { subjectOf } from "../model/objects";
import { QueryNotUnderstood, resultWithoutData } from "../model/query/withoutData";
import { flatMapAnalyses, resolve } from "../model/resolvedAnalyses";
import type { TemplateMetric } from "../model/rollouts";
import { type Finding, rule } from "../model/rule";
import { flatMapKnown, stringAt } from "../model/value";

export default rule({
    name: "queries-keep-no-data",
    description: "A Prometheus query does not turn missing data into a number that counts as good.",
    why:
        "With or vector(0), absent or clamp_min, a query has a result even if nothing was measured. A canary without " +
        "requests, or with a renamed metric, is then promoted.",
    fix: "remove the default, and let the condition treat an empty result as bad or as an error",
    severity: "critical",
    enforcementLevel: "mandatory",
    settings: {},
    wholeStack(stack) {
        const findings = flatMapAnalyses(stack, (object, analysis) =>
            flatMapKnown(resolve(stack, object, analysis).metrics, (metric) =>
                problemsOf(metric).map((one) => ({ object, ...one })),
            ),
        );
        // Several analyses of a Rollout may have the same template.
        return [...new Map(findings.map((one) => [`${subjectOf(one.object)} ${one.found}`, one])).values()];
    },
});

function problemsOf({ name, body }: TemplateMetric): Omit<Finding, "object">[] {
    const query = stringAt(body, "provider.prometheus.query");
    const conditions = conditionsOf(body);
    // Without a condition every result is good, which is another rule's.
    if (query === undefined || (conditions.success ?? conditions.failure) === undefined) {
        return [];
    }
    const subject = `is evaluated by metric ${name}, whose query`;
    const result = evaluated(query);
    if (result === undefined) {
        return [{ found: `${subject} has an unknown result without data: ${query}`, gap: true }];
    }
    // Nothing and NaN are those of conditions-cover-no-data.
    const number = typeof result === "object" ? result[0] : result;
    if (number === undefined || Number.isNaN(number) || !isGood(conditions, result)) {
        return [];
    }
    return [{ found: `${subject} is ${number} without data, which counts as good, must be empty or bad: ${query}` }];
}

/** Returns the result without data; undefined if it is not known. */
function evaluated(query: string): Result | undefined {
    try {
        // In a matcher any text is the same; anywhere else the query depends on the argument.
        return resultWithoutData(query.replace(/\{\{[^{}]*\}\}/g, "5m"));
    } catch (error) {
        if (error instanceof QueryNotUnderstood) {
            return undefined;
        }
        throw error;
    }
}

function isGood(conditions: Conditions, result: Result): boolean {
    try {
        return phasesOf(conditions, result).has("Successful");
    } catch (error) {
        // The gap is that of conditions-cover-no-data.
        if (error instanceof ConditionNotUnderstood) {
            return false;
        }
        throw error;
    }
}

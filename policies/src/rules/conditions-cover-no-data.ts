import { type Conditions, conditionsOf, phasesOf } from "../model/condition/phases";
import { ConditionNotUnderstood, type Result } from "../model/condition/values";
import type { KubernetesObject } from "../model/objects";
import { findingsOfMetrics } from "../model/resolvedAnalyses";
import type { TemplateMetric } from "../model/rollouts";
import { type Finding, rule } from "../model/rule";
import { flag } from "../model/ruleSettings";
import { flatMapKnown, at } from "../model/value";

/** Results of a query without evidence about the version. */
const noData: readonly (readonly [name: string, result: Result])[] = [
    ["an empty result", []],
    ["NaN", [NaN]],
    ["a scalar NaN", NaN],
];

export default rule({
    name: "conditions-cover-no-data",
    description: "The conditions of a Prometheus metric cover an empty result and NaN, and neither counts as good.",
    why:
        "A query for a version without requests, or for a renamed metric, returns nothing or NaN. A condition such " +
        "as failureCondition: result[0] > 500, or all(result, # < 500), treats that as a good version and promotes " +
        "it.",
    fix: "write a successCondition such as len(result) > 0 && !isNaN(result[0]) && result[0] < 500",
    severity: "critical",
    enforcementLevel: "mandatory",
    settings: {
        explicit: flag(
            false,
            "Require len(result) and isNaN in the condition; without it, result[0] < 500 is enough, since Argo " +
                "counts an empty result as an error and NaN as a failure",
        ),
    },
    wholeStack: (stack, { explicit }) =>
        findingsOfMetrics(stack, (object, metrics) => findingsOf(object, metrics, explicit)),
});

function findingsOf(object: KubernetesObject, metrics: readonly TemplateMetric[], explicit: boolean): Finding[] {
    return flatMapKnown(metrics, ({ name, body }) =>
        at(body, "provider.prometheus") === undefined
            ? []
            : problemsOf(conditionsOf(body), explicit).map(({ found, gap }) => ({
                  object,
                  found: `metric ${name} ${found}`,
                  gap,
              })),
    );
}

/** A condition that is an argument as a whole. */
const argument = /^\s*\{\{[^{}]*\}\}\s*$/;

function problemsOf(conditions: Conditions, explicit: boolean): Omit<Finding, "object">[] {
    const { success, failure } = conditions;
    if (success === undefined && failure === undefined) {
        const found =
            "has neither a successCondition nor a failureCondition, so that every result is good, must have one";
        return [{ found }];
    }
    const strings = [success, failure].filter((text) => text !== undefined);
    const subject = `has the condition ${strings.join(", ")}`;
    if (strings.some((text) => argument.test(text))) {
        return [{ found: `${subject}, which only an AnalysisRun knows`, gap: true }];
    }
    if (explicit && !strings.some((text) => /\blen\s*\(\s*result\s*\)/.test(text) && /\bisNaN\s*\(/.test(text))) {
        return [{ found: `${subject}, must handle an empty result and NaN explicitly` }];
    }
    try {
        return noData
            .filter(([, result]) => phasesOf(conditions, result).has("Successful"))
            .map(([name]) => ({ found: `${subject}, by which ${name} is good, must be an error or bad` }));
    } catch (error) {
        if (error instanceof ConditionNotUnderstood) {
            return [{ found: `${subject}, which only Argo Rollouts can evaluate`, gap: true }];
        }
        throw error;
    }
}

import { type Conditions, phasesOf } from "../model/condition/phases";
import { ConditionNotUnderstood, type Result } from "../model/condition/values";
import { metricsOf, type TemplateMetric } from "../model/rollouts";
import { rule } from "../model/rule";
import { flag } from "../model/ruleSettings";
import { flatMapKnown, at, known } from "../model/value";

/** What a query brings that says nothing about the version. */
const noData: readonly (readonly [name: string, result: Result])[] = [
    ["an empty result", []],
    ["NaN", [NaN]],
    ["a scalar NaN", NaN],
];

export default rule({
    name: "conditions-cover-no-data",
    description: "The conditions of a Prometheus metric say what an empty result and NaN mean, and neither means good.",
    why:
        "A query of a version that nobody asks, or whose metric has another name now, brings nothing or NaN. A condition " +
        "such as failureCondition: result[0] > 500, or all(result, # < 500), takes that for a good version and promotes it.",
    fix: "write a successCondition such as len(result) > 0 && !isNaN(result[0]) && result[0] < 500",
    severity: "critical",
    enforcementLevel: "mandatory",
    settings: {
        explicit: flag(
            false,
            "Whether the text itself must have len(result) and isNaN; without it, result[0] < 500 will do, by which Argo " +
                "counts an empty result as an error and NaN as a failure",
        ),
    },
    eachObject(object, { explicit }) {
        return flatMapKnown(metricsOf(object), (metric) => {
            const subject = `metric ${metric.name}`;
            if (at(metric.body, "provider.prometheus") === undefined) {
                return [];
            }
            return problemsOf(conditionsOf(metric), explicit).map((found) => ({
                object,
                found: `${subject} ${found}`,
            }));
        });
    },
});

function conditionsOf({ body }: TemplateMetric): Conditions {
    const text = (field: string) => {
        const value = known(body[field]);
        return typeof value === "string" && value !== "" ? value : undefined;
    };
    return { success: text("successCondition"), failure: text("failureCondition") };
}

function problemsOf(conditions: Conditions, explicit: boolean): string[] {
    const { success, failure } = conditions;
    if (success === undefined && failure === undefined) {
        return ["has neither a successCondition nor a failureCondition, so that every result is good, must have one"];
    }
    const texts = [success, failure].filter((text) => text !== undefined);
    const subject = `has the condition ${texts.join(", ")}`;
    if (explicit && !texts.some((text) => /\blen\s*\(\s*result\s*\)/.test(text) && /\bisNaN\s*\(/.test(text))) {
        return [`${subject}, must say itself what an empty result and NaN mean`];
    }
    try {
        return noData
            .filter(([, result]) => phasesOf(conditions, result).has("Successful"))
            .map(([name]) => `${subject}, by which ${name} is good, must be an error or bad`);
    } catch (error) {
        if (error instanceof ConditionNotUnderstood) {
            const unclear = "of which this rule cannot tell what an empty result and NaN mean";
            return [`${subject}, ${unclear}, must be one that it can read, or have an exception`];
        }
        throw error;
    }
}

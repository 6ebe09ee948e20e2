import { isArgo } from "../objects";
import { templateOf } from "../relations";
import { canaryOf, metricsOf, stepsOf, templatesOf } from "../rollouts";
import { rule } from "../rule";
import { numberOf } from "../duration";
import { aboutEach, at, listAt, textAt } from "../value";

export default rule({
    name: "rollout-has-analysis",
    description: "A Rollout is judged by an AnalysisTemplate that is declared, has metrics, and is not a dry run.",
    why: "Without an analysis a canary is only a slow deployment: every version is promoted, whatever it does to users.",
    fix: "name under strategy.canary.analysis.templates an AnalysisTemplate with the metrics that a bad version shows in",
    severity: "critical",
    enforcementLevel: "mandatory",
    settings: {},
    wholeStack(stack) {
        return aboutEach(stack.objects, (object) => {
            if (!isArgo(object, "Rollout")) {
                return [];
            }
            const canary = canaryOf(object);
            if (canary === undefined) {
                return [{ object, found: "has no canary strategy, must have one with an analysis" }];
            }
            const steps = stepsOf(canary);
            const background = at(canary, "analysis");
            const used = [...templatesOf(background), ...steps.flatMap((step) => templatesOf(step["analysis"] ?? {}))];
            if (used.length === 0) {
                return [{ object, found: "has no analysis, must have one" }];
            }
            const startingStep = numberOf(at(background, "startingStep")) ?? 0;
            const dry = listAt(background, "dryRun").some((one) => textAt(one, "metricName") === ".*");
            return [
                ...(startingStep >= steps.length && templatesOf(background).length > 0
                    ? [`has ${steps.length} steps, and an analysis from step ${startingStep} on, which never comes`]
                    : []),
                ...(dry ? ["has an analysis of which every metric is a dry run, must be judged by some"] : []),
                ...aboutEach(used, (reference) => {
                    const template = templateOf(stack, object, reference);
                    const subject = `${reference.kind} ${reference.name}`;
                    if (template === undefined) {
                        return [`is judged by ${subject}, which must be declared beside it and is not`];
                    }
                    const some = metricsOf(template).length > 0 || listAt(template.body, "spec.templates").length > 0;
                    return some ? [] : [`is judged by ${subject}, which has no metrics and must have some`];
                }),
            ].map((found) => ({ object, found }));
        });
    },
});

import { dryMetricsOf, partsOf } from "../model/analyses";
import { isArgo } from "../model/objects";
import { analysesOf } from "../model/resolvedAnalyses";
import { canaryOf, metricsOf, stepsOf, type TemplateReference, templatesOf } from "../model/rollouts";
import { rule } from "../model/rule";
import { numberOf } from "../model/numbers";
import { flatMapKnown, at } from "../model/value";

export default rule({
    name: "rollout-has-analysis",
    description: "A Rollout is evaluated by an AnalysisTemplate that is declared, has metrics, and is not a dry run.",
    why: "Without an analysis a canary is only a slow deployment: every version is promoted, however bad it is.",
    fix: "name under the strategy's analysis templates an AnalysisTemplate with metrics that reveal a bad version",
    severity: "critical",
    enforcementLevel: "mandatory",
    settings: {},
    wholeStack(stack) {
        return flatMapKnown(stack.objects, (object) => {
            if (!isArgo(object, "Rollout")) {
                return [];
            }
            const canary = canaryOf(object) ?? {};
            const steps = stepsOf(canary);
            const background = at(canary, "analysis");
            const analyses = analysesOf(object).map(({ body }) => body);
            if (analyses.length === 0) {
                return [{ object, found: "has no analysis, must have one" }];
            }
            // A dry run next to a real analysis does no harm.
            const dry = flatMapKnown(analyses, (analysis) => {
                const parts = partsOf(stack, object, templatesOf(analysis));
                const metrics = parts.templates.flatMap(metricsOf).length;
                return metrics > 0 && dryMetricsOf(analysis, parts).length === metrics ? [analysis] : [];
            });
            const startingStep = numberOf(at(background, "startingStep")) ?? 0;
            return [
                ...(startingStep >= steps.length && templatesOf(background).length > 0
                    ? [`has ${steps.length} steps, and an analysis from step ${startingStep} on, which never comes`]
                    : []),
                ...flatMapKnown(analyses.flatMap(templatesOf), (reference) => {
                    const { templates, missing } = partsOf(stack, object, [reference]);
                    const none = missing.length === 0 && templates.flatMap(metricsOf).length === 0;
                    return [
                        ...missing.map((one) => `${evaluatedBy(one)}, which must be declared too and is not`),
                        ...(none ? [`${evaluatedBy(reference)}, which has no metrics and must have some`] : []),
                    ];
                }),
                ...(dry.length === analyses.length
                    ? ["has an analysis with dry runs only, must have a metric that counts"]
                    : []),
            ].map((found) => ({ object, found }));
        });
    },
});

function evaluatedBy({ kind, name }: TemplateReference): string {
    return `is evaluated by ${kind} ${name}`;
}

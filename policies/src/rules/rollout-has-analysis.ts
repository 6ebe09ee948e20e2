import { dryMetricsOf, partsOf } from "../model/analyses";
import { isArgo } from "../model/objects";
import { canaryOf, metricsOf, stepsOf, type TemplateReference, templatesOf } from "../model/rollouts";
import { rule } from "../model/rule";
import { numberOf } from "../model/numbers";
import { flatMapKnown, at } from "../model/value";

export default rule({
    name: "rollout-has-analysis",
    description: "A Rollout is judged by an AnalysisTemplate that is declared, has metrics, and is not a dry run.",
    why: "Without an analysis a canary is only a slow deployment: every version is promoted, whatever it does to users.",
    fix: "name under strategy.canary.analysis.templates an AnalysisTemplate with the metrics that a bad version shows in",
    severity: "critical",
    enforcementLevel: "mandatory",
    settings: {},
    wholeStack(stack) {
        return flatMapKnown(stack.objects, (object) => {
            if (!isArgo(object, "Rollout")) {
                return [];
            }
            const canary = canaryOf(object);
            if (canary === undefined) {
                return [{ object, found: "has no canary strategy, must have one with an analysis" }];
            }
            const steps = stepsOf(canary);
            const background = at(canary, "analysis");
            const analyses = [background, ...steps.map((step) => step["analysis"])].filter(
                (analysis) => analysis !== undefined && templatesOf(analysis).length > 0,
            );
            if (analyses.length === 0) {
                return [{ object, found: "has no analysis, must have one" }];
            }
            // One that is tried out beside another takes nothing away.
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
                        ...missing.map((one) => `${judgedBy(one)}, which must be declared beside it and is not`),
                        ...(none ? [`${judgedBy(reference)}, which has no metrics and must have some`] : []),
                    ];
                }),
                ...(dry.length === analyses.length
                    ? ["has an analysis of which every metric is a dry run, must be judged by some"]
                    : []),
            ].map((found) => ({ object, found }));
        });
    },
});

function judgedBy({ kind, name }: TemplateReference): string {
    return `is judged by ${kind} ${name}`;
}

import type { KubernetesObject } from "../model/objects";
import { numberOf } from "../model/numbers";
import { flatMapAnalyses, resolve, type RolloutAnalysis } from "../model/resolvedAnalyses";
import type { TemplateMetric } from "../model/rollouts";
import { rule } from "../model/rule";
import { at, flatMapKnown } from "../model/value";

export default rule({
    name: "templates-resolve",
    description:
        "The controller can resolve the analyses of a Rollout: their arguments have values, and their steps end.",
    why:
        "The controller rejects such a Rollout, or ends its analysis with an error: no version is rolled out, and the " +
        "reason is in a condition of the Rollout's status only.",
    fix: "declare the argument in the template's args with a value or pass one, and set a count on each metric of a step",
    severity: "high",
    enforcementLevel: "mandatory",
    settings: {},
    wholeStack(stack) {
        return flatMapAnalyses(stack, (object, analysis) => {
            const { metrics, problems } = resolve(stack, object, analysis);
            return [...problems, ...flatMapKnown(metrics, (metric) => endless(analysis, metric))].map((problem) =>
                finding(object, analysis, problem),
            );
        });
    },
});

/** The controller rejects a metric without an end, unless the steps or an experiment end its analysis. */
function endless({ background, endless: ended }: RolloutAnalysis, { name, body }: TemplateMetric): string[] {
    const repeated = at(body, "interval") !== undefined && (numberOf(body["count"]) ?? 0) === 0;
    return !background && ended !== true && repeated
        ? [`metric ${name} with an interval and no count, must have a count`]
        : [];
}

function finding(object: KubernetesObject, { place }: RolloutAnalysis, problem: string) {
    return { object, found: `has in its ${place} ${problem}` };
}

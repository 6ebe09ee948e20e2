import { type DeclaredStack, type KubernetesObject, namespaceOf } from "./objects";
import { find } from "./relations";
import { metricsOf, type TemplateMetric, type TemplateReference, templatesOf } from "./rollouts";
import { at, listAt, stringAt } from "./value";

/** The templates of a Rollout's analysis. */
export interface AnalysisParts {
    readonly templates: readonly KubernetesObject[];
    /** Named templates that are not declared. */
    readonly missing: readonly TemplateReference[];
}

/** Returns the templates that a Rollout names, and those that these templates name, each once. */
export function partsOf(
    stack: DeclaredStack,
    rollout: KubernetesObject,
    references: readonly TemplateReference[],
): AnalysisParts {
    const templates = new Set<KubernetesObject>();
    const missing: TemplateReference[] = [];
    const add = (reference: TemplateReference) => {
        const namespace = reference.kind === "AnalysisTemplate" ? namespaceOf(rollout) : undefined;
        const template = find(stack, { group: "argoproj.io", ...reference, namespace });
        if (template === undefined) {
            missing.push(reference);
        } else if (!templates.has(template)) {
            templates.add(template);
            templatesOf(at(template.body, "spec")).forEach(add);
        }
    };
    references.forEach(add);
    return { templates: [...templates], missing };
}

/** Returns the metrics of an analysis that are dry runs, by the analysis itself or by its templates. */
export function dryMetricsOf(analysis: unknown, { templates }: AnalysisParts): readonly TemplateMetric[] {
    const dryRuns = [analysis, ...templates.map(({ body }) => at(body, "spec"))].flatMap((one) =>
        listAt(one, "dryRun").map((dryRun) => stringAt(dryRun, "metricName") ?? ""),
    );
    return templates.flatMap(metricsOf).filter(({ name }) => dryRuns.some((pattern) => matches(pattern, name)));
}

/** Matches anywhere in the name, as Argo does. A pattern that only Go can parse, such as `(?i)`, matches every name. */
function matches(pattern: string, name: string): boolean {
    try {
        return new RegExp(pattern, "u").test(name);
    } catch {
        return true;
    }
}

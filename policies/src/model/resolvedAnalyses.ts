import { dryMetricsOf, partsOf } from "./analyses";
import { type DeclaredStack, isArgo, type KubernetesObject } from "./objects";
import type { Finding } from "./rule";
import { metricsOf, stepsOf, templatesOf, type TemplateMetric } from "./rollouts";
import { at, type Fields, flatMapKnown, isFields, listAt, stringAt } from "./value";

/** An analysis of a Rollout. */
export interface RolloutAnalysis {
    /** Its place in messages, such as `analysis of step 2`. */
    readonly place: string;
    readonly body: unknown;
    /** True for the analysis that the controller runs next to the steps and ends with them. */
    readonly background: boolean;
    /** True for the analysis of an experiment, which ends it: its metrics need no count. */
    readonly endless?: true;
}

/** An analysis as the controller resolves it. */
export interface ResolvedAnalysis {
    /** The metrics of all templates, those of dry runs left out, with the values of their arguments. */
    readonly metrics: readonly TemplateMetric[];
    /** Reasons for which the controller cannot resolve it. */
    readonly problems: readonly string[];
}

/** Returns the analyses of a Rollout's strategy, without those that name no template; none of any other object. */
export function analysesOf(object: KubernetesObject): readonly RolloutAnalysis[] {
    if (!isArgo(object, "Rollout")) {
        return [];
    }
    const { body } = object;
    const canary = at(body, "spec.strategy.canary");
    const steps = isFields(canary) ? stepsOf(canary) : [];
    const all = [
        { place: "background analysis", body: at(canary, "analysis"), background: true },
        ...steps.map((step, index) => ({
            place: `analysis of step ${index}`,
            body: at(step, "analysis"),
            background: false,
        })),
        ...steps.flatMap((step, index) =>
            listAt(step, "experiment.analyses").map((one, number) => ({
                place: `analysis ${number} of the experiment of step ${index}`,
                body: { templates: [one], args: at(one, "args") },
                background: false,
                endless: true as const,
            })),
        ),
        ...["prePromotionAnalysis", "postPromotionAnalysis"].map((place) => ({
            place,
            body: at(body, `spec.strategy.blueGreen.${place}`),
            background: false,
        })),
    ];
    return all.filter((analysis) => templatesOf(analysis.body).length > 0);
}

/** Resolves an analysis: its templates, the templates that these name, and the arguments of all of them. */
export function resolve(
    stack: DeclaredStack,
    rollout: KubernetesObject,
    { body, background }: Omit<RolloutAnalysis, "place">,
): ResolvedAnalysis {
    const parts = partsOf(stack, rollout, templatesOf(body));
    const given = valuesOf(listAt(body, "args"), true);
    const declared = new Map<string, ArgumentValue>();
    for (const template of parts.templates) {
        for (const [name, value] of argumentsOf(template)) {
            declared.set(name, declared.get(name) ?? value);
        }
    }
    const values = new Map([...declared].map(([name, value]) => [name, given.get(name) ?? value]));
    const missing = [...values].filter(([, value]) => value === undefined);
    const unresolved = parts.templates.flatMap((template) => {
        // The controller validates a template of a step by itself.
        const names = [...(background ? values : argumentsOf(template)).keys()];
        return metricsOf(template).flatMap((metric) => tagsProblemsOf(metric, names));
    });
    const dry = dryMetricsOf(body, parts);
    return {
        metrics: parts.templates
            .flatMap(metricsOf)
            .filter((metric) => !dry.some(({ body: one }) => one === metric.body))
            .map((metric) => ({ name: metric.name, body: substituted(metric.body, values) as Fields })),
        problems: [
            ...missing.map(
                ([name]) => `argument ${name}, which has no value, must have one in args or in its template`,
            ),
            ...unresolved,
        ],
    };
}

/** Maps the analyses of each Rollout to results, skipping those that depend on unknown values. */
export function flatMapAnalyses<Result>(
    { objects }: DeclaredStack,
    about: (rollout: KubernetesObject, analysis: RolloutAnalysis) => readonly Result[],
): Result[] {
    return flatMapKnown(objects, (rollout) =>
        flatMapKnown(analysesOf(rollout), (analysis) => about(rollout, analysis)),
    );
}

/** Returns the metrics of a template, with the values that it gives its own arguments. */
function metricsByDefault(template: KubernetesObject): readonly TemplateMetric[] {
    const values = argumentsOf(template);
    return metricsOf(template).map(({ name, body }) => ({ name, body: substituted(body, values) as Fields }));
}

/**
 * Returns the findings about the metrics of each template with the defaults of its arguments, and of all analyses
 * with those that a Rollout passes; one that a template has is not repeated for its Rollouts.
 */
export function findingsOfMetrics(
    stack: DeclaredStack,
    about: (object: KubernetesObject, metrics: readonly TemplateMetric[]) => readonly Finding[],
): readonly Finding[] {
    // A gap about an argument is one only if no Rollout passes its value.
    const own = flatMapKnown(stack.objects, (template) => about(template, metricsByDefault(template))).filter(
        ({ gap, found }) => gap !== true || !found.includes("{{"),
    );
    const known = new Set(own.map(({ found }) => found));
    const passed = flatMapAnalyses(stack, (rollout, analysis) =>
        about(rollout, resolve(stack, rollout, analysis).metrics),
    );
    return [...own, ...passed.filter(({ found }) => !known.has(found))];
}

/** A value; `known: undefined` for one that only an AnalysisRun knows; undefined for none. */
type ArgumentValue = { readonly known?: string } | undefined;

function argumentsOf({ body }: KubernetesObject): ReadonlyMap<string, ArgumentValue> {
    return valuesOf(listAt(body, "spec.args"), false);
}

/** Returns the values of `args`; in a Rollout, the controller takes an argument without any value as empty. */
function valuesOf(args: readonly unknown[], orEmpty: boolean): ReadonlyMap<string, ArgumentValue> {
    return new Map(
        args.map((argument) => {
            const [value, from] = [at(argument, "value"), at(argument, "valueFrom")];
            const none = orEmpty ? { known: "" } : undefined;
            const found = from === undefined ? none : {};
            return [
                stringAt(argument, "name") ?? "",
                typeof value === "string" || typeof value === "number" ? { known: String(value) } : found,
            ];
        }),
    );
}

const tag = /\{\{([^{}]*)\}\}/g;

function tagsProblemsOf({ name, body }: TemplateMetric, names: readonly string[]): string[] {
    const tags = new Set(
        stringsOf(body).flatMap((text) => [...text.matchAll(tag)].map(([, inner = ""]) => inner.trim())),
    );
    const declared = names.length === 0 ? "none is" : `declared: ${names.join(", ")}`;
    return [...tags]
        .filter((inner) => !inner.startsWith("args.") || !names.includes(inner.slice("args.".length)))
        .map((inner) => `metric ${name} with {{${inner}}}, must name an argument that is declared (${declared})`);
}

function stringsOf(value: unknown): string[] {
    if (typeof value === "string") {
        return [value];
    }
    return typeof value === "object" && value !== null ? Object.values(value).flatMap(stringsOf) : [];
}

/** Replaces the arguments whose values are known; the others stay, and count as unknown. */
function substituted(value: unknown, values: ReadonlyMap<string, ArgumentValue>): unknown {
    if (typeof value === "string") {
        return value.replace(
            tag,
            (whole, inner: string) => values.get(inner.trim().slice("args.".length))?.known ?? whole,
        );
    }
    if (Array.isArray(value)) {
        return value.map((item) => substituted(item, values));
    }
    return isFields(value)
        ? Object.fromEntries(Object.entries(value).map(([key, field]) => [key, substituted(field, values)]))
        : value;
}

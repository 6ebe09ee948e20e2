import { apiErrorCode, type KubernetesApi } from "../../kubernetes";
import type { Observation } from "../observation/observe";
import { type AnalysisTemplateObject, readAnalysisTemplates, type TemplateMetric } from "../cluster/analysisTemplates";
import {
    type AnalysisArgObject,
    podHashLabel,
    revisionAnnotation,
    type RolloutAnalysis,
    type RolloutObject,
} from "../cluster/types";

/** An AnalysisRun to be created. */
export interface NewAnalysisRun {
    readonly apiVersion: "argoproj.io/v1alpha1";
    readonly kind: "AnalysisRun";
    readonly metadata: Readonly<Record<string, unknown>> & { readonly name: string };
    readonly spec: Readonly<Record<string, unknown>>;
}

/** Creates the AnalysisRun of {@link initialAnalysisRun} from the live templates; an existing one is kept. */
export async function startInitialAnalysis(api: KubernetesApi, o: Observation): Promise<void> {
    const namespaced = `/apis/argoproj.io/v1alpha1/namespaces/${o.namespace}`;
    const rollout = (await api.request({ method: "GET", path: `${namespaced}/rollouts/${o.name}` })) as RolloutObject;
    const templates = await readAnalysisTemplates(api, o.namespace, declaredAnalyses(rollout));
    const body = initialAnalysisRun(rollout, o, templates);
    try {
        await api.request({ method: "POST", path: `${namespaced}/analysisruns`, body, idempotent: true });
    } catch (error) {
        if (apiErrorCode(error) !== "Conflict") {
            throw error;
        }
    }
}

/**
 * Returns the AnalysisRun that measures a first deploy, which Argo itself never does: the metrics of the rollout's own
 * templates, each measured often enough to be able to fail.
 *
 * The Rollout owns it, so that both are deleted together, but is not its controller: Argo ends runs that it controls
 * and did not create.
 */
export function initialAnalysisRun(
    rollout: RolloutObject,
    o: Observation,
    templates: readonly AnalysisTemplateObject[],
): NewAnalysisRun {
    const declared = declaredAnalyses(rollout);
    const given = declared.flatMap(({ args: values = [] }) => values);
    const args = new Map(templates.flatMap(({ spec }) => spec?.args ?? []).map((arg) => [arg.name, arg]));
    for (const arg of given) {
        args.set(arg.name, resolvedArg(arg, rollout, o));
    }
    const retained = [...templates.map(({ spec }) => spec), ...declared].flatMap(
        (one) => one?.measurementRetention ?? [],
    );
    return {
        apiVersion: "argoproj.io/v1alpha1",
        kind: "AnalysisRun",
        metadata: {
            name: nameOf(o),
            namespace: o.namespace,
            labels: { [podHashLabel]: o.podHash, "rollout-type": "Initial" },
            annotations: { [revisionAnnotation]: String(o.revision) },
            ownerReferences: [{ apiVersion: "argoproj.io/v1alpha1", kind: "Rollout", name: o.name, uid: o.uid }],
        },
        spec: {
            args: [...args.values()],
            dryRun: [
                ...templates.flatMap(({ spec }) => spec?.dryRun ?? []),
                ...declared.flatMap(({ dryRun = [] }) => dryRun),
            ],
            ...(retained.length > 0 && { measurementRetention: retained }),
            metrics: templates.flatMap(({ spec }) =>
                (spec?.metrics ?? []).map((metric) => ({ ...metric, count: metric.count ?? countOf(metric) })),
            ),
        },
    };
}

/** Returns an argument with the value that the controller would give it; a first deploy is both versions. */
function resolvedArg(arg: AnalysisArgObject, rollout: RolloutObject, o: Observation): AnalysisArgObject {
    const { name, valueFrom } = arg;
    if (valueFrom?.podTemplateHashValue !== undefined) {
        return { name, value: o.podHash };
    }
    const path = valueFrom?.fieldRef?.fieldPath;
    return path === undefined ? arg : { name, value: fieldOf(rollout, path) };
}

/** Returns a field by a path such as `metadata.labels['region']`; empty if it is absent, as the controller has it. */
function fieldOf(object: unknown, path: string): string {
    const keys = path.match(/[^.[\]'"]+|\['[^']*'\]|\["[^"]*"\]/g) ?? [];
    const found = keys.reduce<unknown>(
        (value, key) =>
            typeof value === "object" && value !== null ? (value as Record<string, unknown>)[bare(key)] : undefined,
        object,
    );
    return typeof found === "string" || typeof found === "number" || typeof found === "boolean" ? String(found) : "";
}

function bare(key: string): string {
    return key.replace(/^\[['"]|['"]\]$/g, "");
}

/** Returns the background analysis, or else those of the steps. */
function declaredAnalyses({ spec }: RolloutObject): RolloutAnalysis[] {
    const { analysis, steps = [] } = spec?.strategy?.canary ?? {};
    return (analysis?.templates ?? []).length > 0 && analysis !== undefined
        ? [analysis]
        : steps.flatMap((step) => step.analysis ?? []);
}

/** Returns a name in Argo's pattern for repeated analyses: "name", "name.1", "name.2". */
function nameOf(o: Observation): string {
    const name = `${`${o.name}-${o.podHash}`.slice(0, 240)}-initial`;
    const before = o.analyses.find(({ kind }) => kind === "Initial")?.name;
    return before === undefined ? name : `${name}.${String(Number(before.slice(name.length + 1)) + 1)}`;
}

// One more measurement than may fail, and as many as Argo requires; without an interval it measures once in any case.
function countOf(metric: TemplateMetric): number {
    const { interval, failureLimit = 0, inconclusiveLimit = 0, consecutiveSuccessLimit = 0 } = metric;
    const enough = Number(failureLimit) + Math.max(1, Number(consecutiveSuccessLimit));
    return interval === undefined ? 1 : Math.max(enough, Number(inconclusiveLimit));
}

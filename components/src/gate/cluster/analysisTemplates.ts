import type { KubernetesApi } from "../../kubernetes";
import type { AnalysisArgObject, RolloutAnalysis } from "./types";

/** The fields of an AnalysisTemplate that the gate reads. */
export interface AnalysisTemplateObject {
    readonly spec?: {
        readonly args?: AnalysisArgObject[];
        readonly dryRun?: { readonly metricName: string }[];
        readonly measurementRetention?: { readonly metricName: string; readonly limit: number }[];
        readonly metrics?: readonly TemplateMetric[];
    };
}

/** A metric: its limits, its conditions, and its query if Prometheus answers it. */
export interface TemplateMetric {
    readonly interval?: string;
    readonly count?: number | string;
    readonly failureLimit?: number | string;
    readonly inconclusiveLimit?: number | string;
    readonly consecutiveSuccessLimit?: number | string;
    readonly successCondition?: string;
    readonly failureCondition?: string;
    readonly provider?: { readonly prometheus?: { readonly address?: string; readonly query?: string } };
}

/** Reads the templates of analyses, each once. Rejects with the ApiError if one cannot be read. */
export async function readAnalysisTemplates(
    api: KubernetesApi,
    namespace: string,
    analyses: readonly RolloutAnalysis[],
): Promise<AnalysisTemplateObject[]> {
    const group = "/apis/argoproj.io/v1alpha1";
    const templates: AnalysisTemplateObject[] = [];
    const named = analyses.flatMap(({ templates: some = [] }) => some);
    const once = new Map(named.map((reference) => [JSON.stringify(reference), reference]));
    for (const { templateName, clusterScope } of once.values()) {
        const folder =
            clusterScope === true
                ? `${group}/clusteranalysistemplates`
                : `${group}/namespaces/${namespace}/analysistemplates`;
        templates.push(
            (await api.request({ method: "GET", path: `${folder}/${templateName}` })) as AnalysisTemplateObject,
        );
    }
    return templates;
}

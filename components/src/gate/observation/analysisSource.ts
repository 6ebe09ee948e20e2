import type { AnalysisTemplateObject, TemplateMetric } from "../cluster/analysisTemplates";
import type { RolloutAnalysis, RolloutObject } from "../cluster/types";
import { latencyUnitOf } from "../model/latencyUnit";
import { promqlSelectors, type Selector } from "./promqlSelectors";

/**
 * Where a Rollout's own analysis finds its requests, and its thresholds. A field is absent if no template has it, or if
 * two templates differ.
 */
export interface AnalysisSource {
    readonly prometheusAddress?: string;
    readonly job?: string;
    /** A counter of requests. */
    readonly requestsMetric?: string;
    /** Its label with the status of an answer. */
    readonly statusLabel?: string;
    /** The share of errors that the analysis allows, above 0 and below 1. */
    readonly maxErrorShare?: number;
    /** A histogram of latencies, without `_bucket`. */
    readonly latencyMetric?: string;
    /** Its threshold, in milliseconds. */
    readonly latencyBound?: number;
    /** The share of slower answers that the analysis allows: 0.01 for a p99. */
    readonly maxSlowShare?: number;
}

/** Returns the analyses of a Rollout: that of the background and those of its steps. */
export function analysesOf({ spec }: RolloutObject): RolloutAnalysis[] {
    const { analysis, steps = [] } = spec?.strategy?.canary ?? {};
    return [...(analysis === undefined ? [] : [analysis]), ...steps.flatMap((step) => step.analysis ?? [])];
}

/** Returns what the templates of a Rollout's analyses measure, by their queries and conditions. */
export function analysisSource(
    analyses: readonly RolloutAnalysis[],
    templates: readonly AnalysisTemplateObject[],
): AnalysisSource {
    const given = new Map(
        [...templates.flatMap(({ spec }) => spec?.args ?? []), ...analyses.flatMap(({ args = [] }) => args)].flatMap(
            ({ name, value }) => (value === undefined ? [] : [[name, value] as const]),
        ),
    );
    const metrics = templates.flatMap(({ spec }) => spec?.metrics ?? []).map((metric) => asked(metric, given));
    const queried = metrics.filter(({ address, query }) => address !== "" && query !== "");
    const errors = queried.flatMap((metric) => errorsOf(metric));
    const latencies = queried.flatMap((metric) => latenciesOf(metric));
    const jobs = queried.flatMap(({ selectors }) => selectors.flatMap(jobOf));
    return withoutDoubt({
        prometheusAddress: queried.map(({ address }) => address),
        job: jobs,
        requestsMetric: errors.map(({ requestsMetric }) => requestsMetric),
        statusLabel: errors.map(({ statusLabel }) => statusLabel),
        maxErrorShare: errors.flatMap(({ maxErrorShare }) => maxErrorShare ?? []),
        latencyMetric: latencies.map(({ latencyMetric }) => latencyMetric),
        latencyBound: latencies.flatMap(({ latencyBound }) => latencyBound ?? []),
        maxSlowShare: latencies.flatMap(({ maxSlowShare }) => maxSlowShare ?? []),
    });
}

/** A metric with the values of its analysis's arguments. */
interface AskedMetric {
    readonly address: string;
    readonly query: string;
    readonly selectors: readonly Selector[];
    /** The comparison that a good measurement fulfils. */
    readonly good: { readonly least: boolean; readonly value: number } | undefined;
}

function asked(
    { provider, successCondition = "", failureCondition = "" }: TemplateMetric,
    args: ReadonlyMap<string, string>,
): AskedMetric {
    const filled = (text = "") =>
        text.replace(/\{\{\s*args\.([\w-]+)\s*\}\}/g, (whole, name: string) => args.get(name) ?? whole);
    const query = filled(provider?.prometheus?.query);
    const success = comparisonOf(filled(successCondition));
    const failure = comparisonOf(filled(failureCondition));
    return {
        address: filled(provider?.prometheus?.address),
        query,
        selectors: promqlSelectors(query),
        good: success ?? (failure && { ...failure, least: !failure.least }),
    };
}

/** Returns the first comparison of a condition with a number, such as `result[0] >= 0.95`. */
function comparisonOf(condition: string): AskedMetric["good"] {
    const [, operator, number] = /result(?:\[0\])?\s*(>=?|<=?)\s*(\d+(?:\.\d+)?)/.exec(condition) ?? [];
    return operator === undefined ? undefined : { least: operator.startsWith(">"), value: Number(number) };
}

/** Finds the counter of a ratio of answers, one part of which has a matcher of their status. */
function errorsOf({ selectors, good }: AskedMetric) {
    return selectors.flatMap(({ metric, matchers }) => {
        const status = matchers.find(({ operator, value }) => operator.endsWith("~") && /^[([]?[1-5]/.test(value));
        if (status === undefined || metric === "" || metric.endsWith("_bucket")) {
            return [];
        }
        const share = good === undefined ? undefined : good.value > 1 ? good.value / 100 : good.value;
        const maxErrorShare = share === undefined ? undefined : good?.least ? 1 - share : share;
        return [{ requestsMetric: metric, statusLabel: status.label, maxErrorShare: shareOf(maxErrorShare) }];
    });
}

/** Finds the histogram of a quantile. */
function latenciesOf({ query, selectors, good }: AskedMetric) {
    const [, quantile] = /histogram_quantile\s*\(\s*(0?\.\d+)/.exec(query) ?? [];
    const inMilliseconds = /\*\s*1(000|e3)\b/.test(query);
    return selectors.flatMap(({ metric }) => {
        if (quantile === undefined || !metric.endsWith("_bucket")) {
            return [];
        }
        const latencyMetric = metric.slice(0, -"_bucket".length);
        const scale = latencyUnitOf(latencyMetric) === "seconds" && !inMilliseconds ? 1000 : 1;
        const latencyBound = good === undefined || good.least ? undefined : good.value * scale;
        return [{ latencyMetric, latencyBound, maxSlowShare: shareOf(1 - Number(quantile)) }];
    });
}

function jobOf({ matchers }: Selector): string[] {
    const job = matchers.find(({ label, operator }) => label === "job" && operator === "=")?.value;
    // An argument whose value only the controller knows.
    return job === undefined || job.includes("{{") ? [] : [job];
}

/** Returns a share above 0 and below 1, without the error of a binary fraction. */
function shareOf(value: number | undefined): number | undefined {
    return value !== undefined && value > 0 && value < 1 ? Number(value.toFixed(6)) : undefined;
}

/** Returns the fields whose values are all the same. */
function withoutDoubt(found: {
    readonly [Key in keyof AnalysisSource]-?: readonly AnalysisSource[Key][];
}): AnalysisSource {
    return Object.fromEntries(
        Object.entries(found).flatMap(([key, values]) => {
            const [first] = values;
            return first !== undefined && new Set<unknown>(values).size === 1 ? [[key, first]] : [];
        }),
    );
}

import type { AnalysisTemplateObject, TemplateMetric } from "../cluster/analysisTemplates";
import type { RolloutAnalysis, RolloutObject } from "../cluster/types";
import { latencyUnitOf } from "../model/latencyUnit";
import { type Matcher, queryShape, type QueryShape, type Selector } from "./queryShape";

/**
 * The requests and thresholds of a Rollout's own analysis. A field is absent if no template has it, or if two templates
 * differ.
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

/** An analysis of a Rollout, with its templates. */
export interface ReadAnalysis {
    readonly analysis: RolloutAnalysis;
    readonly templates: readonly AnalysisTemplateObject[];
}

/** Returns what a Rollout's analyses measure, by the queries and conditions of their templates. */
export function analysisSource(analyses: readonly ReadAnalysis[]): AnalysisSource {
    const queried = analyses.flatMap(askedBy).filter(({ query }) => query !== "");
    const errors = queried.flatMap(errorsOf);
    const latencies = queried.flatMap(latencyOf);
    return withoutDoubt({
        prometheusAddress: queried.flatMap(({ address }) => (isKnown(address) ? [address] : [])),
        job: queried.flatMap(({ shape }) => shape.selectors.flatMap(jobOf)),
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
    readonly shape: QueryShape;
    /** The comparison that a good measurement fulfils. */
    readonly good: { readonly least: boolean; readonly value: number } | undefined;
}

/** Returns the metrics of one analysis, whose arguments are those of its templates and the Rollout's on top. */
function askedBy({ analysis, templates }: ReadAnalysis): AskedMetric[] {
    const args = new Map(
        [...templates.flatMap(({ spec }) => spec?.args ?? []), ...(analysis.args ?? [])].flatMap(({ name, value }) =>
            value === undefined ? [] : [[name, value] as const],
        ),
    );
    return templates.flatMap(({ spec }) => spec?.metrics ?? []).map((metric) => asked(metric, args));
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
        shape: queryShape(query),
        good: success ?? (failure && { ...failure, least: !failure.least }),
    };
}

/** Returns the comparison of a condition that is nothing else, such as `result[0] >= 0.95`. */
function comparisonOf(condition: string): AskedMetric["good"] {
    const [, operator, number] = /^\s*result(?:\[0\])?\s*(>=?|<=?)\s*(\d+(?:\.\d+)?)\s*$/.exec(condition) ?? [];
    return operator === undefined ? undefined : { least: operator.startsWith(">"), value: Number(number) };
}

/** Finds the counter of answers by their status; a threshold is a share only where all answers are the divisor. */
function errorsOf({ shape, good }: AskedMetric) {
    return shape.selectors.flatMap((selector) => {
        const { metric } = selector;
        const status = statusOf(selector);
        if (status === undefined || metric === "" || metric.endsWith("_bucket")) {
            return [];
        }
        const { over = [], under = [] } = shape.quotient ?? {};
        const ofAll =
            over.every((one) => one.metric === metric && statusOf(one) !== undefined) &&
            under.length > 0 &&
            under.every((one) => one.metric === metric && statusOf(one) === undefined);
        const share = good === undefined || !ofAll ? undefined : good.value / shape.factor;
        const maxErrorShare = share === undefined ? undefined : good?.least ? 1 - share : share;
        return [{ requestsMetric: metric, statusLabel: status.label, maxErrorShare: shareOf(maxErrorShare) }];
    });
}

function statusOf({ matchers }: Selector): Matcher | undefined {
    return matchers.find(({ operator, value }) => operator.endsWith("~") && /^[([]?[1-5]/.test(value));
}

/** Finds the histogram of a quantile. */
function latencyOf({ shape: { selectors, factor, quantile }, good }: AskedMetric) {
    const [{ metric } = { metric: "" }, ...others] = selectors;
    if (quantile === undefined || others.length > 0 || !metric.endsWith("_bucket")) {
        return [];
    }
    const latencyMetric = metric.slice(0, -"_bucket".length);
    const milliseconds = latencyUnitOf(latencyMetric) === "seconds" ? 1000 : 1;
    const latencyBound = good === undefined || good.least ? undefined : (good.value / factor) * milliseconds;
    return [{ latencyMetric, latencyBound, maxSlowShare: shareOf(1 - quantile) }];
}

function jobOf({ matchers }: Selector): string[] {
    const job = matchers.find(({ label, operator }) => label === "job" && operator === "=")?.value ?? "";
    return isKnown(job) ? [job] : [];
}

/** False for no text, and for an argument whose value only the controller knows. */
function isKnown(text: string): boolean {
    return text !== "" && !text.includes("{{");
}

/** Returns a share above 0 and below 1, without the error of a binary fraction. */
function shareOf(value: number | undefined): number | undefined {
    return value !== undefined && value > 0 && value < 1 ? Number(value.toFixed(6)) : undefined;
}

/** Returns the fields whose values are equal. */
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

import { isHttpUrl } from "../../provider/inputs";
import { type AnalysisArgs, limitsOf } from "../args/analysis";
import { validateAnalysisArgs, validateMetrics, validateTemplates } from "./metrics";
import { validatePrometheusAccess, validateSecretReader } from "./prometheusAccess";
import {
    isBoolean,
    isDuration,
    isMetric,
    isLabel,
    latencyUnit,
    orPending,
    positiveNumber,
    type Rule,
    validateFields,
    validateKnownFields,
    type ValidationError,
    wholeNumber,
} from "./validation";

const rules: Readonly<
    Record<Exclude<keyof AnalysisArgs, "metrics" | "templates" | "args" | "prometheusAccess" | "secretReader">, Rule>
> = {
    initialDelay: isDuration(0),
    interval: isDuration(1),
    failureLimit: wholeNumber(0),
    consecutiveErrorLimit: wholeNumber(0),
    window: isDuration(1),
    // Left to the gate until they are known.
    p99LatencyMilliseconds: orPending(positiveNumber()),
    successRatePercent: orPending(positiveNumber(100)),
    prometheusAddress: orPending([isHttpUrl, "an http or https URL without credentials"]),
    latencyMetric: isMetric,
    requestsMetric: isMetric,
    latencyUnit,
    statusLabel: isLabel,
    bothVersions: isBoolean,
};

/** Fields with validators. */
const others: readonly (keyof AnalysisArgs)[] = ["metrics", "templates", "args", "prometheusAccess", "secretReader"];

const optional: readonly (keyof AnalysisArgs)[] = [
    "latencyMetric",
    "latencyUnit",
    "requestsMetric",
    "statusLabel",
    "bothVersions",
];

/** Validates the thresholds and metrics of the analysis. */
export function validateAnalysis(analysis: AnalysisArgs): ValidationError[] {
    const { bothVersions, metrics = [], templates = [], args = [] } = analysis;
    const own = bothVersions !== false || !isEmpty(metrics);
    const message = "must be true without metrics and templates, because nothing would measure, got false";
    return [
        ...validateFields("analysis", analysis, rules, optional),
        ...validateKnownFields("analysis", analysis, [...Object.keys(rules), ...others]),
        ...(own || !isEmpty(templates) ? [] : [{ path: "analysis.bothVersions", message }]),
        ...validateMetrics("analysis.metrics", metrics, bothVersions !== false, limitsOf(analysis)),
        ...validateTemplates("analysis.templates", templates),
        ...validateAnalysisArgs("analysis.args", args, own),
        ...validatePrometheusAccess(analysis.prometheusAccess),
        ...validateSecretReader(analysis.secretReader),
    ];
}

function isEmpty(list: unknown): boolean {
    return Array.isArray(list) && list.length === 0;
}

import { parseDuration } from "../../kubernetes/duration";
import { isHttpUrl, isMetricName } from "../../provider/inputs";
import type { AnalysisArgs } from "../args/analysis";
import { validatePrometheusAccess } from "./prometheusAccess";
import { positiveNumber, type Rule, validateFields, type ValidationError, wholeNumber } from "./validation";

/** Returns the rule for a duration that Argo and Prometheus parse alike. */
export function isDuration(atLeastSeconds: number): Rule {
    return [
        (value) => typeof value === "string" && Number(parseDuration(value)) >= atLeastSeconds,
        `a duration such as 30s, 2m or 1h30m${atLeastSeconds > 0 ? ", longer than 0s" : ""}`,
    ];
}

const isMetric: Rule = [isMetricName, "the name of a Prometheus metric"];

const rules: Readonly<Record<Exclude<keyof AnalysisArgs, "prometheusAccess">, Rule>> = {
    initialDelay: isDuration(0),
    interval: isDuration(1),
    failureLimit: wholeNumber(0),
    consecutiveErrorLimit: wholeNumber(0),
    window: isDuration(1),
    p99LatencyMilliseconds: positiveNumber(),
    successRatePercent: positiveNumber(100),
    prometheusAddress: [isHttpUrl, "an http or https URL without credentials"],
    latencyMetric: isMetric,
    requestsMetric: isMetric,
    statusLabel: [
        (value) => typeof value === "string" && /^[a-zA-Z_][a-zA-Z0-9_]*$/.test(value),
        "the name of a Prometheus label",
    ],
};

const optional: readonly (keyof AnalysisArgs)[] = ["latencyMetric", "requestsMetric", "statusLabel"];

/** Validates the thresholds and metrics of the analysis. */
export function validateAnalysis(analysis: AnalysisArgs): ValidationError[] {
    return [
        ...validateFields("analysis", analysis, rules, optional),
        ...validatePrometheusAccess(analysis.prometheusAccess),
    ];
}

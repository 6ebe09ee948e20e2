import { regexpProblem } from "../../gate/model/regexp";
import { selectorProblems } from "../../gate/model/requestsSelector";
import { isHttpUrl } from "../../provider/inputs";
import { promqlError, selectorCount } from "../metrics/promql";
import {
    fieldsOf,
    type Fields,
    got,
    hasFields,
    isBoolean,
    isDuration,
    isLabel,
    isList,
    isMetric,
    isText,
    latencyUnit,
    oneOf,
    positiveNumber,
    type Rule,
    type Rules,
    type Validate,
    type ValidationError,
    wholeNumber,
} from "./validation";

/** Matches a regular expression that Prometheus knows. */
const isPattern = (value: unknown) => typeof value === "string" && value !== "" && regexpProblem(value) === undefined;

const isGood: Rule = [
    (value) => value === "2xx" || value === "not 5xx" || (hasFields(value) && isPattern(value["matches"])),
    "2xx, not 5xx, or {matches: REGULAR EXPRESSION (RE2)}",
];
const isMatchers: Rule = [(value) => isList(value) && value.length > 0, "a list of label matchers that is not empty"];
const isQuantile: Rule = [
    (value) => typeof value === "number" && value > 0 && value < 1,
    "a number above 0 and below 1",
];
const isHeader = (value: unknown) =>
    hasFields(value) && typeof value["key"] === "string" && typeof value["value"] === "string";
const isHeaders = (value: unknown) => isList(value) && value.every(isHeader);
const percent = positiveNumber(100);
const scopes = ["new", "stable", "both"];

/** Validators of what a metric measures, by the name of its field. */
export const measurements: Readonly<Record<string, Validate>> = {
    successRate: series({ atLeastPercent: percent }, { good: isGood, metric: isMetric, statusLabel: isLabel }),
    latencyQuantile: series(
        { belowMilliseconds: positiveNumber() },
        { quantile: isQuantile, metric: isMetric, unit: latencyUnit },
    ),
    errorRatio: series({ metric: isMetric, errors: isMatchers, belowPercent: percent }, {}),
    saturation: fieldsOf(
        { of: oneOf("cpuThrottling", "memory", "restarts"), below: positiveNumber() },
        { scope: oneOf(...scopes), window: isDuration(1) },
    ),
    promql: (path, value) => [
        ...fieldsOf(
            { query: isText },
            { scope: oneOf(...scopes, "compare"), successCondition: isText, failureCondition: isText },
        )(path, value),
        ...validateQuery(path, value),
        ...validateConditions(path, value),
    ],
    job: fieldsOf({ spec: [hasFields, "the spec of a Job"] }, { metadata: [hasFields, "labels and annotations"] }),
    web: fieldsOf(
        { url: [isHttpUrl, "an http or https URL without credentials"] },
        {
            method: oneOf("GET", "POST", "PUT"),
            headers: [isHeaders, "a list of {key: STRING, value: STRING}"],
            ...{ body: isText, jsonPath: isText, timeoutSeconds: wholeNumber(1), insecure: isBoolean },
            authentication: [(value) => hasFields(value) && hasFields(value["oauth2"]), "{oauth2: ...}"],
            ...{ successCondition: isText, failureCondition: isText },
        },
        ["jsonBody"],
    ),
};

/** Returns the validator of a measurement that selects series. */
function series(required: Rules, optional: Rules): Validate {
    const all = fieldsOf(required, { scope: oneOf(...scopes), window: isDuration(1), ...optional }, ["selector"]);
    return (path, value) => [
        ...all(path, value),
        ...["selector", "errors"].flatMap((field) =>
            value[field] === undefined
                ? []
                : selectorProblems(value[field], `${path}.${field}`).map(({ property, message }) => ({
                      path: property,
                      message,
                  })),
        ),
    ];
}

function validateQuery(path: string, { query, scope }: Fields): ValidationError[] {
    if (typeof query !== "string" || query === "") {
        return [];
    }
    const error = promqlError(query);
    if (error !== undefined) {
        const rest = query.slice(error.at);
        const where = rest === "" ? `after ${query}` : `at ${JSON.stringify(rest.slice(0, 20))}`;
        return [{ path: `${path}.query`, message: `must be PromQL, got an error ${where}` }];
    }
    const message = `must have a selector, to which the scope applies, or the scope both, got ${got(query)}`;
    return selectorCount(query) > 0 || scope === "both" ? [] : [{ path: `${path}.query`, message }];
}

function validateConditions(path: string, { successCondition, failureCondition }: Fields): ValidationError[] {
    const message = "must have a successCondition or a failureCondition, because without one every result is good";
    return successCondition === undefined && failureCondition === undefined ? [{ path, message }] : [];
}

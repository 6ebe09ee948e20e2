import { isConfidential } from "../../gate/model/accessProblems";
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
    isPending,
    isText,
    latencyUnit,
    oneOf,
    positiveNumber,
    type Rule,
    type Rules,
    type Validate,
    validateInput,
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
const isHeader = (value: unknown): value is Fields =>
    hasFields(value) &&
    typeof value["key"] === "string" &&
    (typeof value["value"] === "string" || isPending(value["value"]));
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
            { query: isText, successCondition: isText },
            { scope: oneOf(...scopes, "compare"), failureCondition: isText },
        )(path, value),
        ...validateQuery(path, value),
    ],
    job: fieldsOf({ spec: [hasFields, "the spec of a Job"] }, { metadata: [hasFields, "labels and annotations"] }),
    web: (path, value) => [
        ...validateInput(`${path}.url`, value["url"], [isHttpUrl, "an http or https URL without credentials"]),
        ...fieldsOf(
            {},
            {
                method: oneOf("GET", "POST", "PUT"),
                ...{ body: isText, jsonPath: isText, timeoutSeconds: wholeNumber(1), insecure: isBoolean },
                ...{ successCondition: isText, failureCondition: isText },
            },
            ["url", "headers", "authentication", "jsonBody"],
        )(path, value),
        ...validateCredentials(path, value),
    ],
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

/** Validates headers and client secrets, and repeats none: they may hold credentials. */
function validateCredentials(path: string, { headers, authentication }: Fields): ValidationError[] {
    const errors: ValidationError[] = [];
    if (headers !== undefined && !(isList(headers) && headers.every(isHeader))) {
        errors.push({ path: `${path}.headers`, message: "must be a list of {key: STRING, value: STRING}" });
    }
    (isList(headers) ? headers.filter(isHeader) : []).forEach(({ key, value }, index) => {
        if (isConfidential(String(key)) && typeof value === "string" && !isArgument(value)) {
            const message = `must be an argument from a Secret, {{args.NAME}}, because ${String(key)} holds credentials`;
            errors.push({ path: `${path}.headers[${index}].value`, message });
        }
    });
    const oauth2 = hasFields(authentication) ? authentication["oauth2"] : undefined;
    if (authentication !== undefined && !(hasFields(oauth2) && isArgument(oauth2["clientSecret"]))) {
        const message = "must be {oauth2: ...}, whose clientSecret is an argument from a Secret, {{args.NAME}}";
        errors.push({ path: `${path}.authentication`, message });
    }
    return errors;
}

function isArgument(value: unknown): boolean {
    return typeof value === "string" && value.includes("{{args.");
}

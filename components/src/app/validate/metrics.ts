import { isDnsLabel, isObjectName } from "../../kubernetes/names";
import type { limitsOf } from "../args/analysis";
import type { CanaryMetricLimits } from "../args/metrics";
import { withoutUndefined } from "../args/withoutUndefined";
import { argNames } from "../metrics/catalogue";
import { measurements } from "./measurement";
import {
    type Fields,
    got,
    hasFields,
    isBoolean,
    isDuration,
    isList,
    isPending,
    isText,
    onlyField,
    type Rule,
    validateFields,
    validateKnownFields,
    validateValue,
    type ValidationError,
    wholeNumber,
} from "./validation";

/** The names of the metrics of both versions together. */
const namesOfBoth: readonly unknown[] = ["p99-latency", "success-rate"];

/** The names of the arguments that an app's AnalysisTemplate has anyway. */
const ownArgs: readonly unknown[] = [argNames.service, argNames.namespace, ...Object.values(argNames.hashes)];

/** True for a name that the access to Prometheus may take. */
const isOfAccess = (name: unknown) => typeof name === "string" && /^(header|oauth2)-/.test(name);

const limits: Readonly<Record<keyof CanaryMetricLimits, Rule>> = {
    name: [isDnsLabel, "a DNS label of at most 63 characters"],
    initialDelay: isDuration(0),
    interval: isDuration(1),
    count: wholeNumber(1),
    failureLimit: wholeNumber(0),
    inconclusiveLimit: wholeNumber(0),
    consecutiveErrorLimit: wholeNumber(0),
    consecutiveSuccessLimit: wholeNumber(1),
    dryRun: isBoolean,
    measurementRetention: wholeNumber(1),
};
const optionalLimits = Object.keys(limits).filter((field) => field !== "name");

/** The limits that metrics have unless they have their own. */
type Limits = ReturnType<typeof limitsOf>;

/** Validates the metrics of an analysis, with or without those of both versions together. */
export function validateMetrics(
    path: string,
    metrics: unknown,
    bothVersions: boolean,
    analysis: Limits,
): ValidationError[] {
    if (!isList(metrics)) {
        return [{ path, message: `must be a list of metrics, got ${got(metrics)}` }];
    }
    const names = [...(bothVersions ? namesOfBoth : [])];
    return metrics.flatMap((metric, index) => {
        const at = `${path}[${index}]`;
        if (!hasFields(metric)) {
            return [{ path: at, message: `must be a metric with a name, got ${got(metric)}` }];
        }
        const { name } = metric;
        const twice = name !== undefined && names.includes(name);
        names.push(name);
        return [
            ...validateMetric(at, metric, analysis),
            ...(twice ? [{ path: `${at}.name`, message: `must be unique, got ${got(name)} twice` }] : []),
        ];
    });
}

/** Validates references to templates. */
export function validateTemplates(path: string, templates: unknown): ValidationError[] {
    const isReference = (value: unknown) =>
        hasFields(value) &&
        (isObjectName(value["templateName"]) || isPending(value["templateName"])) &&
        ["undefined", "boolean"].includes(typeof value["clusterScope"]) &&
        Object.keys(value).every((field) => field === "templateName" || field === "clusterScope");
    const allowed = "a list of {templateName: NAME}, and clusterScope: true for a ClusterAnalysisTemplate";
    return validateValue(path, templates, [(value) => isList(value) && value.every(isReference), allowed]);
}

/** Validates the arguments of an analysis; `own` is true if it has the app's AnalysisTemplate. */
export function validateAnalysisArgs(path: string, args: unknown, own: boolean): ValidationError[] {
    if (!isList(args)) {
        return [{ path, message: `must be a list of arguments, got ${got(args)}` }];
    }
    const names: unknown[] = own ? [...ownArgs] : [];
    return args.flatMap((arg, index) => {
        const at = `${path}[${index}]`;
        if (!hasFields(arg)) {
            return [{ path: at, message: `must be an argument with a name, got ${got(arg)}` }];
        }
        const { name } = arg;
        const others = own ? `, none of ${ownArgs.join(", ")}, and not begin with header- or oauth2-` : "";
        const message = `must be unique${others}, got ${got(name)}`;
        const errors = validateValue(`${at}.name`, name, isText);
        if (names.includes(name) || (own && isOfAccess(name))) {
            errors.push({ path: `${at}.name`, message });
        }
        names.push(name);
        return [...errors, ...validateValueOf(at, arg, own)];
    });
}

function validateMetric(path: string, metric: Fields, analysis: Limits): ValidationError[] {
    const kinds = Object.keys(measurements);
    const given = kinds.filter((kind) => metric[kind] !== undefined);
    const [kind = ""] = given;
    const value = metric[kind];
    const known = [...Object.keys(limits), ...kinds];
    const errors = [
        ...validateFields(path, metric, limits, optionalLimits),
        ...validateKnownFields(path, metric, known),
        ...validateCount(path, metric, analysis),
    ];
    if (given.length !== 1) {
        const got = given.length === 0 ? "none" : given.join(" and ");
        return [...errors, { path, message: `must have exactly one of ${kinds.join(", ")}, got ${got}` }];
    }
    return [
        ...errors,
        ...(hasFields(value)
            ? (measurements[kind]?.(`${path}.${kind}`, value) ?? [])
            : [{ path: `${path}.${kind}`, message: `must have fields, got ${got(value)}` }]),
    ];
}

/** Finds a number of measurements that Argo rejects, or by which the metric could not fail. */
function validateCount(path: string, metric: Fields, analysis: Limits): ValidationError[] {
    const queried = metric["job"] === undefined && metric["web"] === undefined;
    const effective: Fields = { ...(queried && analysis), ...withoutUndefined(metric) };
    const { count, interval } = effective;
    const limit = (field: string) => Number(effective[field] ?? 0);
    if (typeof count !== "number") {
        return [];
    }
    const [failing, good] = [limit("failureLimit"), limit("consecutiveSuccessLimit")];
    const errors: string[] = [];
    if (count <= failing) {
        errors.push(
            `must be greater than failureLimit, ${failing}, because the metric could not fail otherwise, got ${count}`,
        );
    } else if (count < failing + good) {
        errors.push(`must be at least failureLimit + consecutiveSuccessLimit, ${failing + good}, got ${count}`);
    }
    if (count < limit("inconclusiveLimit")) {
        errors.push(`must be at least inconclusiveLimit, ${limit("inconclusiveLimit")}, got ${count}`);
    }
    if (count > 1 && interval === undefined) {
        errors.push(`must be 1 without an interval, got ${count}`);
    }
    return errors.map((message) => ({ path: `${path}.count`, message }));
}

function validateValueOf(path: string, arg: Fields, own: boolean): ValidationError[] {
    const rest = Object.fromEntries(Object.entries(arg).filter(([field]) => field !== "name"));
    const [field, value] = onlyField(rest);
    if (field === "value") {
        return isPending(value) ? [] : validateValue(`${path}.value`, value, isText);
    }
    const [source, reference] = onlyField(field === "valueFrom" ? value : undefined);
    const at = `${path}.valueFrom`;
    switch (source) {
        case "podTemplateHashValue": {
            const isVersion: Rule = [(one) => one === "Latest" || one === "Stable", "Latest or Stable"];
            return validateValue(`${at}.${source}`, reference, isVersion);
        }
        case "fieldRef":
            return validateValue(`${at}.${source}`, reference, hasTexts("fieldPath"));
        case "secretKeyRef": {
            const message = "must be an argument of your template: a Secret cannot be given here";
            return own ? validateValue(`${at}.${source}`, reference, hasTexts("name", "key")) : [{ path: at, message }];
        }
        default: {
            const allowed = "value, or valueFrom with podTemplateHashValue, fieldRef or secretKeyRef";
            const given = Object.keys(rest);
            return [
                {
                    path,
                    message: `must have either ${allowed}, got ${given.length === 0 ? "neither" : given.join(" and ")}`,
                },
            ];
        }
    }
}

function hasTexts(...fields: string[]): Rule {
    const [isOne] = isText;
    return [
        (value) => hasFields(value) && fields.every((field) => isOne(value[field]) || isPending(value[field])),
        `{${fields.map((field) => `${field}: STRING`).join(", ")}}`,
    ];
}

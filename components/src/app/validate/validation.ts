import * as pulumi from "@pulumi/pulumi";
import { parseDuration } from "../../kubernetes/duration";
import { isMetricName, shown } from "../../provider/inputs";

/** An invalid argument. */
export interface ValidationError {
    /** Path in the arguments, such as `steps[3].pause.duration`. */
    readonly path: string;
    /** Expected and actual value: `must be ..., got ...`. */
    readonly message: string;
}

/** A test of a value, and the description of valid values. */
export type Rule = readonly [allows: (value: unknown) => boolean, allowed: string];

/** The fields of an object that is not validated yet. */
export type Fields = Readonly<Record<string, unknown>>;

/** Rules by the names of fields. */
export type Rules = Readonly<Record<string, Rule>>;

/** Validates the fields of an object at a path. */
export type Validate = (path: string, value: Fields) => ValidationError[];

/** Validates one value. */
export function validateValue(path: string, value: unknown, [allows, allowed]: Rule): ValidationError[] {
    return allows(value) ? [] : [{ path, message: `must be ${allowed}, got ${got(value)}` }];
}

/** Validates a value that may come from another resource; a value not yet known is left to the API server. */
export function validateInput(path: string, value: unknown, rule: Rule): ValidationError[] {
    return isPending(value) ? [] : validateValue(path, value, rule);
}

/** Returns a rule for a value that may come from another resource, and is then not yet known. */
export function orPending([allows, allowed]: Rule): Rule {
    return [(value) => isPending(value) || allows(value), allowed];
}

/** Validates a value that may be absent. */
export function validateOptional(path: string, value: unknown, rule: Rule): ValidationError[] {
    return value === undefined ? [] : validateValue(path, value, rule);
}

/** Validates the fields of an object by a rule each; `optional` ones may be absent. */
export function validateFields(
    path: string,
    value: object,
    rules: Rules,
    optional: readonly string[],
): ValidationError[] {
    const fields: Fields = { ...value };
    return Object.entries(rules).flatMap(([name, rule]) =>
        (optional.includes(name) ? validateOptional : validateValue)(join(path, name), fields[name], rule),
    );
}

/** Validates that an object has no other fields than these. */
export function validateKnownFields(path: string, value: object, known: readonly string[]): ValidationError[] {
    return Object.entries(value)
        .filter(([name, field]) => field !== undefined && !known.includes(name))
        .map(([name]) => ({ path: join(path, name), message: `is unknown, must be one of ${known.join(", ")}` }));
}

/** Returns the validator of an object with these fields, and others that it does not validate, but no more. */
export function fieldsOf(required: Rules, optional: Rules, others: readonly string[] = []): Validate {
    const known = [...Object.keys(required), ...Object.keys(optional), ...others];
    return (path, value) => [
        ...Object.entries(required).flatMap(([name, rule]) => validateValue(join(path, name), value[name], rule)),
        ...Object.entries(optional).flatMap(([name, rule]) => validateOptional(join(path, name), value[name], rule)),
        ...validateKnownFields(path, value, known),
    ];
}

/** Formats a value for a message. */
export function got(value: unknown): string {
    if (isPending(value)) {
        return "an Output";
    }
    return value === "" ? "nothing" : shown(value);
}

/** True when a path equals `other` or is within it: `steps[3].pause` is within `steps[3]`, and within `steps`. */
export function isWithin(path: string, other: string): boolean {
    return path === other || path.startsWith(`${other}.`) || path.startsWith(`${other}[`);
}

/** True when a value is an Output or a promise, not yet known. */
export function isPending(value: unknown): boolean {
    return pulumi.Output.isInstance(value) || value instanceof Promise;
}

/** True when a value is an object with fields, and no list. */
export function hasFields(value: unknown): value is Fields {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Returns the only field of an object, or `[undefined, undefined]` if it does not have exactly one. */
export function onlyField(value: unknown): readonly [name: string | undefined, value: unknown] {
    const fields = hasFields(value) ? Object.entries(value) : [];
    const [first] = fields;
    return fields.length === 1 && first !== undefined ? first : [undefined, undefined];
}

/** True when a value is a map of strings. */
export function isStringMap(value: unknown): value is Readonly<Record<string, string>> {
    return hasFields(value) && Object.values(value).every((field) => typeof field === "string");
}

/** True when a value is a whole number in a range; integers of Kubernetes objects have 32 bits. */
export function isWholeNumber(value: unknown, from: number, to = 2_147_483_647): value is number {
    return typeof value === "number" && Number.isInteger(value) && value >= from && value <= to;
}

/** Returns the rule for a whole number, such as `from 1` or `from 1 to 100`. */
export function wholeNumber(from: number, to?: number): Rule {
    const range = to === undefined ? `from ${from}` : `from ${from} to ${to}`;
    return [(value) => isWholeNumber(value, from, to), `a whole number ${range}`];
}

/** Rule for a flag. */
export const isBoolean: Rule = [(value) => typeof value === "boolean", "true or false"];

/** Returns the rule for a number greater than 0. */
export function positiveNumber(to = Infinity): Rule {
    const allowed = to === Infinity ? "a number greater than 0" : `a number greater than 0, up to ${to}`;
    return [(value) => typeof value === "number" && value > 0 && value <= to, allowed];
}

/** Returns the rule for a duration that Argo and Prometheus parse alike. */
export function isDuration(atLeastSeconds: number): Rule {
    return [
        (value) => typeof value === "string" && Number(parseDuration(value)) >= atLeastSeconds,
        `a duration such as 30s, 2m or 1h30m${atLeastSeconds > 0 ? ", longer than 0s" : ""}`,
    ];
}

/** Rule for the name of a metric. */
export const isMetric: Rule = [isMetricName, "the name of a Prometheus metric"];

/** Rule for the name of a label. */
export const isLabel: Rule = [
    (value) => typeof value === "string" && /^[a-zA-Z_][a-zA-Z0-9_]*$/.test(value),
    "the name of a Prometheus label",
];

/** Rule for the unit of a histogram. */
export const latencyUnit: Rule = oneOf("milliseconds", "seconds");

/** Rule for an image. An empty tag or digest, such as of an unset variable in `name:$TAG`, is invalid. */
export const isImage: Rule = [
    (value) => typeof value === "string" && /^(?![:/])[^\s@]*[^\s@:/](@[\w+.-]+:[0-9a-fA-F]+)?$/.test(value),
    "a container image",
];

/** Rule for a text. */
export const isText: Rule = [(value) => typeof value === "string" && value !== "", "a string that is not empty"];

/** Returns the rule for one of some words. */
export function oneOf(...words: readonly string[]): Rule {
    return [(value) => words.some((word) => word === value), `one of ${words.join(", ")}`];
}

/** True when a value is a list. */
export function isList(value: unknown): value is readonly unknown[] {
    return Array.isArray(value);
}

function join(path: string, name: string): string {
    return path === "" ? name : `${path}.${name}`;
}

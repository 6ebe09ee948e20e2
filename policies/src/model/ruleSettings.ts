import { isFields } from "./value";

/** Schema of a setting: the subset of JSON Schema that both Pulumi's policy configuration and this package read. */
export interface SettingSchema {
    readonly type: "string" | "integer" | "boolean" | "array" | "object";
    readonly description: string;
    readonly default: string | number | boolean | readonly string[] | Readonly<Record<string, string>>;
    readonly minimum?: number;
    readonly maximum?: number;
    readonly minItems?: number;
    readonly enum?: readonly string[];
    /** A regular expression that the string must match. */
    readonly pattern?: string;
    readonly format?: "regex";
    readonly items?: { readonly type: "string" };
    readonly additionalProperties?: { readonly type: "string" };
}

/** A setting whose values have the type T. */
export interface Setting<T> {
    readonly schema: SettingSchema;
    /** Never set: it carries the type. */
    readonly value?: T;
}

export type Settings = Readonly<Record<string, Setting<unknown>>>;

/** The values of some settings, by name. */
export type ValuesOf<S extends Settings> = {
    readonly [Name in keyof S]: S[Name] extends Setting<infer T> ? T : never;
};

type Range = Pick<SettingSchema, "minimum" | "maximum">;

export function integer(value: number, description: string, range: Range): Setting<number> {
    return { schema: { type: "integer", description, default: value, ...range } };
}

export function flag(value: boolean, description: string): Setting<boolean> {
    return { schema: { type: "boolean", description, default: value } };
}

export function string(value: string, description: string): Setting<string> {
    return { schema: { type: "string", description, default: value } };
}

/** A string that is a regular expression. */
export function regex(value: string, description: string): Setting<string> {
    return { schema: { type: "string", description, default: value, format: "regex" } };
}

/** A version of three numbers. */
export function version(value: string, description: string): Setting<string> {
    return { schema: { type: "string", description, default: value, pattern: "^\\d+\\.\\d+\\.\\d+$" } };
}

export function choice<T extends string>(value: T, all: readonly T[], description: string): Setting<T> {
    return { schema: { type: "string", description, default: value, enum: all } };
}

export function strings(value: readonly string[], description: string, minItems = 1): Setting<readonly string[]> {
    return { schema: { type: "array", description, default: value, minItems, items: { type: "string" } } };
}

export function stringMap(description: string): Setting<Readonly<Record<string, string>>> {
    return { schema: { type: "object", description, default: {}, additionalProperties: { type: "string" } } };
}

/** Returns the given values, and the defaults of all others. */
export function withDefaults(settings: Settings, given: Readonly<Record<string, unknown>>): Record<string, unknown> {
    const defaults = Object.entries(settings).map(([name, { schema }]) => [name, given[name] ?? schema.default]);
    return Object.fromEntries(defaults) as Record<string, unknown>;
}

/** Returns the problem of a setting's value, as the rest of a sentence that begins with the setting's name. */
export function settingProblem({ schema }: Setting<unknown>, value: unknown): string | undefined {
    const must = `must be ${allowed(schema)}, got ${JSON.stringify(value)}`;
    return fits(schema, value) ? undefined : must;
}

function fits(schema: SettingSchema, value: unknown): boolean {
    switch (schema.type) {
        case "integer":
            return (
                Number.isSafeInteger(value) &&
                Number(value) >= (schema.minimum ?? -Infinity) &&
                Number(value) <= (schema.maximum ?? Infinity)
            );
        case "array":
            return Array.isArray(value) && value.length >= (schema.minItems ?? 0) && value.every(isString);
        case "object":
            return isFields(value) && Object.values(value).every(isString);
        case "boolean":
            return typeof value === "boolean";
        case "string":
            return (
                isString(value) &&
                (schema.enum?.includes(value) ?? true) &&
                (schema.format === undefined || isRegex(value)) &&
                (schema.pattern === undefined || new RegExp(schema.pattern).test(value))
            );
    }
}

function isRegex(value: string): boolean {
    try {
        return new RegExp(value).source !== "";
    } catch {
        return false;
    }
}

function isString(value: unknown): value is string {
    return typeof value === "string";
}

/** Describes the allowed values of a setting. */
export function allowed({ type, minimum, maximum, minItems, enum: all, format, pattern }: SettingSchema): string {
    switch (type) {
        case "integer":
            return [
                "a whole number",
                minimum === undefined ? "" : ` from ${minimum}`,
                maximum === undefined ? "" : ` to ${maximum}`,
            ].join("");
        case "array":
            return minItems === 0 ? "a list of strings" : "a list of at least one string";
        case "object":
            return "a map of strings";
        case "boolean":
            return "true or false";
        case "string":
            return all !== undefined
                ? `one of ${all.join(", ")}`
                : format !== undefined
                  ? "a regular expression"
                  : pattern !== undefined
                    ? "a version of three numbers"
                    : "a string";
    }
}

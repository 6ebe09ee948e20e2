import { type InputProblem, isUnknown } from "../../provider/inputs";

export type Fields = Readonly<Record<string, unknown>>;

/** Checks one value at a path. No problem repeats the value, because a credential may be in the wrong place. */
export type Check = (value: unknown, property: string) => InputProblem[];

/** Returns the problem "must be ..., got ..." with the kind of the value instead of the value. */
export function problem(property: string, must: string, value: unknown): InputProblem {
    return { property, message: `must be ${must}, got ${kindOf(value)}` };
}

/** Returns the check of a value by a test; values that a preview does not know pass. */
export function check(good: (value: unknown) => boolean, must: string): Check {
    return (value, property) => (isUnknown(value) || good(value) ? [] : [problem(property, must, value)]);
}

/** Returns the check of a string. */
export function text(good: (value: string) => boolean, must: string): Check {
    return check((value) => typeof value === "string" && good(value), must);
}

/** Returns the check of a value that may be absent. */
export function optional(one: Check): Check {
    return (value, property) => (value === undefined ? [] : one(value, property));
}

/** Returns the check of an object: of each field by its own check, and that there are no others. */
export function object(must: string, checks: Readonly<Record<string, Check>>): Check {
    const known = Object.keys(checks);
    return (value, property) => {
        const fields = fieldsOf(value);
        if (fields === undefined) {
            return isUnknown(value) ? [] : [problem(property, must, value)];
        }
        const unknown = Object.keys(fields).filter((name) => fields[name] !== undefined && !known.includes(name));
        return [
            ...Object.entries(checks).flatMap(([name, one]) => one(fields[name], `${property}.${name}`)),
            ...unknown.map((name) => ({
                property: `${property}.${name}`,
                message: `is unknown, must be one of ${known.join(", ")}`,
            })),
        ];
    };
}

/** Returns the check of a list, each item by the same check. */
export function list(must: string, one: Check): Check {
    return (value, property) => {
        if (Array.isArray(value)) {
            return value.flatMap((item: unknown, index) => one(item, `${property}[${index}]`));
        }
        return isUnknown(value) ? [] : [problem(property, must, value)];
    };
}

/** Returns an object's fields; undefined for any other value. */
export function fieldsOf(value: unknown): Fields | undefined {
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}

function kindOf(value: unknown): string {
    if (value === undefined || value === null || value === "") {
        return "nothing";
    }
    return Array.isArray(value) ? "a list" : typeof value === "object" ? "an object" : `another ${typeof value}`;
}

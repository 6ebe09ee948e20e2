/** Whether a value has fields. */
export function hasFields(value: unknown): value is Readonly<Record<string, unknown>> {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The name and the value of the one field that a value has; of none where it has another number of them. */
export function onlyField(value: unknown): readonly [name: string | undefined, value: unknown] {
    const fields = hasFields(value) ? Object.entries(value) : [];
    const [first] = fields;
    return fields.length === 1 && first !== undefined ? first : [undefined, undefined];
}

/** Whether a value is a whole number of a range; the numbers of Kubernetes objects have 32 bits. */
export function isWholeNumber(value: unknown, from: number, to = 2_147_483_647): value is number {
    return typeof value === "number" && Number.isInteger(value) && value >= from && value <= to;
}

/** Whether a value holds texts by name. */
export function isTexts(value: unknown): value is Readonly<Record<string, string>> {
    return hasFields(value) && Object.values(value).every((text) => typeof text === "string");
}

/** What a field must be: a test, and the words for it. */
export type FieldRule = readonly [good: (value: unknown) => boolean, must: string];

/** A whole number from some number on. */
export function wholeNumberFrom(from: number): FieldRule {
    return [(value) => isWholeNumber(value, from), `a whole number from ${from}`];
}

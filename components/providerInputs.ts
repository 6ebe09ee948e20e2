/** What Pulumi passes in a preview for a value that is not known yet, whatever the field's type. */
const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Whether a value is not known yet. */
export function isUnknown(value: unknown): boolean {
    return value === unknownValue;
}

/** Whether a value is a text with something in it. */
export function isText(value: unknown): boolean {
    return typeof value === "string" && value.trim() !== "";
}

/** What an input of a dynamic provider must be: a test, and the words for it. */
export type InputRule = readonly [good: (value: unknown) => boolean, must: string];

/** Everything that is wrong with the inputs, all at once. Unknown values are not judged. */
export function checkInputs(inputs: Readonly<Record<string, unknown>>, rules: Readonly<Record<string, InputRule>>) {
    const failures: { property: string; reason: string }[] = [];
    for (const [property, [good, must]] of Object.entries(rules)) {
        const value = inputs[property];
        if (!isUnknown(value) && !good(value)) {
            // Somebody may have passed a kubeconfig's content: values are not repeated for it.
            const got =
                property === "kubeconfig" ? "" : `, got ${value === undefined ? "nothing" : JSON.stringify(value)}`;
            failures.push({ property, reason: `${property} must be ${must}${got}` });
        }
    }
    return failures;
}

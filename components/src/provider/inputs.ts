import { isObjectName } from "../kubernetes/names";

/** What Pulumi passes in a preview for a value that is not known yet, whatever the field's type. */
const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Whether a value is not known yet. */
export function isUnknown(value: unknown): boolean {
    return value === unknownValue;
}

/** Whether a value is a text with something in it. */
export function isNonEmptyString(value: unknown): boolean {
    return typeof value === "string" && value.trim() !== "";
}

/** Whether a value is an absolute path; a file's content, which has more than one line, is none. */
export function isAbsolutePath(value: unknown): boolean {
    return typeof value === "string" && /^(\/|[A-Za-z]:[\\/])[^\n]*$/.test(value);
}

/** Whether a value is an http or https URL without credentials, which have no place in a state. */
export function isHttpUrl(value: unknown): boolean {
    return typeof value === "string" && /^https?:\/\/[^\s/@]+(\/[^\s@]*)?$/.test(value) && URL.canParse(value);
}

/** Whether a value can name a metric in a query of Prometheus. */
export function isMetricName(value: unknown): boolean {
    return typeof value === "string" && /^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(value);
}

/** Whether a value is a number of seconds, of a day at most. */
export function isSeconds(value: unknown): boolean {
    return typeof value === "number" && value >= 1 && value <= 86_400;
}

/** A value as a message repeats it: without the credentials that a URL may hold. */
export function shown(value: unknown): string {
    return value === undefined ? "nothing" : JSON.stringify(value).replaceAll(/:\/\/[^/\s]*@/g, "://***@");
}

/** What an input of a dynamic provider must be: a test, and the words for it. */
export type InputRule = readonly [good: (value: unknown) => boolean, must: string];

/** What every provider of one rollout must be told: where the rollout is, and where its requests are counted. */
export const rolloutRules = {
    kubeconfig: [isAbsolutePath, "the absolute path of a kubeconfig file"],
    kubeContext: [isNonEmptyString, "the name of a context"],
    namespace: [isObjectName, "the name of a namespace"],
    rolloutName: [isObjectName, "the name of a Rollout"],
    timeoutSeconds: [isSeconds, "a number of seconds from 1 to 86400"],
    job: [isNonEmptyString, "the app's job in Prometheus"],
    requestsMetric: [(value) => value === "" || isMetricName(value), "the name of a Prometheus counter, or empty"],
    // Inputs are kept in the state in plain: a URL with credentials has no place in them.
    prometheusAddress: [isHttpUrl, "an http or https URL without credentials"],
    prometheusUrl: [(value) => value === "" || isHttpUrl(value), "an http or https URL without credentials, or empty"],
} as const satisfies Readonly<Record<string, InputRule>>;

/** Everything that is wrong with the inputs, all at once. Unknown values are not judged. */
export function checkInputs(inputs: Readonly<Record<string, unknown>>, rules: Readonly<Record<string, InputRule>>) {
    const failures: { property: string; reason: string }[] = [];
    for (const [property, [good, must]] of Object.entries(rules)) {
        const value = inputs[property];
        if (!isUnknown(value) && !good(value)) {
            // Somebody may have passed a kubeconfig's content, and a manifest may hold a secret: neither is repeated.
            const got = property === "kubeconfig" || property === "manifest" ? "" : `, got ${shown(value)}`;
            failures.push({ property, reason: `${property} must be ${must}${got}` });
        }
    }
    return failures;
}

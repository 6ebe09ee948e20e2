import { isSelfContained } from "../kubernetes/kubeconfig";
import { isObjectName } from "../kubernetes/names";

/** Placeholder that Pulumi passes in a preview for unknown values of any type. */
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** True when a value is not known yet. */
export function isUnknown(value: unknown): boolean {
    return value === unknownValue;
}

/** True when a value is a string that is not blank. */
export function isNonEmptyString(value: unknown): boolean {
    return typeof value === "string" && value.trim() !== "";
}

/** True when a value is an absolute path, or one from the home folder, `~/...`. */
export function isPath(value: unknown): boolean {
    return typeof value === "string" && /^(\/|~\/|[A-Za-z]:[\\/])[^\n]*$/.test(value);
}

/** True when a value locates a kubeconfig, in one of the forms of `ClusterTarget`. */
function isKubeconfig(value: unknown): boolean {
    return typeof value === "string" && (value === "" || isSelfContained(value) || isPath(value));
}

/** True when a value is an http or https URL without credentials, which must not get into a state. */
export function isHttpUrl(value: unknown): boolean {
    return typeof value === "string" && /^https?:\/\/[^\s/@]+(\/[^\s@]*)?$/.test(value) && URL.canParse(value);
}

/** True when a value is a valid name of a Prometheus metric. */
export function isMetricName(value: unknown): boolean {
    return typeof value === "string" && /^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(value);
}

/** True when a value is a number of seconds from 1 to 86400, one day. */
export function isSeconds(value: unknown): boolean {
    return typeof value === "number" && value >= 1 && value <= 86_400;
}

/** Formats a value for a message, without the credentials of a URL. */
export function shown(value: unknown): string {
    return value === undefined ? "nothing" : JSON.stringify(value).replaceAll(/:\/\/[^/\s]*@/g, "://***@");
}

type InputValues = Readonly<Record<string, unknown>>;

/** Requirement of a dynamic provider's input: a test, and the words that follow "must be". */
export type InputRule = readonly [good: (value: unknown, inputs: InputValues) => boolean, must: string];

/** Rules for the inputs that locate a cluster. */
export const clusterRules = {
    kubeconfig: [
        isKubeconfig,
        'a path (absolute or from ~), the content of a kubeconfig, "in-cluster", or empty for $KUBECONFIG or ~/.kube/config',
    ],
    kubeContext: [
        (value, { kubeconfig }) =>
            isNonEmptyString(value) ||
            (value === "" &&
                (isUnknown(kubeconfig) || (typeof kubeconfig === "string" && isSelfContained(kubeconfig)))),
        "the name of a context",
    ],
} as const satisfies Readonly<Record<string, InputRule>>;

/** The rule of a timeout. */
export const timeoutRule: InputRule = [isSeconds, "a number of seconds from 1 to 86400"];

/** Rules for the inputs of every provider of one rollout: its location, and the source of its request counts. */
export const rolloutRules = {
    ...clusterRules,
    namespace: [isObjectName, "the name of a namespace"],
    rolloutName: [isObjectName, "the name of a Rollout"],
    job: [isNonEmptyString, "the app's job in Prometheus"],
    requestsMetric: [(value) => value === "" || isMetricName(value), "the name of a Prometheus counter, or empty"],
    // The state keeps inputs in plain text, so a URL must not contain credentials.
    prometheusAddress: [isHttpUrl, "an http or https URL without credentials"],
    prometheusUrl: [(value) => value === "" || isHttpUrl(value), "an http or https URL without credentials, or empty"],
} as const satisfies Readonly<Record<string, InputRule>>;

/** An input that violates its rule. */
export interface InputProblem {
    readonly property: string;
    /** "must be ..., got ...", without the property's name. */
    readonly message: string;
}

/** Returns all violations of the rules. Unknown values are not checked. */
export function checkInputs(inputs: InputValues, rules: Readonly<Record<string, InputRule>>): InputProblem[] {
    const problems: InputProblem[] = [];
    for (const [property, [good, must]] of Object.entries(rules)) {
        const value = inputs[property];
        if (!isUnknown(value) && !good(value, inputs)) {
            // A kubeconfig may be passed as content, and a manifest may contain a secret: neither is repeated.
            const got = property === "kubeconfig" || property === "manifest" ? "" : `, got ${shown(value)}`;
            problems.push({ property, message: `must be ${must}${got}` });
        }
    }
    return problems;
}

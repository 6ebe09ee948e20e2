const label = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

/** The longest name of an object, a host, or a key of a ConfigMap or Secret. */
export const longestName = 253;

/** True when a value is a DNS label, as the names of namespaces and volumes are. */
export function isDnsLabel(value: unknown): value is string {
    return typeof value === "string" && label.test(value);
}

/** True when a value is a DNS name: labels, separated by dots. */
export function isDnsName(value: unknown): value is string {
    return (
        typeof value === "string" && value.length <= longestName && value.split(".").every((part) => label.test(part))
    );
}

/** True when a value can name most objects of the cluster: a DNS name whose labels may be longer. */
export function isObjectName(value: unknown): value is string {
    return typeof value === "string" && /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/.test(value);
}

/** True when a value can name a Service: a DNS label that begins with a letter. */
export function isServiceName(value: unknown): value is string {
    return isDnsLabel(value) && /^[a-z]/.test(value);
}

/** True when a value can name a file of a ConfigMap or Secret; the kubelet's own files begin with two dots. */
export function isFileName(value: unknown): value is string {
    return (
        typeof value === "string" && /^[-._a-zA-Z0-9]{1,253}$/.test(value) && value !== "." && !value.startsWith("..")
    );
}

/** True when a value can name an environment variable. */
export function isVariableName(value: unknown): value is string {
    return typeof value === "string" && /^[-._a-zA-Z][-._a-zA-Z0-9]*$/.test(value);
}

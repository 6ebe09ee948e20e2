/** The kinds of objects that hold an app's configuration. */
export type ConfigurationKind = "ConfigMap" | "Secret";

/** All of them. */
export const configurationKinds = ["ConfigMap", "Secret"] as const satisfies readonly ConfigurationKind[];

/** How much of a hash a name holds: 40 bits. Two contents under one name would be refused, for the objects are immutable. */
const hashDigits = 10;

/** The name of an object that holds the content of this hash. */
export function objectName(kind: ConfigurationKind, appName: string, hash: string): string {
    return `${prefixOf(kind, appName)}${hash.slice(0, hashDigits)}`;
}

/** Whether a name is one that {@link objectName} gives. What else bears the app's labels is somebody's own. */
export function isObjectNameOf(kind: ConfigurationKind, appName: string, name: string): boolean {
    const prefix = prefixOf(kind, appName);
    const hash = name.slice(prefix.length);
    return name.startsWith(prefix) && hash.length === hashDigits && /^[0-9a-f]+$/.test(hash);
}

function prefixOf(kind: ConfigurationKind, appName: string): string {
    return `${appName}-${kind === "ConfigMap" ? "config" : "secret"}-`;
}

/** The labels by which an app's configuration is found again, whatever its content was. */
export function configurationLabels(appName: string) {
    return {
        "app.kubernetes.io/name": appName,
        "app.kubernetes.io/part-of": "canary-delivery",
        "app.kubernetes.io/component": "configuration",
    };
}

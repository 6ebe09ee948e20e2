/** The kinds of objects that hold an app's configuration. */
export type ConfigurationKind = "ConfigMap" | "Secret";

/** All of them. */
export const configurationKinds = ["ConfigMap", "Secret"] as const satisfies readonly ConfigurationKind[];

/** Hex digits of the hash in a name: 40 bits. The API server rejects a collision, because the objects are immutable. */
const hashDigits = 10;

/** Returns the name of the object that holds the content of this hash. */
export function objectName(kind: ConfigurationKind, appName: string, hash: string): string {
    return `${prefixOf(kind, appName)}${hash.slice(0, hashDigits)}`;
}

/** True when {@link objectName} gives this name. Other objects with the app's labels belong to other owners. */
export function isObjectNameOf(kind: ConfigurationKind, appName: string, name: string): boolean {
    const prefix = prefixOf(kind, appName);
    const hash = name.slice(prefix.length);
    return name.startsWith(prefix) && hash.length === hashDigits && /^[0-9a-f]+$/.test(hash);
}

function prefixOf(kind: ConfigurationKind, appName: string): string {
    return `${appName}-${kind === "ConfigMap" ? "config" : "secret"}-`;
}

/** Labels that select an app's configuration, of any content. */
export function configurationLabels(appName: string) {
    return {
        "app.kubernetes.io/name": appName,
        "app.kubernetes.io/part-of": "canary-delivery",
        "app.kubernetes.io/component": "configuration",
    };
}

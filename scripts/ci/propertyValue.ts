import type { Properties } from "../local/engineEvents";

/** Pulumi's mark of a secret in serialized properties. */
const secretMark = "4dabf18193072939515e22adb298388d";
/** Pulumi's placeholder for a value known only after the update. */
const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const longest = 100;

/** The keys and indices of a property path such as `spec.steps[0].pause` or `metadata.annotations["a.b/c"]`. */
export function parsePath(path: string): (string | number)[] {
    const parts = path.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\]|([^.[\]]+)/g);
    return [...parts].map(([, quoted, index, key]) =>
        quoted !== undefined ? quoted.replaceAll(/\\(.)/g, "$1") : index !== undefined ? Number(index) : (key ?? ""),
    );
}

/** The value at a path; a secret on the way is returned itself, so that nothing inside it is read. */
export function valueAt(properties: Properties, path: readonly (string | number)[]): unknown {
    let value: unknown = properties;
    for (const part of path) {
        if (isSecret(value) || typeof value !== "object" || value === null) {
            return isSecret(value) ? value : undefined;
        }
        value = (value as Record<string | number, unknown>)[part];
    }
    return value;
}

/** A value for display: on one line, truncated, without secrets. */
export function shownValue(value: unknown): string {
    if (isUnknown(value)) {
        return "known after the update";
    }
    const text = JSON.stringify(value, (_key, inner: unknown) => (isSecret(inner) ? "[secret]" : inner)).replaceAll(
        `"${unknownValue}"`,
        "(known after the update)",
    );
    return text.length > longest ? `${text.slice(0, longest)}... (${text.length} characters)` : text;
}

/** The paths at which two values differ, down to the leaves. */
export function differingPaths(before: unknown, after: unknown, path = ""): string[] {
    if (JSON.stringify(before) === JSON.stringify(after)) {
        return [];
    }
    if (!isBranch(before) || !isBranch(after) || Array.isArray(before) !== Array.isArray(after)) {
        return [path];
    }
    const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...keys].flatMap((key) => differingPaths(before[key], after[key], join(path, key, Array.isArray(before))));
}

function join(path: string, key: string, index: boolean): string {
    if (index) {
        return `${path}[${key}]`;
    }
    if (!/^[\w$-]+$/.test(key)) {
        return `${path}[${JSON.stringify(key)}]`;
    }
    return path === "" ? key : `${path}.${key}`;
}

function isBranch(value: unknown): value is Record<string, unknown> {
    return typeof value === "object" && value !== null && !isSecret(value);
}

/** True if a value is marked as a secret. */
export function isSecret(value: unknown): boolean {
    return typeof value === "object" && value !== null && secretMark in value;
}

/** True if a value is known only after the update. */
export function isUnknown(value: unknown): boolean {
    return value === unknownValue;
}

import { createHash } from "node:crypto";

/** The sha256 of a value's canonical JSON: the order of its keys does not matter. */
export function canonicalHash(value: unknown): string {
    return createHash("sha256").update(canonicalJson(value)).digest("hex");
}

function canonicalJson(value: unknown): string {
    return JSON.stringify(value, (_key, field: unknown) =>
        typeof field === "object" && field !== null && !Array.isArray(field)
            ? Object.fromEntries(Object.entries(field).sort(([a], [b]) => (a < b ? -1 : 1)))
            : field,
    );
}

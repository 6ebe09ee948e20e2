import { createHash } from "node:crypto";

/** A sha256 over a value that does not depend on the order of its keys. */
export function stableHash(value: unknown): string {
    return createHash("sha256").update(stableJson(value)).digest("hex");
}

function stableJson(value: unknown): string {
    return JSON.stringify(value, (_key, field: unknown) =>
        typeof field === "object" && field !== null && !Array.isArray(field)
            ? Object.fromEntries(Object.entries(field).sort(([a], [b]) => (a < b ? -1 : 1)))
            : field,
    );
}

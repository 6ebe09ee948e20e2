import { createHash } from "node:crypto";

/** The part of a Rollout's spec that makes a version and its rollout. */
export interface HashedSpec {
    readonly template?: unknown;
    readonly strategy?: unknown;
}

/**
 * Returns the hash of a Rollout's pod template and strategy, a sha256 in hex. The same before and after the controller
 * rewrites the object: it drops empty values and normalises quantities.
 */
export function specHash({ template, strategy }: HashedSpec): string {
    return canonicalHash({ template: normalised(template), strategy: normalised(strategy) });
}

/** Returns the sha256 of a value's canonical JSON, in hex: the order of its keys does not matter. */
export function canonicalHash(value: unknown): string {
    const json = JSON.stringify(value, (_key, field: unknown) =>
        isObject(field) ? Object.fromEntries(Object.entries(field).sort(([a], [b]) => (a < b ? -1 : 1))) : field,
    );
    return createHash("sha256").update(json).digest("hex");
}

/** Fields whose zero value is the same as an absent one in Go's types, so that the controller drops it. */
const zeroIsAbsent = new Set([
    "clusterScope",
    "divisor",
    "dynamicStableScale",
    "failureThreshold",
    "hostIPC",
    "hostNetwork",
    "hostPID",
    "hostPort",
    "initialDelaySeconds",
    "matchTrafficWeight",
    "periodSeconds",
    "readOnly",
    "stdin",
    "stdinOnce",
    "successThreshold",
    "timeoutSeconds",
    "tty",
]);

/** Fields whose empty value the controller adds or drops: structs and maps that are the same as absent ones in Go. */
const emptyIsAbsent = new Set([
    "annotations",
    "labels",
    "limits",
    "matchLabels",
    "metadata",
    "nodeSelector",
    "requests",
    "resources",
]);

/** Fields that hold quantities, by name. */
const quantityMaps = new Set(["limits", "requests"]);
const quantities = new Set(["divisor", "sizeLimit"]);

/**
 * Returns a value without what the controller drops from it, and with numbers for quantities: the same for all
 * spellings of it.
 */
export function normalised(value: unknown): unknown {
    if (Array.isArray(value)) {
        return value.map(normalised);
    }
    if (!isObject(value)) {
        return value;
    }
    const fields = Object.entries(value).map(([key, field]): [string, unknown] => {
        if (quantityMaps.has(key) && isObject(field)) {
            return [key, Object.fromEntries(Object.entries(field).map(([name, one]) => [name, quantityOf(one)]))];
        }
        return [key, quantities.has(key) ? quantityOf(field) : normalised(field)];
    });
    return Object.fromEntries(fields.filter(([key, field]) => !isAbsent(key, field)));
}

function isAbsent(key: string, field: unknown): boolean {
    return (
        field === null ||
        field === undefined ||
        field === "" ||
        (Array.isArray(field) && field.length === 0) ||
        (emptyIsAbsent.has(key) && isObject(field) && Object.keys(field).length === 0) ||
        (zeroIsAbsent.has(key) && (field === 0 || field === false))
    );
}

const suffixes: Readonly<Record<string, number>> = {
    n: 1e-9,
    u: 1e-6,
    m: 1e-3,
    k: 1e3,
    M: 1e6,
    G: 1e9,
    T: 1e12,
    P: 1e15,
    E: 1e18,
    Ki: 2 ** 10,
    Mi: 2 ** 20,
    Gi: 2 ** 30,
    Ti: 2 ** 40,
    Pi: 2 ** 50,
    Ei: 2 ** 60,
};

/** Returns the number of a Kubernetes quantity, in nine digits; any other value unchanged. */
function quantityOf(value: unknown): unknown {
    const [, number = "", suffix = ""] = /^([+-]?[\d.]+(?:[eE][+-]?\d+)?)([A-Za-z]{0,2})$/.exec(String(value)) ?? [];
    const factor = suffix === "" ? 1 : suffixes[suffix];
    return number === "" || factor === undefined ? value : Number((Number(number) * factor).toPrecision(9));
}

/** True for an object, which is not a list. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

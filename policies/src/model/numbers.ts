import { known, UnknownValueMet } from "./value";

const units: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1, ms: 0.001 };

/** Returns the seconds of a duration in Argo's format: `30s`, `1h30m` or the number 30; otherwise undefined. */
export function secondsOf(given: unknown): number | undefined {
    const value = settled(given);
    if (typeof value === "number") {
        return value;
    }
    if (typeof value !== "string" || !/^(\d+|(\d+(\.\d+)?(h|ms|m|s))+)$/.test(value)) {
        return undefined;
    }
    if (/^\d+$/.test(value)) {
        return Number(value);
    }
    const parts = [...value.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s)/g)];
    return parts.reduce((total, [, amount, unit = "s"]) => total + Number(amount) * (units[unit] ?? 0), 0);
}

/** Returns a number, which manifests may also write as a string; otherwise undefined. */
export function numberOf(given: unknown): number | undefined {
    const value = settled(given);
    return typeof value === "number" || (typeof value === "string" && /^-?\d+$/.test(value))
        ? Number(value)
        : undefined;
}

/** Returns a value that is known and no argument of a template, whose value only an AnalysisRun knows. */
function settled(value: unknown): unknown {
    const found = known(value);
    if (typeof found === "string" && found.includes("{{")) {
        throw new UnknownValueMet();
    }
    return found;
}

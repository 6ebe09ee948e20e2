import { known, UnknownValueMet } from "./value";

const units: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1, ms: 0.001 };

/** The seconds of a duration as Argo reads it, such as `30s`, `1h30m` or the bare number 30; undefined for anything else. */
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

/** A number, which Kubernetes lets manifests write as a text too; undefined for anything else. */
export function numberOf(given: unknown): number | undefined {
    const value = settled(given);
    return typeof value === "number" || (typeof value === "string" && /^-?\d+$/.test(value))
        ? Number(value)
        : undefined;
}

/** A value that is known, and no argument of a template: what that is, an AnalysisRun alone knows. */
function settled(value: unknown): unknown {
    const found = known(value);
    if (typeof found === "string" && found.includes("{{")) {
        throw new UnknownValueMet();
    }
    return found;
}

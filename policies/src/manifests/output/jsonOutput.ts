import { countOf, foundIn, identityOf, type Result } from "./result";

/** Formats a run as JSON; `version` changes when a field is removed or gets another meaning. */
export function jsonOutput(result: Result): string {
    const findings = foundIn(result).map(({ rule, level, object, subject, found, file, line }) => ({
        ...{ rule: rule.name, level, severity: rule.severity, subject },
        ...{ object: identityOf(object), found, fix: rule.fix, file, line },
    }));
    const summary = {
        objects: result.objects.length,
        mandatory: countOf(result, "mandatory"),
        advisory: countOf(result, "advisory"),
    };
    return json({ version: 1, summary, findings, passedOver: result.passedOver });
}

/** Formats a value as JSON for people and machines. */
export function json(value: unknown): string {
    return `${JSON.stringify(value, undefined, 2)}\n`;
}

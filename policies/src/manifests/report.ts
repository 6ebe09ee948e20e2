import type { EnforcedViolation } from "../model/evaluate";

/** Formats all violations, mandatory ones first, each with its rule and its place. */
export function report(violations: readonly EnforcedViolation[], checked: number): string {
    const order = (["mandatory", "advisory"] as const).flatMap((level) =>
        violations.filter((one) => one.level === level),
    );
    const lines = order.map(
        ({ level, rule, object, message }) => `[${level}] ${rule.name}: ${message}\n    ${object.source}`,
    );
    const count = (level: string) => violations.filter((one) => one.level === level).length;
    const sum = `${checked} objects checked: ${count("mandatory")} mandatory, ${count("advisory")} advisory`;
    return [...lines, sum, ""].join("\n");
}

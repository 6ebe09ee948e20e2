import { type Rule, settingsOf } from "../model/rule";
import { allowed } from "../model/ruleSettings";

/** Describes a rule, its consequence, its fix and its settings. */
export function explained(rule: Rule): string {
    const scope = rule.wholeStack === undefined ? "one object" : "relations between objects";
    const settings = Object.entries(settingsOf(rule)).map(
        ([name, { schema }]) =>
            `  ${name}: ${schema.description}; ${allowed(schema)}, by default ${JSON.stringify(schema.default)}\n`,
    );
    const head = `${rule.name}\n\n${rule.description}\nSeverity ${rule.severity}; ${rule.enforcementLevel} unless configured; evaluates ${scope}.\n`;
    const list = settings.length === 0 ? "" : `\nSettings:\n${settings.join("")}`;
    return `${head}\nWhy: ${rule.why}\nFix: ${rule.fix}.\n${list}`;
}

import { exceptionForm, parseException } from "./exceptions";
import { type EnforcementLevel, enforcementLevels, type Rule, settingsOf } from "./rule";
import { settingProblem } from "./ruleSettings";
import { isFields } from "./value";

/** The level and the settings of each rule. */
export interface Configuration {
    levelOf(rule: Rule): EnforcementLevel;
    valuesOf(rule: Rule): Readonly<Record<string, unknown>>;
}

/**
 * Reads a file of `--policy-pack-config`, which maps the name of a rule, or `all` for every other rule, to a level, or
 * to a level and the rule's settings. Returns all problems if there are any.
 */
export function readConfiguration(given: unknown, rules: readonly Rule[]): Configuration | readonly string[] {
    if (!isFields(given)) {
        return [`the configuration must map rule names to levels or settings, got ${JSON.stringify(given)}`];
    }
    const known = new Map(rules.map((rule) => [rule.name, rule]));
    const problems = Object.entries(given).flatMap(([name, entry]) => {
        const rule = known.get(name);
        if (rule === undefined && name !== "all") {
            return [`${name} is no rule, must be all or one of ${[...known.keys()].join(", ")}`];
        }
        return entryProblems(name, entry, rule);
    });
    if (problems.length > 0) {
        return problems;
    }
    const level = (name: string) => {
        const entry = given[name];
        return (isFields(entry) ? entry["enforcementLevel"] : entry) as EnforcementLevel | undefined;
    };
    return {
        levelOf: (rule) => level(rule.name) ?? level("all") ?? rule.enforcementLevel,
        valuesOf: ({ name }) => {
            const entry = given[name];
            return isFields(entry) ? entry : {};
        },
    };
}

function entryProblems(name: string, entry: unknown, rule: Rule | undefined): string[] {
    if (!isFields(entry)) {
        return levelProblems(name, entry);
    }
    const settings = rule === undefined ? {} : settingsOf(rule);
    return Object.entries(entry).flatMap(([key, value]) => {
        if (key === "enforcementLevel") {
            return levelProblems(`${name}.enforcementLevel`, value);
        }
        const setting = Object.hasOwn(settings, key) ? settings[key] : undefined;
        if (setting === undefined) {
            const all = ["enforcementLevel", ...Object.keys(settings)].join(", ");
            return [`${name}.${key} is no setting, must be one of ${all}`];
        }
        const problem = settingProblem(setting, value);
        return problem === undefined ? exceptionProblems(`${name}.${key}`, key, value) : [`${name}.${key} ${problem}`];
    });
}

/** Returns the malformed exceptions; an expired exception is reported with the finding that it no longer covers. */
function exceptionProblems(subject: string, key: string, value: unknown): string[] {
    const exceptions = key === "except" && isFields(value) ? Object.entries(value) : [];
    return exceptions
        .filter(([, text]) => parseException(text) === undefined)
        .map(([object, text]) => `${subject}["${object}"] must read ${exceptionForm}, got ${JSON.stringify(text)}`);
}

function levelProblems(subject: string, level: unknown): string[] {
    return enforcementLevels.some((one) => one === level)
        ? []
        : [`${subject} must be one of ${enforcementLevels.join(", ")}, got ${JSON.stringify(level)}`];
}

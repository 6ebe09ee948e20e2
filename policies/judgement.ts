import type { Configuration } from "./configuration";
import { judge, type Violation } from "./judge";
import type { DeclaredStack } from "./objects";
import type { EnforcementLevel, Rule, UsedException } from "./rule";

/** A violation, and whether it stops anything. */
export interface JudgedViolation extends Violation {
    readonly level: Exclude<EnforcementLevel, "disabled">;
}

/** Judges everything by every rule that is not disabled, in their order. */
export function judgeAll(
    rules: readonly Rule[],
    stack: DeclaredStack,
    configuration: Configuration,
    today: string,
    /** What exceptions may name: more than `rules`, where only some are judged by. */
    ruleNames: readonly string[] = rules.map(({ name }) => name),
): readonly JudgedViolation[] {
    const violations: JudgedViolation[] = [];
    const exceptions: UsedException[] = [];
    for (const rule of rules) {
        const level = configuration.levelOf(rule);
        if (level === "disabled") {
            continue;
        }
        const verdict = judge(rule, stack, configuration.valuesOf(rule), { today, ruleNames, exceptions });
        violations.push(...verdict.violations.map((one) => ({ ...one, level })));
        exceptions.push(...verdict.exceptions);
    }
    return violations;
}

import type { Configuration } from "./configuration";
import { type Exception, mayBeExcepted, readException, requestedExceptions } from "./exceptions";
import { type DeclaredStack, type KubernetesObject, subjectOf } from "./objects";
import {
    type Circumstances,
    type EnforcementLevel,
    type Finding,
    type Gap,
    type Rule,
    settingsOf,
    type UsedException,
} from "./rule";
import { withDefaults } from "./ruleSettings";
import { flatMapKnown, isFields } from "./value";

/** A finding without a valid exception. */
export interface Violation {
    readonly rule: Rule;
    readonly object: KubernetesObject;
    /** The problem and the allowed value. */
    readonly found: string;
    /** One sentence: the object, what was found, what is allowed, what to do. */
    readonly message: string;
}

/** A violation with the level at which its rule is enforced. */
export interface EnforcedViolation extends Violation {
    readonly level: Exclude<EnforcementLevel, "disabled">;
}

/** The result of one rule. */
export interface Evaluation {
    readonly violations: readonly Violation[];
    readonly exceptions: readonly UsedException[];
    readonly gaps: readonly Gap[];
}

/** Evaluates every rule that is not disabled, in the order given. */
export function evaluateAll(
    rules: readonly Rule[],
    stack: DeclaredStack,
    configuration: Configuration,
    today: string,
    /** The rules that an exception may name: more than `rules` if only part of the catalog is evaluated. */
    ruleNames: readonly string[] = rules.map(({ name }) => name),
): readonly EnforcedViolation[] {
    const violations: EnforcedViolation[] = [];
    const exceptions: UsedException[] = [];
    const gaps: Gap[] = [];
    for (const rule of rules) {
        const level = configuration.levelOf(rule);
        if (level === "disabled") {
            continue;
        }
        const circumstances = { today, ruleNames, exceptions, gaps };
        const evaluation = evaluateRule(rule, stack, configuration.valuesOf(rule), circumstances);
        violations.push(...evaluation.violations.map((one) => ({ ...one, level })));
        exceptions.push(...evaluation.exceptions);
        gaps.push(...evaluation.gaps);
    }
    return violations;
}

/** Evaluates one rule with the settings of the configuration. */
export function evaluateRule(
    rule: Rule,
    stack: DeclaredStack,
    given: Readonly<Record<string, unknown>>,
    circumstances: Circumstances,
): Evaluation {
    const config = withDefaults(settingsOf(rule), given);
    const findings = [
        ...flatMapKnown(stack.objects, (object) => rule.eachObject?.(object, config, circumstances) ?? []),
        ...flatMapKnown([stack], (whole) => rule.wholeStack?.(whole, config, circumstances) ?? []),
    ];
    const violations: Violation[] = [];
    const exceptions: UsedException[] = [];
    const gaps: Gap[] = [];
    flatMapKnown(findings, (finding) => {
        const answer = exceptionFor(rule, finding, config, circumstances.today);
        if (typeof answer === "object") {
            exceptions.push({ ...answer, rule: rule.name, object: finding.object });
        } else if (finding.gap === true) {
            gaps.push({ ...finding, rule: rule.name });
        } else {
            const found = finding.found + rejectionOf(answer);
            const message = `${subjectOf(finding.object)}: ${found}; ${rule.fix}`;
            violations.push({ rule, object: finding.object, found, message });
        }
        return [];
    });
    return { violations, exceptions, gaps };
}

/** Returns the exception for a finding; a string if it is requested and rejected; undefined if there is none. */
function exceptionFor(
    rule: Rule,
    { object }: Finding,
    config: Readonly<Record<string, unknown>>,
    today: string,
): Exception | string | undefined {
    if (!mayBeExcepted(rule.name)) {
        return undefined;
    }
    const configured = isFields(config["except"]) ? config["except"][subjectOf(object)] : undefined;
    const requested = requestedExceptions(object).get(rule.name) ?? configured;
    return requested === undefined ? undefined : readException(requested, today);
}

function rejectionOf(rejected?: string): string {
    return rejected === undefined ? "" : ` (its exception is rejected: it ${rejected})`;
}

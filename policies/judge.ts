import { mayBeExcepted, readException, requestedExceptions } from "./exceptions";
import { type DeclaredStack, type KubernetesObject, subjectOf } from "./objects";
import type { Circumstances, Finding, Rule, UsedException } from "./rule";
import { textsByName, withDefaults } from "./settings";
import { aboutEach, isFields } from "./value";

/** Something that breaks a rule, and that no exception lets pass. */
export interface Violation {
    readonly rule: Rule;
    readonly object: KubernetesObject;
    /** A whole sentence: the object, what was found, what is allowed, what to do. */
    readonly message: string;
}

/** What a rule says about some objects. */
export interface Verdict {
    readonly violations: readonly Violation[];
    readonly exceptions: readonly UsedException[];
}

/** What rules can be told beside their own settings: exceptions for objects that nobody here can annotate. */
export const exceptSetting = textsByName(
    'Objects that the rule does not hold for, each with "REASON; until YYYY-MM-DD", by what messages call them, such as "ClusterRole operator"',
);

/** All that a rule can be told. */
export function settingsOf(rule: Rule): Rule["settings"] {
    return mayBeExcepted(rule.name) ? { ...rule.settings, except: exceptSetting } : rule.settings;
}

/** Judges objects by one rule, told what the configuration says. */
export function judge(
    rule: Rule,
    stack: DeclaredStack,
    given: Readonly<Record<string, unknown>>,
    circumstances: Circumstances,
): Verdict {
    const config = withDefaults(settingsOf(rule), given);
    const findings = [
        ...aboutEach(stack.objects, (object) => rule.eachObject?.(object, config, circumstances) ?? []),
        ...aboutEach([stack], (whole) => rule.wholeStack?.(whole, config, circumstances) ?? []),
    ];
    const violations: Violation[] = [];
    const exceptions: UsedException[] = [];
    aboutEach(findings, (finding) => {
        const answer = exceptionOf(rule, finding, config, circumstances.today);
        if (typeof answer === "object") {
            exceptions.push({ ...answer, rule: rule.name, object: finding.object });
        } else {
            violations.push({ rule, object: finding.object, message: sentence(rule, finding, answer) });
        }
        return [];
    });
    return { violations, exceptions };
}

/** The exception that lets a finding pass; a text where one is asked for and refused; undefined where none is. */
function exceptionOf(
    rule: Rule,
    { object }: Finding,
    config: Readonly<Record<string, unknown>>,
    today: string,
): ReturnType<typeof readException> | undefined {
    if (!mayBeExcepted(rule.name)) {
        return undefined;
    }
    const configured = isFields(config["except"]) ? config["except"][subjectOf(object)] : undefined;
    const text = requestedExceptions(object).get(rule.name) ?? configured;
    return text === undefined ? undefined : readException(text, today);
}

function sentence({ fix }: Rule, { object, found }: Finding, refused?: string): string {
    const exception = refused === undefined ? "" : ` (its exception is refused: it ${refused})`;
    return `${subjectOf(object)}: ${found}${exception}; ${fix}`;
}

import { type Exception, mayBeExcepted } from "./exceptions";
import type { DeclaredStack, KubernetesObject } from "./objects";
import { type Settings, stringMap, type ValuesOf } from "./ruleSettings";

export const enforcementLevels = ["advisory", "mandatory", "disabled"] as const;
export type EnforcementLevel = (typeof enforcementLevels)[number];

/** Something that breaks a rule. */
export interface Finding {
    readonly object: KubernetesObject;
    /** The problem and the allowed value; the message adds the object before it and the fix after it. */
    readonly found: string;
    /**
     * True for a part of the object that the rule does not know and leaves alone: no violation, at any level.
     * `gaps-listed` reports it, once for all rules with the same `found`.
     */
    readonly gap?: boolean;
}

/** A gap that a rule left. */
export interface Gap extends Finding {
    readonly rule: string;
}

/** The context in which a rule is evaluated. */
export interface Circumstances {
    /** The date, such as 2026-07-01. */
    readonly today: string;
    readonly ruleNames: readonly string[];
    /** The exceptions that the previous rules used. */
    readonly exceptions: readonly UsedException[];
    /** The gaps that the previous rules left. */
    readonly gaps: readonly Gap[];
}

/** An exception that suppressed a finding. */
export interface UsedException extends Exception {
    readonly rule: string;
    readonly object: KubernetesObject;
}

type EachObject<Config> = (
    object: KubernetesObject,
    config: Config,
    circumstances: Circumstances,
) => readonly Finding[];
type WholeStack<Config> = (stack: DeclaredStack, config: Config, circumstances: Circumstances) => readonly Finding[];

/** The description of a rule. */
export interface RuleText {
    /** Also the name of its file. */
    readonly name: string;
    /** One sentence. */
    readonly description: string;
    /** Consequence of breaking the rule. */
    readonly why: string;
    /** Fix of a finding: the rest of a sentence. */
    readonly fix: string;
    readonly severity: "low" | "medium" | "high" | "critical";
    /** Default level; the configuration may set another one. */
    readonly enforcementLevel: EnforcementLevel;
}

/** A rule: a pure function of the declared objects and of its settings. */
export type RuleDefinition<S extends Settings> = RuleText & { readonly settings: S } & (
        | {
              /** Evaluates one object, before Pulumi touches it. */
              readonly eachObject: EachObject<ValuesOf<S>>;
          }
        | {
              /** Evaluates relations between objects, at the end of a preview. */
              readonly wholeStack: WholeStack<ValuesOf<S>>;
          }
    );

/** A rule of any settings; it gets a value for each of `settings`. */
export interface Rule extends RuleText {
    readonly settings: Settings;
    readonly eachObject?: EachObject<Readonly<Record<string, unknown>>>;
    readonly wholeStack?: WholeStack<Readonly<Record<string, unknown>>>;
}

/** Lets the compiler derive the type of a rule's configuration from its settings. */
export function rule<S extends Settings>(definition: RuleDefinition<S>): Rule {
    return definition as unknown as Rule;
}

/** Setting of every rule in addition to its own: exceptions for objects that cannot be annotated. */
const exceptSetting = stringMap(
    'Objects exempt from the rule, each with "REASON; until YYYY-MM-DD", by their name in messages, such as "ClusterRole operator"',
);

/** Returns all settings of a rule. */
export function settingsOf({ name, settings }: Rule): Settings {
    return mayBeExcepted(name) ? { ...settings, except: exceptSetting } : settings;
}

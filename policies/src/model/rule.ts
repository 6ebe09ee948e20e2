import { type Exception, mayBeExcepted } from "./exceptions";
import type { DeclaredStack, KubernetesObject } from "./objects";
import { type Settings, stringMap, type ValuesOf } from "./ruleSettings";

export const enforcementLevels = ["advisory", "mandatory", "disabled"] as const;
export type EnforcementLevel = (typeof enforcementLevels)[number];

/** Something that breaks a rule. */
export interface Finding {
    readonly object: KubernetesObject;
    /** What was found and what is allowed; the message adds the object before it and the fix after it. */
    readonly found: string;
}

/** The context in which a rule is evaluated. */
export interface Circumstances {
    /** The date, such as 2026-07-01. */
    readonly today: string;
    readonly ruleNames: readonly string[];
    /** The exceptions that the rules before it used. */
    readonly exceptions: readonly UsedException[];
}

/** An exception that let something pass. */
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
    /** The name of its file as well. */
    readonly name: string;
    /** One sentence. */
    readonly description: string;
    /** What happens without it. */
    readonly why: string;
    /** What to do about a finding: the rest of a sentence. */
    readonly fix: string;
    readonly severity: "low" | "medium" | "high" | "critical";
    /** The level that holds unless the configuration sets another one. */
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

/** A rule of any settings; its values are those of `settings`, with nothing missing. */
export interface Rule extends RuleText {
    readonly settings: Settings;
    readonly eachObject?: EachObject<Readonly<Record<string, unknown>>>;
    readonly wholeStack?: WholeStack<Readonly<Record<string, unknown>>>;
}

/** Lets the compiler derive the type of a rule's configuration from its settings. */
export function rule<S extends Settings>(definition: RuleDefinition<S>): Rule {
    return definition as unknown as Rule;
}

/** The setting that every rule has in addition to its own: exceptions for objects that cannot be annotated here. */
const exceptSetting = stringMap(
    'Objects that the rule does not hold for, each with "REASON; until YYYY-MM-DD", by what messages call them, such as "ClusterRole operator"',
);

/** All settings of a rule. */
export function settingsOf({ name, settings }: Rule): Settings {
    return mayBeExcepted(name) ? { ...settings, except: exceptSetting } : settings;
}

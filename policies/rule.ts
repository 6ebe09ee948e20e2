import type { Exception } from "./exceptions";
import type { DeclaredStack, KubernetesObject } from "./objects";
import type { Settings, ValuesOf } from "./settings";

export const enforcementLevels = ["advisory", "mandatory", "disabled"] as const;
export type EnforcementLevel = (typeof enforcementLevels)[number];

/** Something that breaks a rule. */
export interface Finding {
    readonly object: KubernetesObject;
    /** What was found and what is allowed; the object before it and the fix behind it are added by who reports. */
    readonly found: string;
}

/** What a rule may know beside the objects. */
export interface Circumstances {
    /** The date, such as 2026-07-01. */
    readonly today: string;
    readonly ruleNames: readonly string[];
    /** What has been let pass so far. */
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

/** What every rule says about itself. */
export interface RuleText {
    /** The name of its file, too. */
    readonly name: string;
    /** One sentence. */
    readonly description: string;
    /** What happens without it. */
    readonly why: string;
    /** What to do about a finding: the rest of a sentence. */
    readonly fix: string;
    readonly severity: "low" | "medium" | "high" | "critical";
    /** Where the configuration says nothing. */
    readonly enforcementLevel: EnforcementLevel;
}

/** A rule, as a pure function of what is declared and what it was told. */
export type RuleDefinition<S extends Settings> = RuleText & { readonly settings: S } & (
        | {
              /** Judges an object by itself, before Pulumi touches it. */
              readonly eachObject: EachObject<ValuesOf<S>>;
          }
        | {
              /** Judges how objects go together, at the end of a preview. */
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

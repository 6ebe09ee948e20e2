import { printLine } from "../../provider/printLine";
import { connect } from "../../kubernetes";
import { dynamicProvider, failed, pickInputs } from "../../provider/dynamicProvider";
import type { ConfigurationObject } from "./cluster";
import {
    checkRetentionInputs,
    declaredInputs,
    identity,
    providerVersion,
    type ConfigurationRetentionInputs,
} from "./inputs";
import { configurationKinds, type ConfigurationKind } from "./objectName";
import { supersededObjects, garbageCollect } from "./garbageCollect";

/** What the retention keeps in the state: its inputs, and what is left of earlier contents. */
export interface ConfigurationRetentionState extends ConfigurationRetentionInputs {
    /** Superseded ConfigMaps that ReplicaSets still need, in the order of their names. */
    readonly keptConfigMaps?: readonly string[];
    /** Superseded Secrets that ReplicaSets still need, in the order of their names. */
    readonly keptSecrets?: readonly string[];
    /** Whether what nobody needs was removed. */
    readonly swept?: boolean;
}

/** Removes superseded ConfigMaps and Secrets of an app when nothing needs them any more. */
export const configurationRetentionProvider = dynamicProvider<
    ConfigurationRetentionInputs,
    ConfigurationRetentionState
>({
    noun: "configuration retention",
    version: providerVersion,
    declared: declaredInputs,
    identity,
    importHint: "; pulumi up makes it beside what is there",
    validate: checkRetentionInputs,
    idOf: subjectOf,
    isUnfinished: ({ swept }) => swept !== true,
    apply: retain,

    async read(state) {
        const current = currentNames(state);
        const left = await supersededObjects(await connect(state), { ...state, current, kinds: kindsOf(state) });
        return { ...state, ...keptNames(left) };
    },

    async delete(state) {
        try {
            const args = { ...state, current: [], kinds: kindsOf(state), leaving: true };
            for (const { object, by } of await garbageCollect(await connect(state), args, sayRemoved)) {
                say(`${object.kind} ${object.name} stays, ${by.kind} ${by.name} needs it`);
            }
        } catch (error) {
            throw new Error(
                `the configuration of rollout ${subjectOf(state)} was not removed: ${messageOf(error)}; try again, or ` +
                    `remove by hand the ConfigMaps and Secrets in namespace ${state.namespace} whose labels name it`,
            );
        }
    },

    inputsOf: (state) => pickInputs<ConfigurationRetentionInputs>(state, declaredInputs),
});

async function retain(
    inputs: ConfigurationRetentionInputs,
    before: ConfigurationRetentionState | undefined,
): Promise<ConfigurationRetentionState> {
    const known = namesOf(before);
    try {
        const kinds = configurationKinds.filter((kind) => kindsOf(inputs).includes(kind) || known[kind].length > 0);
        const args = { ...inputs, current: currentNames(inputs), kinds, leaving: false };
        const kept = await garbageCollect(await connect(inputs), args, sayRemoved);
        return { ...inputs, ...keptNames(kept.map(({ object }) => object)), swept: true };
    } catch (error) {
        const message =
            `the earlier configuration of rollout ${subjectOf(inputs)} was not tidied up: ${messageOf(error)}; ` +
            "the Rollout was left as it is; run pulumi up again";
        throw failed(message, subjectOf(inputs), unfinished(inputs, known));
    }
}

/** The kinds that a state or inputs know objects of; others are not listed, and need no permission. */
function kindsOf(state: ConfigurationRetentionState): ConfigurationKind[] {
    const names = namesOf(state);
    return configurationKinds.filter((kind) => names[kind].length > 0);
}

/** Every name in a state, by kind. */
function namesOf(state: ConfigurationRetentionState | undefined): Record<ConfigurationKind, string[]> {
    const { configMapName = "", secretName = "", keptConfigMaps = [], keptSecrets = [] } = state ?? {};
    return {
        ConfigMap: [configMapName, ...keptConfigMaps].filter((name) => name !== ""),
        Secret: [secretName, ...keptSecrets].filter((name) => name !== ""),
    };
}

function currentNames({ configMapName, secretName }: ConfigurationRetentionInputs): string[] {
    return [configMapName, secretName].filter((name) => name !== "");
}

function keptNames(objects: readonly ConfigurationObject[]) {
    const named = (wanted: ConfigurationKind) => objects.filter(({ kind }) => kind === wanted).map(({ name }) => name);
    return { keptConfigMaps: named("ConfigMap"), keptSecrets: named("Secret") };
}

function sayRemoved({ kind, name }: ConfigurationObject): void {
    say(`${kind} ${name} removed, nothing needs it`);
}

/** One line about the configuration, in UTC as the gate's lines are. */
function say(text: string): void {
    printLine(`[${new Date().toISOString().slice(11, 19)}] Configuration: ${text}`);
}

/** The rollout, for a sentence. */
function subjectOf({ namespace, rolloutName }: ConfigurationRetentionInputs): string {
    return `${namespace}/${rolloutName}`;
}

function messageOf(error: unknown): string {
    return error instanceof Error ? error.message : String(error);
}

/** The state after a failure, even one that changed nothing: only its deletion removes what the engine leaves. */
function unfinished(
    inputs: ConfigurationRetentionInputs,
    known: Readonly<Record<ConfigurationKind, readonly string[]>>,
): ConfigurationRetentionState {
    const { configMapName, secretName } = inputs;
    return {
        ...inputs,
        // The names of before may still be there, so that their kinds are listed again.
        keptConfigMaps: known.ConfigMap.filter((name) => name !== configMapName),
        keptSecrets: known.Secret.filter((name) => name !== secretName),
        swept: false,
    };
}

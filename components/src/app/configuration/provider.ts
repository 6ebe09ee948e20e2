import { printLine } from "../../provider/printLine";
import { connect, messageOf } from "../../kubernetes";
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

/** State of the retention: its inputs, and the remaining objects of earlier contents. */
export interface ConfigurationRetentionState extends ConfigurationRetentionInputs {
    /** Superseded ConfigMaps that ReplicaSets still need, sorted by name. */
    readonly keptConfigMaps?: readonly string[];
    /** Superseded Secrets that ReplicaSets still need, sorted by name. */
    readonly keptSecrets?: readonly string[];
    /** True when all unneeded objects were removed. */
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
    importHint: "; pulumi up creates it next to the existing objects",
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
            for (const { object, by } of await garbageCollect(await connect(state), args, reportRemoved)) {
                report(`${object.kind} ${object.name} stays, ${by.kind} ${by.name} needs it`);
            }
        } catch (error) {
            throw new Error(
                `the configuration of rollout ${subjectOf(state)} was not removed: ${messageOf(error)}; try again, or ` +
                    `remove by hand the ConfigMaps and Secrets in namespace ${state.namespace} whose labels name it`,
                { cause: error },
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
        const kept = await garbageCollect(await connect(inputs), args, reportRemoved);
        return { ...inputs, ...keptNames(kept.map(({ object }) => object)), swept: true };
    } catch (error) {
        const message =
            `the earlier configuration of rollout ${subjectOf(inputs)} was not tidied up: ${messageOf(error)}; ` +
            "the Rollout was left as it is; run pulumi up again";
        throw failed(message, subjectOf(inputs), unfinished(inputs, known));
    }
}

/** Returns the kinds with a name in a state or inputs; the others are not listed, and need no permission. */
function kindsOf(state: ConfigurationRetentionState): ConfigurationKind[] {
    const names = namesOf(state);
    return configurationKinds.filter((kind) => names[kind].length > 0);
}

/** Returns every name in a state, by kind. */
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

function reportRemoved({ kind, name }: ConfigurationObject): void {
    report(`${kind} ${name} removed, nothing needs it`);
}

/** Prints one line about the configuration, in UTC as in the gate's lines. */
function report(text: string): void {
    printLine(`[${new Date().toISOString().slice(11, 19)}] Configuration: ${text}`);
}

/** Returns the rollout's namespace and name, for a message. */
function subjectOf({ namespace, rolloutName }: ConfigurationRetentionInputs): string {
    return `${namespace}/${rolloutName}`;
}

/** Returns the state after any failure: deleting it is the only way to remove the objects that the engine leaves. */
function unfinished(
    inputs: ConfigurationRetentionInputs,
    known: Readonly<Record<ConfigurationKind, readonly string[]>>,
): ConfigurationRetentionState {
    const { configMapName, secretName } = inputs;
    return {
        ...inputs,
        // The previous names may still exist. With them in the state, their kinds are listed again.
        keptConfigMaps: known.ConfigMap.filter((name) => name !== configMapName),
        keptSecrets: known.Secret.filter((name) => name !== secretName),
        swept: false,
    };
}

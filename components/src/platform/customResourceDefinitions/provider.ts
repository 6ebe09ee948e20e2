import { connect, type KubernetesApi, messageOf } from "../../kubernetes";
import { definitionReference, existingAmong, foreignError, ownershipOf } from "../../ownership";
import { printLine } from "../../provider/printLine";
import { dynamicProvider, failed, pickInputs } from "../../provider/dynamicProvider";
import { readReleaseDefinitions } from "../release/readManifest";
import {
    applyDefinition,
    establishDefinitions,
    readDefinition,
    releaseDefinitions,
    removeDefinitions,
} from "./cluster";
import { selectDefinitions } from "./crd";
import { checkDefinitionsInputs, declaredInputs, type DefinitionsInputs, providerVersion } from "./inputs";

/** The state: not the definitions, only the generations that reveal a change of one. */
export interface DefinitionsState extends DefinitionsInputs {
    /** The generation of every definition after it was applied. */
    readonly appliedGenerations?: Record<string, number>;
    /** The current generation of every existing definition; a manual edit raises it. */
    readonly generations?: Record<string, number>;
}

/** Installs and upgrades CustomResourceDefinitions of a release. */
export const definitionsProvider = dynamicProvider<DefinitionsInputs, DefinitionsState>({
    noun: "custom resource definitions",
    version: providerVersion,
    declared: declaredInputs,
    // Another context is another cluster; a kubeconfig that moved is not.
    identity: ["kubeContext"],
    importHint: "; pulumi up applies them over what is there",
    validate: checkDefinitionsInputs,
    idOf,
    isUnfinished: ({ generations, appliedGenerations }) =>
        JSON.stringify(generations) !== JSON.stringify(appliedGenerations),
    apply: (inputs, olds) => install(inputs, olds?.names ?? []),

    async read(state) {
        const api = await connect(state);
        const generations: Record<string, number> = {};
        for (const name of [...state.names].sort()) {
            const live = await readDefinition(api, name);
            if (live !== undefined) {
                generations[name] = live.metadata.generation ?? 0;
            }
        }
        return { ...state, generations };
    },

    async delete(state) {
        if (!state.retainOnDelete) {
            await removeDefinitions(await connect(state), state.names);
            return;
        }
        try {
            await releaseDefinitions(await connect(state), state.names, state.owner);
        } catch (error) {
            // A cluster that is gone does not block its removal from the state.
            printLine(`custom resource definitions ${state.names.join(", ")} keep their owner: ${messageOf(error)}`);
        }
    },

    inputsOf: (state) => pickInputs<DefinitionsInputs>(state, declaredInputs),
});

async function install(inputs: DefinitionsInputs, before: readonly string[]): Promise<DefinitionsState> {
    const dropped = before.filter((name) => !inputs.names.includes(name));
    let applying = false;
    try {
        const objects = await readReleaseDefinitions({ url: inputs.url, sha256: inputs.sha256 });
        const { definitions, missing, available } = selectDefinitions(objects, inputs.names);
        if (missing.length > 0) {
            throw new Error(
                `manifest ${inputs.url} has no CustomResourceDefinition ${missing.join(", ")}; it has ${available.join(", ")}`,
            );
        }
        const api = await connect(inputs);
        await checkOwner(api, inputs, before);
        applying = true;
        for (const definition of definitions) {
            await applyDefinition(api, definition, inputs.owner);
        }
        const found = await establishDefinitions(api, inputs.names);
        if (!inputs.retainOnDelete) {
            await removeDefinitions(api, dropped);
        }
        // Sorted, so that equal states compare equal.
        const generations = Object.fromEntries([...inputs.names].sort().map((name) => [name, found[name] ?? 0]));
        return { ...inputs, generations, appliedGenerations: generations };
    } catch (error) {
        const message = messageOf(error);
        // Applied definitions stay in the state, to be applied again or removed; before that none is added to it.
        // Dropped definitions may still exist: their names stay until an update has removed them.
        const names = applying ? [...inputs.names, ...dropped] : before;
        throw applying || before.length > 0
            ? failed(message, idOf(inputs), { ...inputs, names, generations: {} })
            : new Error(message);
    }
}

/** Rejects definitions that this resource has not applied, and that exist under another owner. */
async function checkOwner(api: KubernetesApi, { names, owner }: DefinitionsInputs, before: readonly string[]) {
    const added = names.filter((name) => !before.includes(name)).map(definitionReference);
    const existing = await existingAmong(api, added);
    const foreign = existing.filter(({ metadata }) => ownershipOf(metadata, owner) === "foreign");
    if (foreign.length > 0) {
        throw foreignError(foreign, owner, []);
    }
}

function idOf(inputs: DefinitionsInputs): string {
    return `${inputs.kubeContext}/${inputs.names[0] ?? ""}`;
}

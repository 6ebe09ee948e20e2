import type { dynamic } from "@pulumi/pulumi";
import { connect } from "../../kubernetes";
import { checkInputs, isText, isUnknown } from "../../provider/inputs";
import { readReleaseManifest } from "../release/readManifest";
import { applyDefinition, establishDefinitions, readDefinition, removeDefinitions } from "./cluster";
import { selectDefinitions } from "./crd";

/** The resolved inputs. */
export interface DefinitionsInputs {
    readonly kubeconfig: string;
    readonly kubeContext: string;
    readonly url: string;
    readonly sha256: string;
    readonly names: string[];
    readonly retainOnDelete: boolean;
    readonly providerVersion: string;
}

/** The state: no definition, only what tells whether one was changed. */
export interface DefinitionsState extends DefinitionsInputs {
    /** The generation of every definition after it was applied. */
    readonly appliedGenerations?: Record<string, number>;
    /** The generation of every definition that exists now; a hand edit makes it another one. */
    readonly generations?: Record<string, number>;
}

/** Raised when the provider's behaviour changes, so that the state gets the new code. */
export const providerVersion = "1";

const declared = ["kubeconfig", "kubeContext", "url", "sha256", "names", "retainOnDelete", "providerVersion"] as const;

/** The provider as Pulumi serializes it. */
export const definitionsProvider: dynamic.ResourceProvider<DefinitionsInputs, DefinitionsState> = {
    check(_olds, news) {
        return Promise.resolve({ inputs: news, failures: checkDefinitions(news) });
    },

    diff(_id, olds, news) {
        const changed = declared.filter((key) => JSON.stringify(olds[key]) !== JSON.stringify(news[key]));
        const drifted = JSON.stringify(olds.generations) !== JSON.stringify(olds.appliedGenerations);
        // On another cluster the definitions are other ones; a file that moved is the same cluster.
        const replaces = changed.filter((key) => key === "kubeContext" && !isUnknown(news[key]));
        return Promise.resolve({ changes: changed.length > 0 || drifted, replaces });
    },

    async create(inputs) {
        return { id: idOf(inputs), outs: await install(inputs, []) };
    },

    async update(_id, olds, news) {
        return { outs: await install(news, olds.names) };
    },

    async read(id, state) {
        if (state === undefined) {
            throw new Error(
                `custom resource definitions ${id} cannot be imported; pulumi up applies them over what is there`,
            );
        }
        const api = await connect(state);
        const generations: Record<string, number> = {};
        for (const name of [...state.names].sort()) {
            const live = await readDefinition(api, name);
            if (live !== undefined) {
                generations[name] = live.metadata.generation ?? 0;
            }
        }
        const inputs = Object.fromEntries(declared.map((key) => [key, state[key]])) as unknown as DefinitionsInputs;
        return { id, props: { ...state, generations }, inputs };
    },

    async delete(_id, state) {
        if (!state.retainOnDelete) {
            await removeDefinitions(await connect(state), state.names);
        }
    },
};

async function install(inputs: DefinitionsInputs, before: readonly string[]): Promise<DefinitionsState> {
    const dropped = before.filter((name) => !inputs.names.includes(name));
    let applying = false;
    try {
        const objects = await readReleaseManifest({ url: inputs.url, sha256: inputs.sha256 });
        const { definitions, missing, available } = selectDefinitions(objects, inputs.names);
        if (missing.length > 0) {
            throw new Error(
                `manifest ${inputs.url} has no CustomResourceDefinition ${missing.join(", ")}; it has ${available.join(", ")}`,
            );
        }
        const api = await connect(inputs);
        applying = true;
        for (const definition of definitions) {
            await applyDefinition(api, definition);
        }
        const found = await establishDefinitions(api, inputs.names);
        if (!inputs.retainOnDelete) {
            await removeDefinitions(api, dropped);
        }
        // In one order, so that two equal states compare equal.
        const generations = Object.fromEntries([...inputs.names].sort().map((name) => [name, found[name] ?? 0]));
        return { ...inputs, generations, appliedGenerations: generations };
    } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        // What was applied is kept in the state, so that it is removed or applied again; before that there is nothing.
        // What is not wanted any more may still be there: its names stay until an update has removed it.
        const names = [...inputs.names, ...dropped];
        throw Object.assign(
            new Error(message),
            applying || before.length > 0
                ? { id: idOf(inputs), properties: { ...inputs, names, generations: {} }, reasons: [message] }
                : {},
        );
    }
}

function idOf(inputs: DefinitionsInputs): string {
    return `${inputs.kubeContext}/${inputs.names[0] ?? ""}`;
}

function checkDefinitions(inputs: Readonly<Record<keyof DefinitionsInputs, unknown>>) {
    return checkInputs(inputs, {
        kubeconfig: [(value) => isText(value) && !String(value).includes("\n"), "the path of a kubeconfig file"],
        kubeContext: [isText, "the name of a context"],
        url: [isText, "the URL of a manifest"],
        sha256: [(value) => /^[0-9a-f]{64}$/.test(String(value)), "64 hexadecimal digits"],
        names: [
            (value) =>
                Array.isArray(value) && value.length > 0 && value.every((name) => isUnknown(name) || isText(name)),
            "a list of at least one CustomResourceDefinition",
        ],
    });
}

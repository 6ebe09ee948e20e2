import type { dynamic } from "@pulumi/pulumi";
import { expandHome } from "../kubernetes/kubeconfig";
import { type InputProblem, isUnknown } from "./inputs";
import { unlessClusterIsGone } from "./unreachable";

/** Inputs with the version of the behaviour that wrote a state. */
export interface VersionedInputs {
    /** A whole number as a string; see {@link ProviderDefinition.version}. */
    readonly providerVersion: string;
}

/** The part of a dynamic provider that is specific to its resource. */
export interface ProviderDefinition<Inputs extends VersionedInputs, State extends Inputs> {
    /** The resource in messages: "rollout gate". */
    readonly noun: string;
    /** Raised when the behaviour changes, so that the next update of an older state runs the new one. */
    readonly version: string;
    /** The inputs that `diff` compares. */
    readonly declared: readonly (keyof Inputs & string)[];
    /** The inputs that identify the object: another value replaces the resource. */
    readonly identity: readonly (keyof Inputs & string)[];
    /** The end of the message "... cannot be imported": a reason, or an alternative. */
    readonly importHint: string;
    /** Returns all problems of the inputs. */
    validate(inputs: Inputs): InputProblem[];
    idOf(inputs: Inputs): string;
    /** Returns true if the state needs an update even though no input has changed. */
    isUnfinished(state: State): boolean;
    /** Creates (`olds` undefined) or updates. Rejects with {@link failed} to keep the resource in the state. */
    apply(inputs: Inputs, olds: State | undefined): Promise<State>;
    /** Reads the state from the cluster; undefined if the object is gone. */
    read(state: State): Promise<State | undefined>;
    delete(state: State): Promise<void>;
    inputsOf(state: State): Inputs;
}

/** Creates a provider from a definition: compares inputs, derives ids, and rejects states of newer packages. */
export function dynamicProvider<Inputs extends VersionedInputs, State extends Inputs>(
    definition: ProviderDefinition<Inputs, State>,
): Required<Omit<dynamic.ResourceProvider<Inputs, State>, "configure">> {
    const { noun, declared, identity, version } = definition;
    const readable = (id: string, state: State): State => {
        const written = state.providerVersion as string | undefined;
        if (Number(written ?? 0) > Number(version)) {
            throw new Error(
                `${noun} ${id} was written by a newer @canary-delivery/components (provider version ${String(written)}, ` +
                    `the installed package knows ${version}); install the version that wrote it, or a newer one`,
            );
        }
        return state;
    };
    return {
        check(_olds, news) {
            const failures = definition
                .validate(news)
                .map(({ property, message }) => ({ property, reason: `${property} ${message}` }));
            return Promise.resolve({ inputs: news, failures });
        },
        diff(id, olds, news) {
            readable(id, olds);
            const differs = (key: keyof Inputs) =>
                isUnknown(news[key]) || comparable(key, olds[key]) !== comparable(key, news[key]);
            const changed = declared.filter(differs);
            // A refresh clears the failure that the engine recorded, so the state is checked as well.
            return Promise.resolve({
                changes: changed.length > 0 || definition.isUnfinished(olds),
                replaces: identity.filter((key) => changed.includes(key) && !isUnknown(news[key])),
            });
        },
        async create(inputs) {
            return { id: definition.idOf(inputs), outs: await definition.apply(inputs, undefined) };
        },
        async update(id, olds, news) {
            return { outs: await definition.apply(news, readable(id, olds)) };
        },
        async read(id, state) {
            if (state === undefined) {
                throw new Error(`${noun} ${id} cannot be imported${definition.importHint}`);
            }
            const known = readable(id, state);
            const props = await unlessClusterIsGone(`${noun} ${id}`, () => definition.read(known), undefined);
            // Pulumi's type requires a whole state, although it stores this as inputs.
            const inputs = definition.inputsOf(state) as State;
            return { id: props === undefined ? "" : id, props: props ?? state, inputs };
        },
        async delete(id, state) {
            const known = readable(id, state);
            await unlessClusterIsGone(`${noun} ${id}`, () => definition.delete(known), undefined);
        },
    };
}

/** Returns a text that two inputs have in common if they mean the same. */
function comparable(key: PropertyKey, value: unknown): string | undefined {
    return key === "kubeconfig" && typeof value === "string" ? expandHome(value) : JSON.stringify(value);
}

/** Returns the named inputs of a state. Absent ones stay absent: Pulumi cannot serialize undefined. */
export function pickInputs<Inputs>(state: Inputs, keys: readonly (keyof Inputs & string)[]): Inputs {
    const given = keys.filter((key) => state[key] !== undefined);
    return Object.fromEntries(given.map((key) => [key, state[key]])) as unknown as Inputs;
}

/**
 * Creates an error that keeps the resource in the state, so that the next `up` updates it. Pulumi shows only the first
 * reason, and does not add `__provider` on this path: `properties` carries that of the inputs.
 */
export function failed(message: string, id: string, properties: object, code?: string): Error {
    return Object.assign(
        new Error(message),
        { id, properties, reasons: [message] },
        code === undefined ? {} : { code },
    );
}

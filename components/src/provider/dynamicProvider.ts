import type { dynamic } from "@pulumi/pulumi";
import { isUnknown } from "./inputs";

/** Inputs that say which behaviour of a provider wrote a state. */
export interface VersionedInputs {
    /** A whole number as a string; see {@link ProviderDefinition.version}. */
    readonly providerVersion: string;
}

/** A dynamic provider less what all of them share. */
export interface ProviderDefinition<Inputs extends VersionedInputs, State extends Inputs> {
    /** What is provided, for messages: "rollout gate". */
    readonly noun: string;
    /** Raised when the behaviour changes, so that the next update of an older state runs the new one. */
    readonly version: string;
    /** The inputs that `diff` compares. */
    readonly declared: readonly (keyof Inputs & string)[];
    /** The inputs that say which object is meant: another value is another resource. */
    readonly identity: readonly (keyof Inputs & string)[];
    /** Why nothing can be imported, and what to do instead. */
    readonly importHint: string;
    /** Returns everything that is wrong with the inputs. */
    validate(inputs: Inputs): dynamic.CheckFailure[];
    idOf(inputs: Inputs): string;
    /** Returns whether the state leaves something to do even if nothing was declared anew. */
    isUnfinished(state: State): boolean;
    /** Creates (`olds` undefined) or updates. Rejects with {@link failed} where the resource is to stay in the state. */
    apply(inputs: Inputs, olds: State | undefined): Promise<State>;
    /** Reads the state anew; undefined where what it is about is gone. */
    read(state: State): Promise<State | undefined>;
    delete(state: State): Promise<void>;
    inputsOf(state: State): Inputs;
}

/** Makes a provider of a definition: comparison, identifiers, and the refusal of states from newer packages. */
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
            return Promise.resolve({ inputs: news, failures: definition.validate(news) });
        },
        diff(id, olds, news) {
            readable(id, olds);
            const differs = (key: keyof Inputs) =>
                isUnknown(news[key]) || JSON.stringify(olds[key]) !== JSON.stringify(news[key]);
            const changed = declared.filter(differs);
            // A refresh clears the engine's own memory of a failure, so the state's is asked as well.
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
            const props = await definition.read(readable(id, state));
            // Pulumi's type wants whole states for what it stores as inputs.
            const inputs = definition.inputsOf(state) as State;
            return { id: props === undefined ? "" : id, props: props ?? state, inputs };
        },
        async delete(id, state) {
            await definition.delete(readable(id, state));
        },
    };
}

/** Picks the named inputs out of a state. */
export function pickInputs<Inputs>(state: Inputs, keys: readonly (keyof Inputs & string)[]): Inputs {
    return Object.fromEntries(keys.map((key) => [key, state[key]])) as unknown as Inputs;
}

/**
 * A failure that keeps the resource in the state, so that the next `up` updates it. Pulumi shows only the first reason,
 * and does not add `__provider` on this path: `properties` carries the inputs' own.
 */
export function failed(message: string, id: string, properties: object, code?: string): Error {
    return Object.assign(
        new Error(message),
        { id, properties, reasons: [message] },
        code === undefined ? {} : { code },
    );
}

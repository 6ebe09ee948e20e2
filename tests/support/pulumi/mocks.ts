import * as pulumi from "@pulumi/pulumi";

/** A resource as a program declared it. */
export interface DeclaredResource {
    readonly type: string;
    readonly name: string;
    /** Values that a preview does not know are absent. */
    readonly inputs: Record<string, unknown>;
    /** The URN and id of its provider, empty for the default one. */
    readonly provider: string;
}

/** Stands in for the engine: answers each resource with its own inputs, and keeps what was declared. */
export class ResourceRecorder {
    readonly resources: DeclaredResource[] = [];

    /** A recorder in use, for a program that is updated or, with `preview`, previewed. */
    static async start({ preview = false } = {}): Promise<ResourceRecorder> {
        const recorder = new ResourceRecorder();
        await pulumi.runtime.setMocks(
            {
                newResource: ({ type, name, inputs, provider, id }) => {
                    recorder.resources.push({
                        type,
                        name,
                        inputs: inputs as Record<string, unknown>,
                        provider: provider ?? "",
                    });
                    const state = { ...(inputs as Record<string, unknown>) };
                    return { id: id ?? `${name}-id`, state };
                },
                call: ({ inputs }) => inputs as Record<string, unknown>,
            },
            "canary-delivery",
            "test",
            preview,
        );
        return recorder;
    }

    /** Waits until everything that was declared has been answered. */
    async settle(): Promise<void> {
        // What the SDK itself waits with before a program ends; its type declarations leave it out.
        await (pulumi.runtime as unknown as { waitForRPCs(): Promise<void> }).waitForRPCs();
    }

    /** The one resource of a type and a name. */
    get(type: string, name?: string): DeclaredResource {
        const found = this.resources.filter((one) => one.type === type && (name === undefined || one.name === name));
        if (found.length !== 1 || found[0] === undefined) {
            const all = this.resources.map((one) => `${one.type} ${one.name}`).join("\n  ");
            throw new Error(`${found.length} resources are ${type} ${name ?? ""}, declared are:\n  ${all}`);
        }
        return found[0];
    }
}

/** A field deep within a resource's inputs, by a path such as `spec.template.metadata`. */
export function at(resource: { readonly inputs: Record<string, unknown> }, path: string): unknown {
    return path
        .split(".")
        .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], resource.inputs);
}

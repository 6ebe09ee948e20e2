import * as pulumi from "@pulumi/pulumi";

/** A declared resource. */
export interface DeclaredResource {
    readonly type: string;
    readonly name: string;
    /** Values that a preview does not know are absent. */
    readonly inputs: Record<string, unknown>;
    /** The URN and id of its provider, empty for the default one. */
    readonly provider: string;
}

/** A mock engine: answers each resource with its inputs, and records the declared resources. */
export class ResourceRecorder {
    readonly resources: DeclaredResource[] = [];

    /** Installs a recorder, for an update or, with `preview`, a preview. */
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

    /** Waits until every declared resource has been answered. */
    async settle(): Promise<void> {
        // The SDK waits with this function at the end of a program; its type declarations omit it.
        await (pulumi.runtime as unknown as { waitForRPCs(): Promise<void> }).waitForRPCs();
    }

    /** The only resource of a type and a name; throws if there is not exactly one. */
    get(type: string, name?: string): DeclaredResource {
        const found = this.resources.filter((one) => one.type === type && (name === undefined || one.name === name));
        if (found.length !== 1 || found[0] === undefined) {
            const all = this.resources.map((one) => `${one.type} ${one.name}`).join("\n  ");
            throw new Error(`${found.length} resources are ${type} ${name ?? ""}, declared are:\n  ${all}`);
        }
        return found[0];
    }
}

/** A nested field of a resource's inputs, by a path such as `spec.template.metadata`. */
export function at(resource: { readonly inputs: Record<string, unknown> }, path: string): unknown {
    return path
        .split(".")
        .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], resource.inputs);
}

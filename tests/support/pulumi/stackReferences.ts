import * as pulumi from "@pulumi/pulumi";

/** The outputs of another stack for a program under mocks, and the names of the secret ones. */
export interface OtherStack {
    readonly outputs: Readonly<Record<string, unknown>>;
    readonly secrets?: readonly string[];
}

const referenceType = "pulumi:pulumi:StackReference";

/** The state of a StackReference as the engine answers it, undefined for other resources. */
export function referenceState(
    { type, inputs }: pulumi.runtime.MockResourceArgs,
    stacks: Readonly<Record<string, OtherStack>>,
): Record<string, unknown> | undefined {
    if (type !== referenceType) {
        return undefined;
    }
    const { name } = inputs as { name: string };
    const stack = stacks[name];
    if (stack === undefined) {
        throw new Error(`unknown stack "${name}"`);
    }
    return { name, outputs: stack.outputs, secretOutputNames: stack.secrets ?? [] };
}

/** Installs mocks for a program that only references other stacks. */
export async function startReferences(stacks: Readonly<Record<string, OtherStack>>): Promise<void> {
    await pulumi.runtime.setMocks(
        {
            newResource: (args) => ({ id: args.id ?? `${args.name}-id`, state: referenceState(args, stacks) ?? {} }),
            call: ({ inputs }) => inputs as Record<string, unknown>,
        },
        "canary-delivery",
        "test",
        false,
        "organization",
    );
}

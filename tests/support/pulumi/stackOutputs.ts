interface Exported {
    readonly deployment: {
        readonly resources?: readonly { readonly type: string; readonly outputs?: Record<string, unknown> }[];
    };
}

const stackType = "pulumi:pulumi:Stack";

/**
 * The state of another stack of the same project with only the outputs of this one, some of them changed. A
 * StackReference sees no difference.
 */
export function outputsAlone(state: unknown, project: string, name: string, changed: Record<string, unknown>): unknown {
    const { deployment, ...more } = state as Exported;
    const stack = deployment.resources?.find(({ type }) => type === stackType);
    if (stack?.outputs === undefined) {
        throw new Error("the state has no outputs to copy");
    }
    const urn = `urn:pulumi:${name}::${project}::${stackType}::${project}-${name}`;
    const resource = { ...stack, urn, outputs: { ...stack.outputs, ...changed } };
    return { ...more, deployment: { ...deployment, resources: [resource], pending_operations: [] } };
}

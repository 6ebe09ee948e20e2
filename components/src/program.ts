/**
 * Wraps a program so that its errors are printed without delay: removes frames directly below a scope from stack
 * traces. Node 20 needs about 30 s and 1 GB to colourise a frame such as `node_modules/@pulumi/resource.ts`, which the
 * SDK's source maps produce.
 */
export function program<T>(declare: () => Promise<T>): () => Promise<T> {
    return async () => {
        try {
            return await declare();
        } catch (error) {
            if (error instanceof Error && error.stack !== undefined) {
                error.stack = error.stack.replaceAll(/\n +at .*node_modules[/\\]@[^/\\]+[/\\][^/\\]*(?=\n|$)/g, "");
            }
            throw error;
        }
    };
}

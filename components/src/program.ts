/**
 * A program whose errors are shown at once. The SDK inspects every error that leaves a program, in colours; there, Node 20 is
 * caught for half a minute and a gigabyte by a stack that names a file directly under a scope, which is how
 * the SDK's source maps name its own files: `node_modules/@pulumi/resource.ts`.
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

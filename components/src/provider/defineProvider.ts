import type { dynamic } from "@pulumi/pulumi";

/** The module behind `@canary-delivery/components/runtime`, as far as a stub needs it. */
interface Runtime {
    providerOf(name: string): Required<dynamic.ResourceProvider>;
}

/**
 * Defines the dynamic provider of a resource. Pulumi serializes the result into every state. It contains no provider
 * code but calls the installed package, so that states stay small and updates run current code.
 *
 * @param name the provider's name in `runtime.ts`
 */
export function defineProvider(name: string): dynamic.ResourceProvider {
    const load = async () => {
        // Not a literal, which the compiler would follow upwards into the providers themselves.
        const module = "@canary-delivery/components/runtime";
        let runtime: Runtime;
        try {
            runtime = (await import(module)) as Runtime;
        } catch (error) {
            const [reason] = String(error instanceof Error ? error.message : error).split("\n");
            throw new Error(
                `${name} needs the npm package @canary-delivery/components, 0.2.0 or newer, in the program's folder: ` +
                    `${String(reason)}; run npm install there and pulumi again`,
            );
        }
        return runtime.providerOf(name);
    };
    return {
        check: async (olds, news) => (await load()).check(olds, news),
        diff: async (id, olds, news) => (await load()).diff(id, olds, news),
        create: async (inputs) => (await load()).create(inputs),
        update: async (id, olds, news) => (await load()).update(id, olds, news),
        read: async (id, state) => (await load()).read(id, state),
        delete: async (id, state) => (await load()).delete(id, state),
    };
}

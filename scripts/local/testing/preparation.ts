import { appImage } from "../images";
import { Stack } from "../stack";
import type { Report } from "../cluster";
import type { Target } from "../target";
import { UserError } from "../userError";

/** What `scripts/test` tells the end-to-end tests by the environment; a spec that runs by itself has the defaults. */
export const variables = {
    /** The context of KUBECONFIG to run on, instead of the local cluster. */
    context: "CANARY_E2E_CONTEXT",
    /** Where that cluster finds the app's tags. */
    image: "CANARY_E2E_IMAGE",
    /** Set where {@link prepare} has run, once for all specs. */
    prepared: "CANARY_E2E_PREPARED",
} as const;

/** Where the end-to-end tests run, and with which images. */
export interface EndToEndOptions {
    /** A context of KUBECONFIG; absent for the local cluster. */
    readonly context?: string | undefined;
    readonly image: string;
}

/** The options that the environment tells. */
export function toldOptions(): EndToEndOptions & { readonly prepared: boolean } {
    const told = (name: string) => process.env[name] || undefined;
    return {
        context: told(variables.context),
        image: told(variables.image) ?? appImage,
        prepared: told(variables.prepared) !== undefined,
    };
}

/** The environment that tells them, to specs for which everything is prepared. */
export function telling({ context, image }: EndToEndOptions): Record<string, string> {
    return {
        [variables.image]: image,
        [variables.prepared]: "yes",
        ...(context === undefined ? {} : { [variables.context]: context }),
    };
}

/** The stack whose platform the specs' own stacks reference. */
export function platformStack(context: string | undefined): Stack {
    return Stack.of("e2e", context);
}

/** Clears what earlier runs left, and installs the platform that specs share. */
export async function prepare(target: Target, { context, image }: EndToEndOptions, report: Report): Promise<void> {
    const stack = platformStack(context);
    await stack.init();
    await (context === undefined ? Stack.clearLocal(report) : stack.clearLeftovers(report));
    await installPlatform(target, stack, `${image}:v1`, report);
}

/** The platform, with an app of its own that gets no requests. */
async function installPlatform(target: Target, stack: Stack, image: string, report: Report): Promise<void> {
    report("installing the platform that the specs share ...");
    const app = { namespace: "e2e-platform", name: "e2e-platform", host: "platform.local", requestsPerSecond: "0" };
    stack.configure({ ...target.settings, ...app, image });
    const { exitCode, output } = await stack.up();
    if (exitCode !== 0) {
        throw new UserError(`pulumi up of stack ${stack.name} failed:\n${output}`);
    }
}

import { appImage } from "../images";
import { Stack } from "../stack";
import type { Report } from "../cluster";
import type { Target } from "../target";
import { UserError } from "../userError";

/** Environment variables that pass options from `scripts/test` to the end-to-end tests; all are optional. */
export const variables = {
    /** The context of KUBECONFIG to run on, instead of the local cluster. */
    context: "CANARY_E2E_CONTEXT",
    /** The image repository of the app on that cluster. */
    image: "CANARY_E2E_IMAGE",
    /** Set if {@link prepare} has run for all specs. */
    prepared: "CANARY_E2E_PREPARED",
} as const;

/** The cluster and the images of the end-to-end tests. */
export interface EndToEndOptions {
    /** A context of KUBECONFIG; absent for the local cluster. */
    readonly context?: string | undefined;
    readonly image: string;
}

/** Reads the options from the environment. */
export function optionsFromEnvironment(): EndToEndOptions & { readonly prepared: boolean } {
    const variable = (name: string) => process.env[name] || undefined;
    return {
        context: variable(variables.context),
        image: variable(variables.image) ?? appImage,
        prepared: variable(variables.prepared) !== undefined,
    };
}

/** The environment variables that pass the options to specs, after {@link prepare}. */
export function variablesOf({ context, image }: EndToEndOptions): Record<string, string> {
    return {
        [variables.image]: image,
        [variables.prepared]: "yes",
        ...(context === undefined ? {} : { [variables.context]: context }),
    };
}

/** The stack with the platform that the stacks of the specs reference. */
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

/** Installs the platform, with an app that gets no requests, or changes it to these settings in addition. */
export async function installPlatform(
    target: Target,
    stack: Stack,
    image: string,
    report: Report,
    settings: Readonly<Record<string, unknown>> = {},
): Promise<void> {
    report("installing the platform that the specs share ...");
    const app = { namespace: "e2e-platform", name: "e2e-platform", host: "platform.local", requestsPerSecond: "0" };
    stack.configure({ ...target.settings, ...app, image, ...settings });
    const { exitCode, output } = await stack.up();
    if (exitCode !== 0) {
        throw new UserError(`pulumi up of stack ${stack.name} failed:\n${output}`);
    }
}

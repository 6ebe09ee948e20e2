import * as pulumi from "@pulumi/pulumi";
import type { DeclaredResource } from "./mocks";
import { type OtherStack, referenceState } from "./stackReferences";

/** The resources that a program declared, in order, and its outputs. */
export interface ProgramRun {
    readonly resources: readonly (DeclaredResource & { readonly protect: boolean })[];
    /** Its resolved stack outputs. */
    readonly outputs: Readonly<Record<string, unknown>>;
}

interface RegisterRequest {
    getType(): string;
    getName(): string;
    getProtect(): boolean;
}

/**
 * Runs a program under mocks with these settings, whose keys have no prefix.
 *
 * @param answering is awaited before a declared resource is answered
 */
export async function runProgram(
    program: () => Promise<object>,
    settings: Readonly<Record<string, string>>,
    stacks: Readonly<Record<string, OtherStack>> = {},
    answering: (type: string) => Promise<void> | void = () => undefined,
): Promise<ProgramRun> {
    const protectedResources = new Set<string>();
    const declared: DeclaredResource[] = [];
    const keyed = Object.entries(settings).map(([key, value]) => [`canary-delivery:${key}`, value]);
    pulumi.runtime.setAllConfig(Object.fromEntries(keyed) as Record<string, string>, ["canary-delivery:secretEnv"]);
    await pulumi.runtime.setMocks(
        {
            async newResource(args) {
                const { type, name, provider = "" } = args;
                const inputs = args.inputs as Record<string, unknown>;
                declared.push({ type, name, inputs, provider });
                await answering(type);
                return { id: args.id ?? `${name}-id`, state: referenceState(args, stacks) ?? { ...inputs } };
            },
            call: ({ inputs }) => inputs as Record<string, unknown>,
        },
        "canary-delivery",
        "test",
        false,
        "organization",
    );
    noteProtection(protectedResources);
    const outputs = await program();
    await (pulumi.runtime as unknown as { waitForRPCs(): Promise<void> }).waitForRPCs();
    return {
        resources: declared.map((one) => ({ ...one, protect: protectedResources.has(`${one.type} ${one.name}`) })),
        outputs: await new Promise((resolve) =>
            pulumi.output(outputs).apply((values) => {
                resolve(values as Record<string, unknown>);
            }),
        ),
    };
}

/** Records `protect` in the monitor, because mocks do not receive resource options. */
function noteProtection(protectedResources: Set<string>): void {
    const monitor = pulumi.runtime.getMonitor() as unknown as {
        registerResource: (request: RegisterRequest, callback: unknown) => unknown;
    };
    const register = monitor.registerResource.bind(monitor);
    monitor.registerResource = (request, callback) => {
        if (request.getProtect()) {
            protectedResources.add(`${request.getType()} ${request.getName()}`);
        }
        return register(request, callback);
    };
}
